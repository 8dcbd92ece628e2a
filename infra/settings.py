"""The typed settings of a stack; the only place that reads Pulumi configuration.

Every default lives here and in `infra.service_settings`, so a stack file holds differences only. A value that cannot
work is refused before anything is created, with the key, the value, what is allowed and what to do.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from infra import stackfile
from infra.errors import UserError
from infra.fields import Port
from infra.findings import sentence
from infra.schedules import longest_pause
from infra.service_settings import (
    AlertmanagerSettings,
    BackupSettings,
    EtcdSettings,
    ExporterSettings,
    GrafanaSettings,
    HAProxySettings,
    MeilisearchSettings,
    MinioSettings,
    Model,
    NatsSettings,
    PgBouncerSettings,
    PostgresSettings,
    PrometheusSettings,
    RedisSettings,
    RelaySettings,
)

OPTIONAL_SERVICES = ("meilisearch", "grafana")
"""What all but production may leave out where its image has no source: neither is built from a package registry."""

THROWAWAY = "throwaway"

_DAY_SECONDS = 24 * 60 * 60

_HELD_BACK_CONNECTIONS = 20
"""Connections kept free for replication, hooks, exporters and people (superuser_reserved_connections is 3 of them)."""

Environment = Literal["dev", "ci", "staging", "production"]


class NetworkSettings(Model):
    """How clients outside the platform's network reach it."""

    mode: Literal["fixed", "free"] = "fixed"
    """fixed: the ports below; free: unused ports chosen once and kept in the stack's state."""
    ports: dict[str, Port] = Field(default_factory=dict)
    """Ports that differ from the usual ones, by endpoint name."""


class KubernetesSettings(Model):
    """The cluster that a stack of platform kubernetes is placed on."""

    kubeconfig: str = ""
    """A kubeconfig's path; empty for $KUBECONFIG or ~/.kube/config, and `THROWAWAY` for that of `novax cluster up`."""
    context: str = ""
    """A context of it; empty for the current one."""
    namespace: str = ""
    """The namespace, which belongs to the stack alone; empty for ``novax-`` and the stack's name."""
    domain: str = "cluster.local"
    """The cluster's DNS domain."""
    storage_class: str = ""
    """The storage class of data volumes; empty for the cluster's default."""
    registry: str = ""
    """A registry prefix from which nodes pull the platform's images; empty where nodes have them already."""


class Settings(Model):
    """One stack, whole."""

    environment: Environment
    platform: Literal["docker", "kubernetes"] = "docker"
    packs: Annotated[tuple[str, ...], Field(strict=False)] = ("novax", "livechat", "osmochat", "campaigns", "wira")
    network: NetworkSettings = NetworkSettings()
    kubernetes: KubernetesSettings = KubernetesSettings()
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
    def _a_full_backup_is_always_locked(self) -> Self:
        days, pause = self.backup.lock_days, longest_pause(self.backup.full)
        # While a backup is taken the one before it must still be locked.
        if days * _DAY_SECONDS <= pause:
            raise ValueError(
                f"novax:backup.lockDays is {days} while novax:backup.full '{self.backup.full}' leaves "
                f"{pause / _DAY_SECONDS:g} days between two full backups, so that at times none would be locked; "
                f"allowed: at least {pause // _DAY_SECONDS + 1}; raise backup.lockDays, or take full backups more often"
            )
        return self

    @model_validator(mode="after")
    def _environment_allows_it(self) -> Self:
        if self.environment in ("staging", "production") and self.platform == "docker":
            raise ValueError(
                f"novax:platform is docker, which {self.environment} does not allow; allowed there: kubernetes; "
                "set it with `pulumi config set novax:platform kubernetes`"
            )
        if self.environment == "production":
            for name in OPTIONAL_SERVICES:
                if not getattr(self, name).required:
                    raise ValueError(
                        f"novax:{name}.required is false, which production does not allow; allowed there: true; "
                        "remove the key, and give the image a source with novax:imageMirror"
                    )
        return self

    @model_validator(mode="after")
    def _the_platform_can_do_it(self) -> Self:
        several = {
            "pgbouncer.copies": self.pgbouncer.copies,
            "nats.nodes": self.nats.nodes,
            "minio.drives": self.minio.drives,
        }
        for name, count in several.items():
            if self.platform == "docker" and count > 1:
                raise ValueError(
                    f"novax:{name} is {count} while novax:platform is docker, which has one machine; allowed there: 1; "
                    "remove the key, or set novax:platform to kubernetes"
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
    if settings.kubernetes.namespace:
        return settings
    return settings.model_copy(
        update={"kubernetes": settings.kubernetes.model_copy(update={"namespace": f"novax-{stack}"})}
    )
