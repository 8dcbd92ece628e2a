"""One database a pack, with its roles, extensions and privileges, and the platform's own accounts beside them.

Connects to the primary, never through PgBouncer. Tables, policies and functions of packs are migrations' business.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql

from infra.hooks import sqlfiles
from infra.hooks.access import Access
from infra.hooks.declaration import JSON, Changes
from infra.hooks.roles import PLATFORM_ROLES, Role, ensure_roles, pack_roles
from infra.hooks.waiting import until_ready
from infra.packs import Pack

SUPERUSER_SECRET = "postgres-superuser"  # noqa: S105 - the name of a secret
MAINTENANCE_DATABASE = "postgres"

_EXTENSIONS_SCHEMA = "extensions"
_OWN_SCHEMAS: Mapping[str, str | None] = {
    # Its objects carry common names (part_config, run_maintenance), and its functions are called by schema.
    "pg_partman": "partman",
    # It insists on pg_catalog, and on one database: the one that cron.database_name names.
    "pg_cron": None,
}
"""Where an extension goes that does not go into the common schema; None lets the extension say."""

_PLATFORM_EXTENSIONS = ("pg_cron", "pg_stat_statements")
_EXTENSION_FILES: Mapping[str, str] = {"pg_partman": "pg_partman.sql"}
"""Privileges that go with an extension."""

_CLUSTER_FILE = "cluster.sql"
_PACK_FILE = "pack_database.sql"

_COMING_UP = (
    "connection refused",
    "connection timeout expired",
    "eof detected",
    "in recovery mode",
    "not yet accepting connections",
    "read-only",
    "server closed the connection unexpectedly",
    "shutting down",
    "starting up",
)
"""What libpq says of a server that starts, stops or is no primary yet; it gives no SQLSTATE before a session exists."""


def declared(packs: Sequence[Pack]) -> dict[str, JSON]:
    """Return everything that `apply` will see to, for the marker."""
    return {
        "platform": {
            "roles": {role.name: role.declared() for role in PLATFORM_ROLES},
            "extensions": list(_PLATFORM_EXTENSIONS),
        },
        "databases": {
            pack.database: {
                "owner": pack.owner,
                "extensions": list(pack.extensions),
                "roles": {role.name: role.declared() for role in pack_roles(pack)},
            }
            for pack in packs
        },
        "sql": sqlfiles.hashes((_CLUSTER_FILE, _PACK_FILE, *_EXTENSION_FILES.values())),
    }


def secret_names(packs: Sequence[Pack]) -> tuple[str, ...]:
    """Return the names of all passwords that `apply` needs, the superuser's first."""
    roles = (*PLATFORM_ROLES, *(role for pack in packs for role in pack_roles(pack)))
    return (SUPERUSER_SECRET, *(role.secret for role in roles if role.secret is not None))


def apply(access: Access, packs: Sequence[Pack], secrets: Mapping[str, str]) -> Changes:
    """Bring roles, databases, extensions and privileges to what is declared and return what that took.

    `access` is the primary, with a superuser; `secrets` holds a password for each of `secret_names`.

    Raises:
        UserError: the primary did not come up in time.
        psycopg.Error: the server refused; what was done before stands, and running again completes it.
    """
    with access.ca_file() as ca:
        connect = partial(_connect, access, ca, secrets[SUPERUSER_SECRET])
        with connect(MAINTENANCE_DATABASE) as connection:
            changes = _ensure_cluster(connection, packs, secrets)
        for pack in packs:
            with connect(pack.database) as connection:
                changes += _ensure_pack(connection, pack)
    return changes


def _connect(access: Access, ca: Path, password: str, database: str) -> psycopg.Connection:
    """Return a session on the primary; autocommit, because CREATE DATABASE wants it and transactions are explicit."""

    def attempt() -> psycopg.Connection:
        return psycopg.connect(
            host=access.host,
            port=access.port,
            user=access.user,
            password=password,
            dbname=database,
            autocommit=True,
            sslmode="verify-full",
            sslrootcert=str(ca),
            ssl_min_protocol_version="TLSv1.3",
            target_session_attrs="read-write",
            connect_timeout=10,
            application_name="novax-hooks",
        )

    return until_ready(f"the PostgreSQL primary at {access}", attempt, is_coming_up)


def is_coming_up(error: Exception) -> bool:
    """Tell whether a connection failed because the server starts, stops or is no primary yet."""
    message = str(error).lower()
    return isinstance(error, psycopg.OperationalError) and any(phrase in message for phrase in _COMING_UP)


def _ensure_cluster(connection: psycopg.Connection, packs: Sequence[Pack], secrets: Mapping[str, str]) -> Changes:
    """See to what all databases share: roles, the maintenance database, and that each pack's database exists."""
    roles: tuple[Role, ...] = (*PLATFORM_ROLES, *(role for pack in packs for role in pack_roles(pack)))
    with connection.transaction():
        changes = ensure_roles(connection, roles, secrets)
    changes += _ensure_extensions(connection, _PLATFORM_EXTENSIONS)
    if sqlfiles.run(connection, _CLUSTER_FILE, {}):
        changes += (f"set the privileges of database {MAINTENANCE_DATABASE}",)
    for pack in packs:
        changes += _ensure_database(connection, pack)
    return changes


def _ensure_database(connection: psycopg.Connection, pack: Pack) -> Changes:
    row = connection.execute(
        "select datdba::regrole::text from pg_catalog.pg_database where datname = %s", (pack.database,)
    ).fetchone()
    if row == (pack.owner,):
        return ()
    form = "alter database {} owner to {}" if row else "create database {} owner {} template template0"
    connection.execute(sql.SQL(form).format(sql.Identifier(pack.database), sql.Identifier(pack.owner)))
    return (f"{'gave' if row else 'created'} database {pack.database}{f' to {pack.owner}' if row else ''}",)


def _ensure_pack(connection: psycopg.Connection, pack: Pack) -> Changes:
    changes = _ensure_extensions(connection, pack.extensions)
    roles = pack_roles(pack)
    identifiers = {
        "database": sql.Identifier(pack.database),
        "owner": sql.Identifier(pack.owner),
        "app": sql.Identifier(pack.app),
        "readonly": sql.Identifier(pack.readonly),
        "logins": _list(role.name for role in roles if role.login),
        "users": _list(role.name for role in roles if role.name != pack.owner),
    }
    files = (_PACK_FILE, *(_EXTENSION_FILES[name] for name in pack.extensions if name in _EXTENSION_FILES))
    changed = [file for file in files if sqlfiles.run(connection, file, identifiers)]
    return (*changes, *(f"applied {file} to database {pack.database}" for file in changed))


def _list(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in names)


def _ensure_extensions(connection: psycopg.Connection, names: Sequence[str]) -> Changes:
    """Create what is missing, each in its schema; versions are left alone: an upgrade is a decision of its own."""
    present = {row[0] for row in connection.execute("select extname from pg_catalog.pg_extension").fetchall()}
    missing = [name for name in names if name not in present]
    database = connection.info.dbname
    with connection.transaction():
        for schema in (_EXTENSIONS_SCHEMA, *(s for s in map(_OWN_SCHEMAS.get, missing) if s)):
            connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
        for name in missing:
            schema = _OWN_SCHEMAS.get(name, _EXTENSIONS_SCHEMA)
            place = sql.SQL(" schema {}").format(sql.Identifier(schema)) if schema else sql.SQL("")
            connection.execute(sql.SQL("create extension {}{}").format(sql.Identifier(name), place))
    return tuple(f"created extension {name} in database {database}" for name in missing)
