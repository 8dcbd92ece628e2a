"""The list of all services."""

from collections.abc import Collection, Sequence

from infra.packs import Pack
from infra.services.alertmanager import alertmanager
from infra.services.backup import PackFacts, backup
from infra.services.etcd import etcd
from infra.services.exporters import exporters
from infra.services.grafana import grafana
from infra.services.haproxy import haproxy
from infra.services.jobs_exporter import jobs_exporter
from infra.services.meilisearch import meilisearch
from infra.services.minio import minio
from infra.services.nats import nats
from infra.services.pgbouncer import pgbouncer
from infra.services.postgres import member_names, postgres
from infra.services.prometheus import prometheus
from infra.services.redis import redis
from infra.services.relay import relay
from infra.services.surroundings import runs_etcd
from infra.settings import Settings
from infra.specs import ServiceSpec


def all_services(
    settings: Settings,
    without_source: Collection[str] = (),
    packs: Sequence[Pack] = (),
) -> tuple[ServiceSpec, ...]:
    """Return every service of a stack, in an order in which each comes after what it waits for.

    ``without_source`` names images that cannot be had here: what would only watch their services is left out.
    ``packs`` are the stack's, read.
    """
    observed = (
        *((etcd(settings),) if runs_etcd(settings) else ()),
        minio(settings),
        postgres(settings),
        haproxy(settings),
        pgbouncer(settings),
        redis(settings),
        nats(
            settings,
            {pack.name: {name: one.max_mebibytes for name, one in pack.streams.items()} for pack in packs},
        ),
        meilisearch(settings),
        *backup(settings, member_names(settings), [_facts(pack) for pack in packs]),
        relay(settings, packs),
        *exporters(settings),
        jobs_exporter(settings),
        alertmanager(settings),
        grafana(settings),
    )
    schedules = {pack.name: {name: job.schedule for name, job in pack.all_jobs.items()} for pack in packs}
    return (*observed, prometheus(settings, without_source, schedules))


def _facts(pack: Pack) -> PackFacts:
    return PackFacts(
        name=pack.name,
        owner=pack.owner,
        app=pack.app,
        readonly=pack.readonly,
        migrator=pack.migrator,
        roles=tuple(role for role in pack.roles_named if role != pack.owner),
        tenant_tables=dict(pack.tenant_tables),
    )
