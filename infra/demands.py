"""What a pack may ask of the platform, one type a thing: databases' roles and jobs, buckets, streams, keys, indexes.

`infra.packs` puts them together; `infra.hooks` applies them. A type checks itself; what concerns several belongs there.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, field_validator, model_validator

from infra.schedules import longest_pause

IDENTIFIER = r"^[a-z][a-z0-9_]*$"
"""Names of things within a pack: indexes, consumers, jobs, tables."""

_SUBJECT = r"^[a-z0-9_]+(\.([a-z0-9_]+|\*))*(\.>)?$"
_CRON_FIELD = r"[0-9*/,-]+"
_SCHEDULE = rf"^({_CRON_FIELD}( {_CRON_FIELD}){{4}}|([1-9]|[1-5][0-9]) seconds)$"
"""Five fields of cron, in UTC, or a pause in seconds; pg_cron takes no other form."""

Extension = Literal[
    "btree_gin",
    "btree_gist",
    "citext",
    "pg_partman",
    "pg_trgm",
    "pgaudit",
    "pgcrypto",
    "timescaledb",
    "unaccent",
    "vector",
]
"""Extensions that the PostgreSQL image carries and a pack may ask for; pg_cron lives in database `postgres` alone."""


class Declared(BaseModel):
    """A piece of a pack's file; an unknown key is refused with those that are known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, data: object) -> object:
        if isinstance(data, Mapping):
            keys = (str(key) for key in cast("Mapping[object, object]", data))
            if unknown := next((key for key in keys if key not in cls.model_fields), None):
                known = ", ".join(cls.model_fields)
                raise ValueError(f"{unknown!r} is no key here; allowed: {known}; remove it or correct its name")
        return cast("object", data)


class RoleLimits(Declared):
    """How long and how often a database role may hold the server; seconds, 0 meaning no limit."""

    connection_limit: PositiveInt
    statement_timeout_seconds: Annotated[int, Field(ge=0)] = 30
    idle_in_transaction_seconds: Annotated[int, Field(ge=0)] = 60
    lock_timeout_seconds: Annotated[int, Field(ge=0)] = 5


class ExtraRole(RoleLimits):
    """A role beside the standard ones; it may connect, and has no right to any table until a migration grants it."""

    login: bool
    description: str


class Roles(Declared):
    """The roles that every pack has, besides its NOLOGIN owner."""

    app: RoleLimits = RoleLimits(connection_limit=60)
    """Above the largest pool that PgBouncer keeps for one database, so that the pooler is the limit that is met."""
    migrator: RoleLimits = RoleLimits(
        connection_limit=5, statement_timeout_seconds=0, idle_in_transaction_seconds=600, lock_timeout_seconds=5
    )
    """Index builds may take hours, but waiting for a lock for long would queue every other session behind it."""
    readonly: RoleLimits = RoleLimits(connection_limit=20, statement_timeout_seconds=120)


class Bucket(Declared):
    """A bucket of the object store; days count from when a version was overwritten or deleted."""

    versioning: bool = False
    noncurrent_days: PositiveInt | None = None
    locking: bool = False
    """Whether objects may be locked against deletion; it is decided when the bucket is made."""
    lock_days: PositiveInt | None = None
    """For as long nobody, not even the store's root, can delete or change a version that was written."""

    @model_validator(mode="after")
    def _objects_to_lock(self) -> Self:
        if self.lock_days and not self.locking:
            raise ValueError(
                f"lock_days is {self.lock_days} while locking is false, so that no object can be locked; set locking "
                "to true or remove lock_days"
            )
        return self

    @model_validator(mode="after")
    def _versions_to_expire(self) -> Self:
        if self.noncurrent_days and not self.versioning:
            raise ValueError(
                f"noncurrent_days is {self.noncurrent_days} while versioning is false, so there are no versions to "
                "expire; set versioning to true or remove noncurrent_days"
            )
        return self


class Consumer(Declared):
    """A durable pull consumer; without subjects it gets all of its stream."""

    subjects: tuple[Annotated[str, Field(pattern=_SUBJECT)], ...] = ()
    ack_wait_seconds: PositiveInt = 30
    max_deliver: PositiveInt = 10


class Stream(Declared):
    """A JetStream stream on disk."""

    subjects: Annotated[tuple[Annotated[str, Field(pattern=_SUBJECT)], ...], Field(min_length=1)]
    max_age_days: PositiveInt
    max_mebibytes: PositiveInt
    consumers: Mapping[Annotated[str, Field(pattern=IDENTIFIER)], Consumer] = {}

    @property
    def all_subjects(self) -> tuple[str, ...]:
        """The stream's subjects and those that its consumers pick."""
        return (*self.subjects, *(subject for consumer in self.consumers.values() for subject in consumer.subjects))


class CacheKey(Declared):
    """A family of cache keys: its shape after the pack's prefix, and how long an entry lives."""

    key: str
    ttl_seconds: PositiveInt
    type: Literal["string", "hash", "list", "set", "sorted set"]
    invalidated_by: tuple[Annotated[str, Field(pattern=_SUBJECT)], ...] = ()
    """Event subjects after which entries of this family are stale."""


class SearchIndex(Declared):
    """A search index; the order of the searchable attributes is their weight."""

    primary_key: str = "id"
    searchable: Annotated[tuple[str, ...], Field(min_length=1)]
    filterable: tuple[str, ...] = ()
    sortable: tuple[str, ...] = ()


class Job(Declared):
    """SQL that the database runs by itself, as the pack's owner; it must not end its own transaction."""

    schedule: Annotated[str, Field(pattern=_SCHEDULE)]
    statement: Annotated[str, Field(min_length=1)]

    @field_validator("schedule")
    @classmethod
    def _comes_again(cls, schedule: str) -> str:
        longest_pause(schedule)
        return schedule
