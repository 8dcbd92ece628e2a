"""The typed form of `sql/<pack>/pack.yaml`: what one product asks of the platform besides its tables.

A pack is a product's own database with its roles and extensions, and its share of the object store, the event stream,
the cache and the search engine. This module reads and checks; `infra.hooks` applies; tables are migrations' business.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError, model_validator

from infra.errors import UserError

BACKUP_BUCKET = "novax-backup"
"""The platform's own bucket; no pack may name it."""

_PACK_NAME = r"^[a-z][a-z0-9]{2,15}$"
"""At most 16: `<pack>-app` is a user of the object store, which takes 20 characters."""
_ROLE_NAME = r"^[a-z][a-z0-9_]{2,62}$"
_BUCKET_NAME = r"^[a-z][a-z0-9-]{1,61}[a-z0-9]$"
_INDEX_NAME = r"^[a-z][a-z0-9_]*$"
_STREAM_NAME = r"^[A-Z][A-Z0-9_]*$"
_SUBJECT = r"^[a-z0-9_]+(\.([a-z0-9_]+|\*))*(\.>)?$"

_RESERVED = frozenset(
    {
        "admin",
        "backup",
        "default",
        "metrics",
        "pgbouncer",
        "platform",
        "postgres",
        "public",
        "replica",
        "replicator",
        "rewinder",
        "root",
    }
)
"""Names that a database, role or account of the platform itself bears, in whichever service."""

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


class _Declared(BaseModel):
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


class RoleLimits(_Declared):
    """How long and how often a database role may hold the server; seconds, 0 meaning no limit."""

    connection_limit: PositiveInt
    statement_timeout_seconds: Annotated[int, Field(ge=0)] = 30
    idle_in_transaction_seconds: Annotated[int, Field(ge=0)] = 60
    lock_timeout_seconds: Annotated[int, Field(ge=0)] = 5


class ExtraRole(RoleLimits):
    """A role beside the standard ones; it may connect, and has no right to any table until a migration grants it."""

    login: bool
    description: str


class Roles(_Declared):
    """The roles that every pack has, besides its NOLOGIN owner."""

    app: RoleLimits = RoleLimits(connection_limit=60)
    """Above the largest pool that PgBouncer keeps for one database, so that the pooler is the limit that is met."""
    migrator: RoleLimits = RoleLimits(
        connection_limit=5, statement_timeout_seconds=0, idle_in_transaction_seconds=600, lock_timeout_seconds=5
    )
    """Index builds may take hours, but waiting for a lock for long would queue every other session behind it."""
    readonly: RoleLimits = RoleLimits(connection_limit=20, statement_timeout_seconds=120)


class Bucket(_Declared):
    """A bucket of the object store; days count from when a version was overwritten or deleted."""

    versioning: bool = False
    noncurrent_days: PositiveInt | None = None

    @model_validator(mode="after")
    def _versions_to_expire(self) -> Self:
        if self.noncurrent_days and not self.versioning:
            raise ValueError(
                f"noncurrent_days is {self.noncurrent_days} while versioning is false, so there are no versions to "
                "expire; set versioning to true or remove noncurrent_days"
            )
        return self


class Consumer(_Declared):
    """A durable pull consumer; without subjects it gets all of its stream."""

    subjects: tuple[Annotated[str, Field(pattern=_SUBJECT)], ...] = ()
    ack_wait_seconds: PositiveInt = 30
    max_deliver: PositiveInt = 10


class Stream(_Declared):
    """A JetStream stream on disk."""

    subjects: Annotated[tuple[Annotated[str, Field(pattern=_SUBJECT)], ...], Field(min_length=1)]
    max_age_days: PositiveInt
    max_mebibytes: PositiveInt
    consumers: Mapping[Annotated[str, Field(pattern=_INDEX_NAME)], Consumer] = {}

    @property
    def all_subjects(self) -> tuple[str, ...]:
        """The stream's subjects and those that its consumers pick."""
        return (*self.subjects, *(subject for consumer in self.consumers.values() for subject in consumer.subjects))


class CacheKey(_Declared):
    """A family of cache keys: its shape after the pack's prefix, and how long an entry lives."""

    key: str
    ttl_seconds: PositiveInt
    type: Literal["string", "hash", "list", "set", "sorted set"]
    invalidated_by: tuple[Annotated[str, Field(pattern=_SUBJECT)], ...] = ()
    """Event subjects after which entries of this family are stale."""


class SearchIndex(_Declared):
    """A search index; the order of the searchable attributes is their weight."""

    primary_key: str = "id"
    searchable: Annotated[tuple[str, ...], Field(min_length=1)]
    filterable: tuple[str, ...] = ()
    sortable: tuple[str, ...] = ()


class Pack(_Declared):
    """One product's demands on the platform, whole."""

    name: Annotated[str, Field(pattern=_PACK_NAME)]
    description: str
    extensions: tuple[Extension, ...] = ()
    roles: Roles = Roles()
    extra_roles: Mapping[Annotated[str, Field(pattern=_ROLE_NAME)], ExtraRole] = {}
    buckets: Mapping[Annotated[str, Field(pattern=_BUCKET_NAME)], Bucket] = {}
    streams: Mapping[Annotated[str, Field(pattern=_STREAM_NAME)], Stream] = {}
    cache: Mapping[str, CacheKey] = {}
    search: Mapping[Annotated[str, Field(pattern=_INDEX_NAME)], SearchIndex] = {}

    @property
    def database(self) -> str:
        """The pack's database; PgBouncer serves its replicas as the same name with `_ro`."""
        return self.name

    @property
    def owner(self) -> str:
        """The NOLOGIN role that owns the database and everything in it."""
        return f"{self.name}_owner"

    @property
    def app(self) -> str:
        """The role of the pack's applications: reads and writes rows, owns nothing."""
        return f"{self.name}_app"

    @property
    def migrator(self) -> str:
        """The role that runs migrations, as the owner."""
        return f"{self.name}_migrator"

    @property
    def readonly(self) -> str:
        """The role that reads."""
        return f"{self.name}_readonly"

    @property
    def login_roles(self) -> Mapping[str, RoleLimits]:
        """Every role of the pack that may log in, by its name in PostgreSQL."""
        standard = {
            self.app: self.roles.app,
            self.migrator: self.roles.migrator,
            self.readonly: self.roles.readonly,
        }
        return {**standard, **{name: role for name, role in self.extra_roles.items() if role.login}}

    @property
    def roles_named(self) -> tuple[str, ...]:
        """Every role of the pack by its name in PostgreSQL, the owner first."""
        return tuple(dict.fromkeys((self.owner, *self.login_roles, *self.extra_roles)))

    @property
    def cache_prefix(self) -> str:
        """What every cache key and channel of the pack starts with; the pack's cache user reaches nothing else."""
        return f"{self.name}:"

    def index_uid(self, index: str) -> str:
        """Return the name that an index of the pack has in the search engine, which all packs share."""
        return f"{self.name}_{index}"

    @model_validator(mode="after")
    def _keeps_to_its_own_names(self) -> Self:
        """Refuse names that are not the pack's own: all packs share one database server, object store and event bus."""
        for role in (self.name, *self.extra_roles):
            if role in _RESERVED | {self.owner, self.app, self.migrator, self.readonly} or role.startswith("pg_"):
                raise ValueError(f"{role!r} is a name that the server or the platform uses itself; choose another")
        for bucket in self.buckets:
            if bucket == BACKUP_BUCKET or not (bucket == self.name or bucket.startswith(f"{self.name}-")):
                raise ValueError(
                    f"buckets.{bucket} is not the pack's own; allowed: {self.name}, or {self.name}-<purpose> except "
                    f"{BACKUP_BUCKET}; rename it"
                )
        for name, stream in self.streams.items():
            if not name.startswith(f"{self.name.upper()}_"):
                raise ValueError(
                    f"streams.{name} is not the pack's own; allowed: {self.name.upper()}_<NAME>, which is all that the "
                    "pack's account may read; rename it"
                )
            for subject in stream.all_subjects:
                if not subject.startswith(f"{self.name}."):
                    raise ValueError(
                        f"streams.{name} has the subject {subject!r}, which is not the pack's own; allowed: subjects "
                        f"that start with {self.name + '.'!r}; correct it"
                    )
        return self


def load_packs(names: Sequence[str], root: Path) -> tuple[Pack, ...]:
    """Read the packs of the given names, in their order, from `root` (the folder that holds one folder a pack).

    Raises:
        UserError: a pack does not exist, its file is no valid pack, or two packs claim the same name.
    """
    packs = tuple(_load(name, root) for name in names)
    first: dict[str, str] = {}
    for role, name in ((role, pack.name) for pack in packs for role in pack.roles_named):
        if role in first:
            raise UserError(
                f"role {role!r} is declared by the packs {first[role]!r} and {name!r}; all packs share one server, so "
                f"role names are unique; rename it in {name}/pack.yaml"
            )
        first[role] = name
    return packs


def _load(name: str, root: Path) -> Pack:
    path = root / name / "pack.yaml"
    if not path.is_file():
        known = ", ".join(sorted(file.parent.name for file in root.glob("*/pack.yaml")))
        raise UserError(
            f"novax:packs names {name!r}, which does not exist; allowed: {known}; or write {name}/pack.yaml"
        )
    try:
        document: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise UserError(f"{name}/pack.yaml is not valid YAML: {' '.join(str(error).split())}; mend the file") from None
    try:
        pack = Pack.model_validate(document)
    except ValidationError as error:
        findings = "\n".join(f"{name}/pack.yaml: {_sentence(dict(detail))}" for detail in error.errors())
        raise UserError(findings) from None
    if pack.name != name:
        raise UserError(f"{name}/pack.yaml: name is {pack.name!r}; allowed: {name!r}, the folder's name; correct it")
    return pack


def _sentence(detail: dict[str, Any]) -> str:
    """Turn one pydantic finding into a sentence with key, value, what is allowed and what to do."""
    key = ".".join(str(part) for part in detail["loc"] if part != "[key]")
    if detail["type"] == "value_error":
        return f"{key + ': ' if key else ''}{detail['ctx']['error']}"
    if detail["type"] == "missing":
        return f"{key} is missing; add it"
    allowed = detail["msg"].removeprefix("Input should be ").removeprefix("String should ")
    return f"{key or 'the file'} is {detail['input']!r}; allowed: {allowed}; correct it"
