"""One database a pack, with its roles, extensions and privileges, and the platform's own accounts beside them.

Connects to the primary, never through PgBouncer. Tables, policies and functions of packs are migrations' business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import psycopg
from psycopg import sql

from infra.hooks import sqlfiles
from infra.hooks.access import Access
from infra.hooks.declaration import JSON, Changes
from infra.hooks.primary import Login
from infra.hooks.roles import PLATFORM_ROLES, Role, ensure_role, ensure_roles, pack_roles
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
    return (SUPERUSER_SECRET, *(role.secret for role in roles_of(packs) if role.secret is not None))


def apply(access: Access, packs: Sequence[Pack], secrets: Mapping[str, str]) -> Changes:
    """Bring roles, databases, extensions and privileges to what is declared and return what that took.

    `access` is the primary, with a superuser; `secrets` holds a password for each of `secret_names`.

    Raises:
        UserError: the primary did not come up in time.
        psycopg.Error: the server refused; what was done before stands, and running again completes it.
    """
    with access.ca_file() as ca:
        superuser = Login(access, ca, secrets[SUPERUSER_SECRET], MAINTENANCE_DATABASE)
        with superuser.connect() as connection:
            changes = _ensure_cluster(connection, packs, secrets)
        for pack in packs:
            with replace(superuser, database=pack.database).connect() as connection:
                changes += prepare(connection, pack)
    return changes


def roles_of(packs: Sequence[Pack]) -> tuple[Role, ...]:
    """Return every role that `apply` makes, the platform's own first."""
    return (*PLATFORM_ROLES, *(role for pack in packs for role in pack_roles(pack)))


def pending(
    connection: psycopg.Connection, packs: Sequence[Pack], secrets: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return what `apply` would change of roles and owners of databases, by what it is of; nothing is changed.

    The connection's user must be a superuser. Only passwords that are among `secrets` are compared.
    """
    found: dict[str, tuple[str, ...]] = {}
    with connection.transaction(force_rollback=True):
        for role in roles_of(packs):
            if details := ensure_role(connection, role, secrets):
                found[f"role {role.name}"] = details
        for pack in packs:
            owner = _owner(connection, pack.database)
            if owner != pack.owner:
                found[f"database {pack.database}"] = (f"it belongs to {owner}" if owner else "it is gone",)
    return found


def _ensure_cluster(connection: psycopg.Connection, packs: Sequence[Pack], secrets: Mapping[str, str]) -> Changes:
    """See to what all databases share: roles, the maintenance database, and that each pack's database exists."""
    with connection.transaction():
        changes = ensure_roles(connection, roles_of(packs), secrets)
    changes += _ensure_extensions(connection, _PLATFORM_EXTENSIONS)
    if sqlfiles.run(connection, _CLUSTER_FILE, {}):
        changes += (f"set the privileges of database {MAINTENANCE_DATABASE}",)
    for pack in packs:
        changes += ensure_database(connection, pack.database, pack.owner)
    return changes


def ensure_database(connection: psycopg.Connection, name: str, owner: str) -> Changes:
    """Create the database, or give it to its owner, and return what that took; the owner's role must exist."""
    present = _owner(connection, name)
    if present == owner:
        return ()
    form = "alter database {} owner to {}" if present else "create database {} owner {} template template0"
    connection.execute(sql.SQL(form).format(sql.Identifier(name), sql.Identifier(owner)))
    return (f"{'gave' if present else 'created'} database {name}{f' to {owner}' if present else ''}",)


def _owner(connection: psycopg.Connection, database: str) -> str | None:
    row = connection.execute(
        "select datdba::regrole::text from pg_catalog.pg_database where datname = %s", (database,)
    ).fetchone()
    return row[0] if row else None


def prepare(connection: psycopg.Connection, pack: Pack) -> Changes:
    """Bring the connection's database to what a pack's migrations build on: extensions, privileges, shared schema.

    The connection's user must be a superuser; the pack's roles must exist.
    """
    changes = _ensure_extensions(connection, pack.extensions)
    roles = pack_roles(pack)
    database = connection.info.dbname
    identifiers = {
        "database": sql.Identifier(database),
        "owner": sql.Identifier(pack.owner),
        "app": sql.Identifier(pack.app),
        "readonly": sql.Identifier(pack.readonly),
        "logins": sqlfiles.names(role.name for role in roles if role.login),
        "users": sqlfiles.names(role.name for role in roles if role.name != pack.owner),
    }
    files = (_PACK_FILE, *(_EXTENSION_FILES[name] for name in pack.extensions if name in _EXTENSION_FILES))
    changed = [file for file in files if sqlfiles.run(connection, file, identifiers)]
    return (*changes, *(f"applied {file} to database {database}" for file in changed))


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
