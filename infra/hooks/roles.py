"""Database roles as declared: attributes, limits, memberships and passwords; a role that agrees is not touched."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from infra.demands import RoleLimits
from infra.hooks import scram
from infra.hooks.declaration import JSON, Changes
from infra.packs import Pack
from infra.services.postgres import POOLED

_UNLIMITED = -1

_TEMPORARY_FILES = {"temp_file_limit": "1GB"}
"""Of a statement of whoever is no migrator, whose index builds need more: the disk is everybody's. Only a superuser may
raise it."""


@dataclass(frozen=True)
class Role:
    """One role, whole. ``secret`` names its password; a role without one cannot log in with any."""

    name: str
    connection_limit: int = _UNLIMITED
    secret: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    bypasses_rls: bool = False
    """Whether policies do not bind it; only for whoever dumps whole databases, and whoever publishes their events."""
    inherits: tuple[str, ...] = ()
    """Roles whose rights it has all the time."""
    becomes: tuple[str, ...] = ()
    """Roles that it may SET ROLE to."""

    @property
    def login(self) -> bool:
        """Whether it may connect at all."""
        return self.secret is not None

    def declared(self) -> JSON:
        """Return the role as the marker shows it."""
        return {
            "login": self.login,
            "connection_limit": self.connection_limit,
            "bypasses_rls": self.bypasses_rls,
            "settings": dict(self.settings),
            "inherits": list(self.inherits),
            "becomes": list(self.becomes),
        }


_OWN_PATH = {"search_path": "pg_catalog"}
"""What each of these roles has in every database, so that none runs what a pack's owner put in its way."""

PLATFORM_ROLES = (
    # PgBouncer looks up passwords over two connections a pool at most; the rest is for its restarts.
    Role("pgbouncer", connection_limit=10, secret="postgres-pgbouncer", settings=_OWN_PATH),  # noqa: S106 - the name of a secret
    Role(
        "metrics",
        connection_limit=10,
        secret="postgres-metrics",  # noqa: S106 - the name of a secret
        # The exporter asks for pg_stat_statements without its schema, which is the superuser's.
        settings={"statement_timeout": "10s", "search_path": "pg_catalog, extensions"},
        inherits=("pg_monitor",),
    ),
    # Dumps whole databases, and writes the canaries of restore drills.
    Role(
        "backup",
        connection_limit=10,
        secret="postgres-backup",  # noqa: S106 - the name of a secret
        settings={"statement_timeout": "0"} | _OWN_PATH,
        bypasses_rls=True,
        inherits=("pg_read_all_data",),
    ),
    # Publishes the outboxes of all tenants; the outbox's migration grants it the few columns that this takes.
    Role(
        "relay",
        connection_limit=20,
        secret="postgres-relay",  # noqa: S106 - the name of a secret
        settings={"statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s"} | _OWN_PATH,
        bypasses_rls=True,
    ),
)
"""The platform's own roles that a hook makes; Patroni makes those of replication."""


def pack_roles(pack: Pack) -> tuple[Role, ...]:
    """Return every role of a pack, the owner first."""
    owner = Role(pack.owner)
    logins = tuple(
        Role(
            name,
            connection_limit=limits.connection_limit,
            secret=role_secret(pack, name),
            # The migrator has whole sessions to itself, at an entry of its own.
            settings=_timeouts(limits) | ({"role": pack.owner} if name == pack.migrator else POOLED | _TEMPORARY_FILES),
            becomes=(pack.owner,) if name == pack.migrator else (),
        )
        for name, limits in pack.login_roles.items()
    )
    groups = tuple(
        Role(name, connection_limit=role.connection_limit, settings=_timeouts(role))
        for name, role in pack.extra_roles.items()
        if not role.login
    )
    return (owner, *logins, *groups)


def role_secret(pack: Pack, role: str) -> str:
    """Return the name of the password of one of the pack's roles."""
    return f"postgres-{pack.name}-{role.removeprefix(f'{pack.name}_').replace('_', '-')}"


def _timeouts(limits: RoleLimits) -> dict[str, str]:
    return {
        "statement_timeout": f"{limits.statement_timeout_seconds}s",
        "idle_in_transaction_session_timeout": f"{limits.idle_in_transaction_seconds}s",
        "lock_timeout": f"{limits.lock_timeout_seconds}s",
    }


def ensure_roles(connection: psycopg.Connection, roles: Iterable[Role], secrets: Mapping[str, str]) -> Changes:
    """Bring the roles to what is declared and return what that took; the connection's user must be a superuser."""
    brought = ((role.name, ensure_role(connection, role, secrets)) for role in roles)
    return tuple(f"role {name} ({', '.join(details)})" for name, details in brought if details)


def ensure_role(connection: psycopg.Connection, role: Role, secrets: Mapping[str, str]) -> Changes:
    """Bring one role to what is declared, and nothing more than that, and return what that took.

    A password that is not among `secrets` stays as it is.
    """
    return (
        *_ensure_attributes(connection, role),
        *_ensure_settings(connection, role),
        *_ensure_memberships(connection, role),
        *(_ensure_password(connection, role, secrets) if role.secret in secrets else ()),
    )


def _ensure_attributes(connection: psycopg.Connection, role: Role) -> Changes:
    row = connection.execute(
        "select rolcanlogin, rolconnlimit, rolinherit, rolbypassrls, rolsuper or rolcreaterole or rolcreatedb "
        "or rolreplication, coalesce(rolvaliduntil, 'infinity') = 'infinity' "
        "from pg_catalog.pg_roles where rolname = %s",
        (role.name,),
    ).fetchone()
    if row == (role.login, role.connection_limit, True, role.bypasses_rls, False, True):
        return ()
    command = sql.SQL(
        "{} role {} with {} connection limit {} inherit {} nosuperuser nocreaterole nocreatedb noreplication "
        "valid until 'infinity'"
    ).format(
        sql.SQL("alter" if row else "create"),
        sql.Identifier(role.name),
        sql.SQL("login" if role.login else "nologin"),
        sql.Literal(role.connection_limit),
        sql.SQL("bypassrls" if role.bypasses_rls else "nobypassrls"),
    )
    connection.execute(command)
    return ("attributes" if row else "created",)


def _ensure_settings(connection: psycopg.Connection, role: Role) -> Changes:
    rows = connection.execute(
        "select d.datname, unnest(s.setconfig) from pg_catalog.pg_db_role_setting as s "
        "left join pg_catalog.pg_database as d on d.oid = s.setdatabase where s.setrole = "
        "(select oid from pg_catalog.pg_roles where rolname = %s) and (s.setdatabase = 0 or d.oid is not null)",
        (role.name,),
    ).fetchall()
    present: set[str] = {setting for database, setting in rows if database is None}
    missing = {key: value for key, value in role.settings.items() if f"{key}={value}" not in present}
    for key, value in missing.items():
        # A list such as search_path is one setting of several values, each quoted by itself.
        values = sql.SQL(", ").join(sql.Literal(part.strip()) for part in value.split(","))
        connection.execute(
            sql.SQL("alter role {} set {} to {}").format(sql.Identifier(role.name), sql.Identifier(key), values)
        )
    return (*missing, *_reset_others(connection, role, rows))


def _reset_others(
    connection: psycopg.Connection, role: Role, present: Iterable[tuple[str | None, str]]
) -> Iterator[str]:
    """Take back settings that are not declared: of the role everywhere, or of the role in one database."""
    for database, setting in present:
        key = setting.partition("=")[0]
        if database is None and key in role.settings:
            continue
        place = sql.SQL(" in database {}").format(sql.Identifier(database)) if database else sql.SQL("")
        # An extension's parameter has a dot, which is part of no single identifier.
        name = sql.SQL(".").join(map(sql.Identifier, key.split(".")))
        connection.execute(sql.SQL("alter role {}{} reset {}").format(sql.Identifier(role.name), place, name))
        yield f"set {setting}{f' in database {database}' if database else ''}"


def _ensure_memberships(connection: psycopg.Connection, role: Role) -> Changes:
    rows = connection.execute(
        "select roleid::regrole::text, inherit_option, set_option, admin_option, grantor::regrole::text, "
        "grantor = current_user::regrole from pg_catalog.pg_auth_members "
        "where member = (select oid from pg_catalog.pg_roles where rolname = %s)",
        (role.name,),
    ).fetchall()
    wanted = dict.fromkeys(role.inherits, (True, False)) | dict.fromkeys(role.becomes, (False, True))
    present: dict[str, tuple[bool, bool]] = {}
    changes: list[str] = []
    for group, inherit, become, admin, grantor, ours in rows:
        if group in wanted and ours and not admin:
            present[group] = (inherit, become)
            continue
        command = sql.SQL("revoke {} from {} granted by {} cascade").format(
            *map(sql.Identifier, (group, role.name, grantor))
        )
        connection.execute(command)
        changes.append(f"made a member of {group}")
    missing = {group: options for group, options in wanted.items() if present.get(group) != options}
    for group, (inherit, become) in missing.items():
        command = sql.SQL("grant {} to {} with inherit {}, set {}").format(
            sql.Identifier(group), sql.Identifier(role.name), sql.Literal(inherit), sql.Literal(become)
        )
        connection.execute(command)
    return (*changes, *(f"member of {group}" for group in missing))


def _ensure_password(connection: psycopg.Connection, role: Role, secrets: Mapping[str, str]) -> Changes:
    if role.secret is None:
        return ()
    password = secrets[role.secret]
    row = connection.execute("select rolpassword from pg_catalog.pg_authid where rolname = %s", (role.name,)).fetchone()
    if scram.matches(row[0] if row else None, password):
        return ()
    verifier = connection.pgconn.encrypt_password(password.encode(), role.name.encode(), b"scram-sha-256")
    connection.execute(
        sql.SQL("alter role {} password {}").format(sql.Identifier(role.name), sql.Literal(verifier.decode()))
    )
    return ("password",)
