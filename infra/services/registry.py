"""The list of all services."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from infra.services.alertmanager import alertmanager
from infra.services.etcd import etcd
from infra.services.exporters import exporters
from infra.services.grafana import grafana
from infra.services.haproxy import haproxy
from infra.services.jobs_exporter import jobs_exporter
from infra.services.meilisearch import meilisearch
from infra.services.minio import minio
from infra.services.nats import nats
from infra.services.pgbouncer import pgbouncer
from infra.services.postgres import postgres
from infra.services.prometheus import Schedules, prometheus
from infra.services.redis import redis
from infra.services.surroundings import runs_etcd
from infra.settings import Settings
from infra.specs import ServiceSpec


def all_services(
    settings: Settings,
    without_source: Collection[str] = (),
    streams: Mapping[str, Collection[str]] = MappingProxyType({}),
    schedules: Schedules = MappingProxyType({}),
) -> tuple[ServiceSpec, ...]:
    """Return every service of a stack, in an order in which each comes after what it waits for.

    ``without_source`` names images that cannot be had here: what would only watch their services is left out.
    ``streams`` are the names of each pack's streams, by pack; ``schedules`` are those of its jobs, by pack and job.
    """
    observed = (
        *((etcd(settings),) if runs_etcd(settings) else ()),
        minio(settings),
        postgres(settings),
        haproxy(settings),
        pgbouncer(settings),
        redis(settings),
        nats(settings, streams),
        meilisearch(settings),
        *exporters(settings),
        jobs_exporter(settings),
        alertmanager(settings),
        grafana(settings),
    )
    return (*observed, prometheus(settings, without_source, schedules))
