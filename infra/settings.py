"""The typed settings of a stack; the only place that reads Pulumi configuration.

Every default lives here, so a stack file holds differences only. A value that cannot work is refused before anything
is created, with the key, the value, what is allowed and what to do.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError, model_validator

from infra import stackfile
from infra.errors import UserError
from infra.fields import Port, Schedule, Size
from infra.findings import sentence

OPTIONAL_SERVICES = ("meilisearch", "grafana")
"""What dev and ci may leave out where its image has no source: neither can be built from a package registry."""

_HELD_BACK_CONNECTIONS = 20
"""Connections kept free for replication, hooks, exporters and people (superuser_reserved_connections is 3 of them)."""

Environment = Literal["dev", "ci", "staging", "production"]


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, alias_generator=_camel)


class NetworkSettings(_Model):
    """How clients outside the platform's network reach it."""

    mode: Literal["fixed", "free"] = "fixed"
    """fixed: the ports below; free: unused ports chosen once and kept in the stack's state."""
    ports: dict[str, Port] = Field(default_factory=dict)
    """Ports that differ from the usual ones, by endpoint name."""


class PostgresSettings(_Model):
    """PostgreSQL with Patroni; memory is the limit of each member."""

    memory: Size = 640
    replicas: Annotated[int, Field(ge=0, le=2)] = 1
    synchronous: bool = False
    archive: bool = True
    """Continuous WAL archiving; a replica needs it to catch up after a long absence."""
    max_connections: Annotated[int, Field(ge=40, le=2000)] = 100
    slow_query_seconds: PositiveInt = 1


class BackupSettings(_Model):
    """Backups, checks and rehearsals, when ``postgres.archive`` is on; memory also bounds the restored copy of a drill.

    The times are the seed's: a full backup at 02:00, what changed every six hours, a check every week, a cold copy
    every month.
    """

    memory: Size = 320
    full: Schedule = "0 2 * * *"
    incremental: Schedule = "0 */6 * * *"
    verify: Schedule = "0 4 * * 0"
    snapshot: Schedule = "30 2 * * *"
    cold: Schedule = "0 5 1 * *"
    drill: Schedule = "0 3 * * 6"
    keep_full: PositiveInt = 7
    """Full backups, as a count; incremental ones and WAL go with the full one that they need."""
    keep_snapshot_days: PositiveInt = 14
    keep_cold_days: PositiveInt = 365
    """For as long nobody can delete a cold copy, not even the object store's root."""


class RelaySettings(_Model):
    """What publishes the packs' outboxes to their streams.

    It needs 50 MiB; `novax outbox publish` and a restore run a second one in the container, which 64 MiB ended (seen).
    """

    memory: Size = 128


class PgBouncerSettings(_Model):
    """The pooler; counts are connections."""

    memory: Size = 64
    max_clients: PositiveInt = 1000
    pool_size: PositiveInt = 8
    """Server connections for each database, and the same again for its read-only twin.

    Without a replica that is ready both go to the primary, so its limit has room for both.
    """


class RedisSettings(_Model):
    """The cache; ``maxmemory`` is the data limit, ``memory`` the container's."""

    engine: Literal["redis", "valkey"] = "redis"
    memory: Size = 192
    maxmemory: Size = 96
    replicas: Annotated[int, Field(ge=0, le=2)] = 1


class NatsSettings(_Model):
    """JetStream; ``storage`` limits what all streams may keep on disk."""

    memory: Size = 160
    storage: Size = 2048


class EtcdSettings(_Model):
    """Where Patroni keeps the leader's lease; 25 MiB were seen."""

    memory: Size = 96


class HAProxySettings(_Model):
    """The router in front of PostgreSQL; 20 MiB were seen."""

    memory: Size = 64


class MinioSettings(_Model):
    """The object store."""

    memory: Size = 384


class PrometheusSettings(_Model):
    """The metrics store."""

    memory: Size = 256


class AlertmanagerSettings(_Model):
    """The alert router."""

    memory: Size = 64


class ExporterSettings(_Model):
    """Each exporter; none was seen above 20 MiB."""

    memory: Size = 40


class MeilisearchSettings(_Model):
    """Search; may be left out of dev and ci where its image has no source."""

    memory: Size = 320
    required: bool = True


class GrafanaSettings(_Model):
    """Dashboards; may be left out of dev and ci where its image has no source."""

    memory: Size = 256
    required: bool = True


class Settings(_Model):
    """One stack, whole."""

    environment: Environment
    platform: Literal["docker", "kubernetes"] = "docker"
    packs: Annotated[tuple[str, ...], Field(strict=False)] = ("novax", "livechat", "osmochat", "campaigns", "wira")
    network: NetworkSettings = NetworkSettings()
    postgres: PostgresSettings = PostgresSettings()
    backup: BackupSettings = BackupSettings()
    relay: RelaySettings = RelaySettings()
    pgbouncer: PgBouncerSettings = PgBouncerSettings()
    redis: RedisSettings = RedisSettings()
    nats: NatsSettings = NatsSettings()
    etcd: EtcdSettings = EtcdSettings()
    haproxy: HAProxySettings = HAProxySettings()
    minio: MinioSettings = MinioSettings()
    prometheus: PrometheusSettings = PrometheusSettings()
    alertmanager: AlertmanagerSettings = AlertmanagerSettings()
    exporters: ExporterSettings = ExporterSettings()
    meilisearch: MeilisearchSettings = MeilisearchSettings()
    grafana: GrafanaSettings = GrafanaSettings()
    image_mirror: str = ""
    """A registry prefix such as ``mirror.example/library``; empty for none."""

    @model_validator(mode="after")
    def _replicas_have_what_they_need(self) -> Self:
        postgres = self.postgres
        if postgres.replicas and not postgres.archive:
            raise ValueError(
                f"novax:postgres.archive is false while novax:postgres.replicas is {postgres.replicas}; a replica "
                "needs the archive to catch up after a long absence; set postgres.archive to true, or "
                "postgres.replicas to 0"
            )
        if postgres.synchronous and not postgres.replicas:
            raise ValueError(
                "novax:postgres.synchronous is true while novax:postgres.replicas is 0; synchronous commit needs a "
                "standby; set postgres.replicas to 1 or 2, or postgres.synchronous to false"
            )
        return self

    @model_validator(mode="after")
    def _limits_fit(self) -> Self:
        pool_size, max_connections = self.pgbouncer.pool_size, self.postgres.max_connections
        pooled = len(self.packs) * pool_size * 2
        allowed = max_connections - _HELD_BACK_CONNECTIONS
        if pooled > allowed:
            raise ValueError(
                f"novax:pgbouncer.poolSize is {pool_size}, which for {len(self.packs)} packs and their read-only twins "
                f"asks for {pooled} server connections; novax:postgres.maxConnections {max_connections} leaves "
                f"{allowed}; lower pgbouncer.poolSize or raise postgres.maxConnections"
            )
        if self.redis.maxmemory >= self.redis.memory:
            raise ValueError(
                f"novax:redis.maxmemory is {self.redis.maxmemory}MiB, which does not fit into novax:redis.memory "
                f"{self.redis.memory}MiB; allowed: less than redis.memory, which leaves room for buffers and forks; "
                "lower redis.maxmemory or raise redis.memory"
            )
        return self

    @model_validator(mode="after")
    def _environment_allows_it(self) -> Self:
        if self.environment in ("staging", "production"):
            for name in OPTIONAL_SERVICES:
                if not getattr(self, name).required:
                    raise ValueError(
                        f"novax:{name}.required is false, which {self.environment} does not allow; allowed there: "
                        "true; remove the key, and give the image a source with novax:imageMirror"
                    )
            if self.platform == "docker":
                raise ValueError(
                    f"novax:platform is docker, which {self.environment} does not allow; allowed there: kubernetes; "
                    "set it with `pulumi config set novax:platform kubernetes`"
                )
        return self

    @model_validator(mode="after")
    def _names_are_used_once(self) -> Self:
        if self.network.mode == "free" and self.network.ports:
            named = ", ".join(self.network.ports)
            raise ValueError(
                f"novax:network.ports names {named} while novax:network.mode is free, which chooses every port itself; "
                "remove the ports, or set network.mode to fixed"
            )
        if duplicates := {pack for pack in self.packs if self.packs.count(pack) > 1}:
            raise ValueError(f"novax:packs names {', '.join(sorted(duplicates))} more than once; name each pack once")
        return self


def from_mapping(values: Mapping[str, object]) -> Settings:
    """Return the settings for plain values keyed without the namespace.

    Raises:
        UserError: a key is unknown, a value has the wrong type, or two values cannot go together.
    """
    try:
        return Settings.model_validate(dict(values))
    except ValidationError as error:
        raise UserError(
            "\n".join(sentence(Settings, stackfile.NAMESPACE, finding) for finding in error.errors())
        ) from None


def from_pulumi(stack: str) -> Settings:
    """Return the settings of the running Pulumi program's stack.

    Raises:
        UserError: as `from_mapping`, and when the configuration belongs to another environment than the stack's name.
    """
    import pulumi.runtime.config as runtime  # noqa: PLC0415 - so that reading a file needs no Pulumi

    config = {key: stackfile.plain(text) for key, text in (runtime.CONFIG.get() or {}).items()}
    return _of_stack(stackfile.own(config), stack)


def from_file(path: Path, stack: str) -> Settings:
    """Return the settings that a stack file holds.

    Raises:
        UserError: the file is missing or no YAML, or as `from_pulumi`.
    """
    return _of_stack(stackfile.read(path, stack), stack)


def _of_stack(values: Mapping[str, object], stack: str) -> Settings:
    settings = from_mapping(values)
    expected, _, _ = stack.partition("-")
    if expected != settings.environment:
        raise UserError(
            f"novax:environment is {settings.environment!r} in the configuration of stack {stack!r}; a stack's name is "
            f"its environment, or starts with it and a hyphen; allowed here: {expected!r}; set it with `pulumi config "
            f"set novax:environment {expected}`, or name the stack {settings.environment!r}"
        )
    return settings
