"""The list of all hooks: what each works on, what it waits for, and which secrets it takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from infra.hooks import (
    archive,
    buckets,
    cache_catalogue,
    cache_users,
    cluster,
    databases,
    jobs,
    migrations,
    names,
    search,
    streams,
)
from infra.hooks.access import Access
from infra.hooks.declaration import JSON, Changes
from infra.hooks.marker import marker
from infra.identity import Identity
from infra.packs import Pack
from infra.platforms.base import Platform
from infra.services import minio, nats, postgres, redis
from infra.services.pgbackrest import STANZA, wants_archive
from infra.settings import Settings
from infra.specs import SecretRef

_CA = "ca.crt"


@dataclass(frozen=True)
class Target:
    """A service's endpoint as a hook reaches it."""

    endpoint: str
    user: str | SecretRef


Work = Callable[[Sequence[Access], Mapping[str, str]], Changes]
"""What a hook does with its targets and secrets, both in the order and by the names that it declared."""


@dataclass(frozen=True)
class ServiceHook:
    """Work on running services, tied to the deployment by a marker in the state."""

    name: str
    service: str
    """The service that it fills."""
    after: tuple[str, ...]
    targets: tuple[Target, ...]
    secrets: tuple[str, ...]
    declared: Mapping[str, JSON] = field(repr=False)
    work: Work = field(repr=False)
    filling: int = 1
    """How often the service has been filled, this time included: with another number the work is done again."""

    def place(self, platform: Platform, identity: Identity, after: Sequence[pulumi.Resource]) -> pulumi.Resource:
        """Register the marker; ports and the CA travel with the secrets, because only the deployment knows them."""
        ports = {target.endpoint: platform.ports[target.endpoint].apply(str) for target in self.targets}
        users = (target.user.name for target in self.targets if isinstance(target.user, SecretRef))
        values = {name: identity.secret(name) for name in (_CA, *users, *self.secrets)}

        def apply(resolved: Mapping[str, str]) -> Changes:
            platform.reach({target.endpoint: int(resolved[target.endpoint]) for target in self.targets})
            accesses = [
                Access(platform.host, int(resolved[target.endpoint]), _user(target, resolved), resolved[_CA])
                for target in self.targets
            ]
            return self.work(accesses, resolved)

        known = {**ports, **values, "filling": pulumi.Output.from_input(str(self.filling))}
        return marker(self.name, self.declared, known, apply, pulumi.ResourceOptions(depends_on=list(after)))


def _user(target: Target, resolved: Mapping[str, str]) -> str:
    return resolved[target.user.name] if isinstance(target.user, SecretRef) else target.user


def _archive() -> ServiceHook:
    return ServiceHook(
        name=names.ARCHIVE,
        service="minio",
        after=(names.BUCKETS, names.CLUSTER),
        targets=(Target("postgres-primary", postgres.SUPERUSER),),
        secrets=archive.SECRETS,
        declared={"stanza": STANZA},
        work=lambda at, secrets: archive.apply(at[0], secrets),
    )


def all_hooks(settings: Settings, packs: Sequence[Pack]) -> tuple[ServiceHook, ...]:
    """Return every hook of a stack."""
    replicas = range(1, settings.redis.replicas + 1)
    caches = ("redis", *(f"redis-replica-{number}" for number in replicas))
    configuration = postgres.dynamic_configuration(settings)
    patroni = ("patroni", "patroni-replica") if settings.postgres.replicas else ("patroni",)
    return (
        ServiceHook(
            name=names.BUCKETS,
            service="minio",
            after=("minio",),
            targets=(Target("minio", minio.ROOT_USER),),
            secrets=buckets.secret_names(packs),
            declared=buckets.declared(packs, settings.backup),
            work=lambda at, secrets: buckets.apply(at[0], packs, settings.backup, secrets),
        ),
        ServiceHook(
            name=names.CLUSTER,
            service="postgres",
            after=("haproxy",),
            targets=tuple(Target(endpoint, postgres.REST_USER) for endpoint in patroni),
            secrets=(postgres.REST_PASSWORD.name,),
            declared=configuration,
            work=lambda at, secrets: cluster.apply(
                at[0], at[1] if len(at) > 1 else None, secrets[postgres.REST_PASSWORD.name], configuration
            ),
        ),
        ServiceHook(
            name=names.DATABASES,
            service="postgres",
            after=(names.CLUSTER,),
            targets=(Target("postgres-primary", postgres.SUPERUSER),),
            secrets=databases.secret_names(packs),
            declared=databases.declared(packs),
            work=lambda at, secrets: databases.apply(at[0], packs, secrets),
        ),
        ServiceHook(
            name=names.MIGRATIONS,
            service="postgres",
            after=(names.DATABASES,),
            targets=(Target("postgres-primary", postgres.SUPERUSER),),
            secrets=migrations.secret_names(packs),
            declared=migrations.declared(packs),
            work=lambda at, secrets: migrations.apply(at[0], packs, secrets),
        ),
        ServiceHook(
            name=names.JOBS,
            service="postgres",
            after=(names.MIGRATIONS,),
            targets=(Target("postgres-primary", postgres.SUPERUSER),),
            secrets=jobs.SECRETS,
            declared=jobs.declared(packs),
            work=lambda at, secrets: jobs.apply(at[0], packs, secrets),
        ),
        *((_archive(),) if wants_archive(settings) else ()),
        ServiceHook(
            name=names.STREAMS,
            service="nats",
            after=("nats",),
            targets=(Target("nats", nats.ADMIN_USER),),
            secrets=streams.secret_names(packs),
            declared=streams.declared(packs, settings.nats.nodes),
            work=lambda at, secrets: streams.apply(at[0], packs, secrets, settings.nats.nodes),
        ),
        ServiceHook(
            name=names.CACHE_USERS,
            service="redis",
            after=("redis",),
            targets=tuple(Target(endpoint, redis.ADMIN_USER) for endpoint in caches),
            secrets=cache_users.secret_names(packs),
            declared=cache_users.declared(packs),
            work=lambda at, secrets: cache_users.apply(at, packs, secrets),
        ),
        ServiceHook(
            name=names.CACHE_CATALOGUE,
            service="redis",
            after=("redis",),
            targets=(Target("redis", redis.ADMIN_USER),),
            secrets=cache_catalogue.SECRETS,
            declared=cache_catalogue.declared(packs),
            work=lambda at, secrets: cache_catalogue.apply(at[0], packs, secrets),
        ),
        ServiceHook(
            name=names.SEARCH,
            service="meilisearch",
            after=("meilisearch",),
            targets=(Target("meilisearch", "master"),),
            secrets=search.secret_names(packs),
            declared=search.declared(packs),
            work=lambda at, secrets: search.apply(at[0], packs, secrets),
        ),
    )
