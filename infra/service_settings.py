"""The settings of each service: how much of the machine it gets, how many of it run, and what else can be chosen.

Every default lives here, with its meaning and unit. How they go together is checked in `infra.settings`.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from infra.fields import Schedule, Size


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


class Model(BaseModel):
    """What all settings have in common: camel case in files, no unknown key, no conversion, no change."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, alias_generator=_camel)


class PostgresSettings(Model):
    """PostgreSQL with Patroni; memory is the limit of each member."""

    memory: Size = 640
    replicas: Annotated[int, Field(ge=0, le=2)] = 1
    synchronous: bool = False
    archive: bool = True
    """Continuous WAL archiving; a replica needs it to catch up after a long absence."""
    max_connections: Annotated[int, Field(ge=40, le=2000)] = 100
    slow_query_seconds: PositiveInt = 1
    check_seconds: Annotated[int, Field(ge=1, le=10)] = 1
    """How often Patroni and HAProxy look at the members, which is most of what an idle stack costs.

    A lost member is noticed after two looks, and a new primary after a quarter of one; 10 is what Patroni's lease of
    20 s allows.
    """
    require_user: bool = False
    """Whether an application's query under policies fails without app.current_user_id, instead of showing nothing.

    For development: a query that forgot its user says so.
    """
    cpu: PositiveInt = 100
    """What each member gets in any case, in thousandths of a CPU; Kubernetes alone reserves it."""
    volume: Size = 4096
    """The data volume of each member; on Docker volumes have no size."""


class BackupSettings(Model):
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
    lock_days: PositiveInt = 7
    """For as many days after it was written nobody can delete or change an object of the backup bucket for good, not
    even the object store's root; what was deleted or expired can be read as it was for as many days after that.

    It is longer than the pause between two full backups, so that one is always locked. The store holds what is kept
    and what expired within this time: with a full backup a day, `keep_full` and `lock_days` of them together.
    """
    keep_snapshot_days: PositiveInt = 14
    keep_cold_days: PositiveInt = 365
    """For as long nobody can delete a cold copy, not even the object store's root."""
    volume: Size = 1024
    """Where copies of the whole cluster are restored, a drill's among them; on Docker volumes have no size."""


class RelaySettings(Model):
    """What publishes the packs' outboxes to their streams.

    It needs 50 MiB; `novax events` and a restore run a second one in the container, which 64 MiB ended (seen).
    """

    memory: Size = 128


class PgBouncerSettings(Model):
    """The pooler; counts are connections."""

    memory: Size = 64
    cpu: PositiveInt = 50
    """What each member gets in any case, in thousandths of a CPU; Kubernetes alone reserves it."""
    copies: Annotated[int, Field(ge=1, le=8)] = 1
    """How many of it run behind one name; on Docker one."""
    max_clients: PositiveInt = 1000
    pool_size: PositiveInt = 8
    """Server connections for each database, and the same again for its read-only twin.

    Without a replica that is ready both go to the primary, so its limit has room for both.
    """


class RedisSettings(Model):
    """The cache; ``maxmemory`` is the data limit, ``memory`` the container's."""

    engine: Literal["redis", "valkey"] = "redis"
    memory: Size = 192
    maxmemory: Size = 96
    replicas: Annotated[int, Field(ge=0, le=2)] = 1
    cpu: PositiveInt = 50
    """What each member gets in any case, in thousandths of a CPU; Kubernetes alone reserves it."""
    volume: Size = 1024
    """The data volume of each member; on Docker volumes have no size."""


class NatsSettings(Model):
    """JetStream; ``storage`` limits what all streams may keep on disk."""

    memory: Size = 160
    storage: Size = 2048
    nodes: Literal[1, 3] = 1
    """Servers, each of which keeps every message; on Docker one."""
    cpu: PositiveInt = 50
    """What each member gets in any case, in thousandths of a CPU; Kubernetes alone reserves it."""
    volume: Size = 3072
    """The data volume of each member; on Docker volumes have no size."""


class EtcdSettings(Model):
    """Where Patroni keeps the leader's lease; 25 MiB were seen."""

    memory: Size = 96


class HAProxySettings(Model):
    """The router in front of PostgreSQL; 20 MiB were seen."""

    memory: Size = 64


class MinioSettings(Model):
    """The object store."""

    memory: Size = 384
    drives: Literal[1, 4] = 1
    """Servers with a drive each; of four any one may be lost. On Docker one. Data does not move from one to four."""
    cpu: PositiveInt = 100
    """What each member gets in any case, in thousandths of a CPU; Kubernetes alone reserves it."""
    volume: Size = 8192
    """The data volume of each member; on Docker volumes have no size."""


class PrometheusSettings(Model):
    """The metrics store."""

    memory: Size = 256
    scrape_seconds: Annotated[int, Field(ge=5, le=60)] = 15
    """How often it asks every service; alerts tell what two or three scrapes in a row have shown."""
    volume: Size = 4096
    """The data volume of each member; on Docker volumes have no size."""


class AlertmanagerSettings(Model):
    """The alert router."""

    memory: Size = 64


class ExporterSettings(Model):
    """Each exporter; none was seen above 20 MiB."""

    memory: Size = 40


class MeilisearchSettings(Model):
    """Search; may be left out where its image has no source, but for production."""

    memory: Size = 320
    cpu: PositiveInt = 50
    """What each member gets in any case, in thousandths of a CPU; Kubernetes alone reserves it."""
    volume: Size = 2048
    """The data volume of each member; on Docker volumes have no size."""
    required: bool = True


class GrafanaSettings(Model):
    """Dashboards; may be left out where its image has no source, but for production."""

    memory: Size = 256
    required: bool = True
