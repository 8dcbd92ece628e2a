"""The typed form of `sql/<pack>/pack.yaml`: what one product asks of the platform besides its tables.

A pack is a product's own database with its roles and extensions, and its share of the object store, the event stream,
the cache and the search engine. This module reads and checks; `infra.hooks` applies; tables are migrations' business.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from infra.demands import (
    IDENTIFIER,
    Bucket,
    CacheKey,
    Declared,
    Extension,
    ExtraRole,
    Job,
    RoleLimits,
    Roles,
    SearchIndex,
    Stream,
)
from infra.errors import UserError

DATA_KEY_SETTING = "app.data_key"
"""The run-time setting of PostgreSQL in which a session holds its pack's data key."""

BACKUP_BUCKET = "novax-backup"
COLD_BUCKET = "novax-cold"
DRILL_BUCKET = "novax-drill"
SCRATCH_BUCKET = "novax-scratch"
PLATFORM_BUCKETS = (BACKUP_BUCKET, COLD_BUCKET, DRILL_BUCKET, SCRATCH_BUCKET)
"""The platform's own buckets, which no pack may name: of backups and of cold copies, both with locked objects; one that
is always full; and one for copies of a repository that are thrown away."""

CACHE_CATALOGUE = "catalogue"
"""The key, after a pack's prefix, under which the platform publishes what the pack keeps in the cache."""

OUTBOX_JOB = "maintain_outbox"
"""The job of the platform in each pack with streams; no job of a pack may bear its name."""

_PACK_NAME = r"^[a-z][a-z0-9]{2,15}$"
"""At most 16: roles, buckets, streams and Kubernetes' objects are named after it, with endings of their own."""
_ROLE_NAME = r"^[a-z][a-z0-9_]{2,62}$"
_BUCKET_NAME = r"^[a-z][a-z0-9-]{1,61}[a-z0-9]$"
_STREAM_NAME = r"^[A-Z][A-Z0-9_]*$"
_TENANT = r"^(via )?[a-z][a-z0-9_]*$"

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
        "roles",
        "root",
    }
)
"""Names that a database, role or account of the platform itself bears, in whichever service."""


class Pack(Declared):
    """One product's demands on the platform, whole."""

    name: Annotated[str, Field(pattern=_PACK_NAME)]
    description: str
    extensions: tuple[Extension, ...] = ()
    roles: Roles = Roles()
    extra_roles: Mapping[Annotated[str, Field(pattern=_ROLE_NAME)], ExtraRole] = {}
    buckets: Mapping[Annotated[str, Field(pattern=_BUCKET_NAME)], Bucket] = {}
    streams: Mapping[Annotated[str, Field(pattern=_STREAM_NAME)], Stream] = {}
    cache: Mapping[str, CacheKey] = {}
    search: Mapping[Annotated[str, Field(pattern=IDENTIFIER)], SearchIndex] = {}
    jobs: Mapping[Annotated[str, Field(pattern=IDENTIFIER)], Job] = {}
    data_key: bool = False
    """Whether the stack keeps a key for the pack with which personal columns are encrypted; sessions of the migrator
    have it as the run-time setting `DATA_KEY_SETTING`, applications set it for a transaction."""
    tenant_tables: Mapping[Annotated[str, Field(pattern=IDENTIFIER)], Annotated[str, Field(pattern=_TENANT)]] = {}
    """How each table with tenants' rows knows whose a row is: its column, or ``via`` the table that it refers to."""

    @property
    def database(self) -> str:
        """The pack's database; PgBouncer serves its replicas as the same name with `_ro`, sessions with `_session`."""
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
    def all_jobs(self) -> Mapping[str, Job]:
        """The pack's jobs, and the platform's own: published events go once no stream keeps them any more."""
        if not self.streams:
            return self.jobs
        days = max(stream.max_age_days for stream in self.streams.values())
        # An hour more: a message is a moment younger than its event's row says.
        statement = f"select platform.maintain_outbox(interval '{days} days 1 hour')"
        return {**self.jobs, OUTBOX_JOB: Job(schedule="50 * * * *", statement=statement)}

    @property
    def data_key_secret(self) -> str | None:
        """The name of the pack's data key among the stack's secrets, if it has one."""
        return f"{self.name}-data-key" if self.data_key else None

    @property
    def cache_prefix(self) -> str:
        """What every cache key and channel of the pack starts with; the pack's cache user reaches nothing else."""
        return f"{self.name}:"

    def index_uid(self, index: str) -> str:
        """Return the name that an index of the pack has in the search engine, which all packs share."""
        return f"{self.name}_{index}"

    @model_validator(mode="after")
    def _leaves_the_catalogue_its_key(self) -> Self:
        for family, kept in self.cache.items():
            if kept.key == CACHE_CATALOGUE:
                raise ValueError(
                    f"cache.{family}.key is {kept.key!r}, under which the platform publishes the catalogue of keys; "
                    "choose another"
                )
        return self

    @model_validator(mode="after")
    def _leaves_the_platform_its_job(self) -> Self:
        if OUTBOX_JOB in self.jobs:
            raise ValueError(f"jobs.{OUTBOX_JOB} is the platform's own job; choose another name")
        return self

    @model_validator(mode="after")
    def _keeps_to_its_own_names(self) -> Self:
        """Refuse names that are not the pack's own: all packs share one database server, object store and event bus."""
        for role in (self.name, *self.extra_roles):
            if role in _RESERVED | {self.owner, self.app, self.migrator, self.readonly} or role.startswith("pg_"):
                raise ValueError(f"{role!r} is a name that the server or the platform uses itself; choose another")
        for bucket in self.buckets:
            own = bucket == self.name or bucket.startswith(f"{self.name}-")
            if bucket in PLATFORM_BUCKETS or not own:
                raise ValueError(
                    f"buckets.{bucket} is not the pack's own; allowed: {self.name}, or {self.name}-<purpose> except "
                    f"{', '.join(PLATFORM_BUCKETS[:-1])} and {PLATFORM_BUCKETS[-1]}; rename it"
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
