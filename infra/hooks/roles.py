"""Database roles as declared: attributes, limits, memberships and passwords; a role that agrees is not touched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from infra.demands import RoleLimits
from infra.hooks import scram
from infra.hooks.declaration import JSON, Changes
from infra.packs import Pack

_UNLIMITED = -1


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


PLATFORM_ROLES = (
    # PgBouncer looks up passwords over two connections a pool at most; the rest is for its restarts.
    Role("pgbouncer", connection_limit=10, secret="postgres-pgbouncer"),  # noqa: S106 - the name of a secret
    Role(
        "metrics",
        connection_limit=10,
        secret="postgres-metrics",  # noqa: S106 - the name of a secret
        settings={"statement_timeout": "10s", "search_path": "public, extensions"},
        inherits=("pg_monitor",),
    ),
    # Dumps whole databases, and writes the canaries of restore drills.
    Role(
        "backup",
        connection_limit=10,
        secret="postgres-backup",  # noqa: S106 - the name of a secret
        settings={"statement_timeout": "0"},
        bypasses_rls=True,
        inherits=("pg_read_all_data",),
    ),
    # Publishes the outboxes of all tenants; the outbox's migration grants it the few columns that this takes.
    Role(
        "relay",
        connection_limit=20,
        secret="postgres-relay",  # noqa: S106 - the name of a secret
        settings={"statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s"},
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
            settings=_timeouts(limits) | ({"role": pack.owner} if name == pack.migrator else {}),
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
    changes: list[str] = []
    for role in roles:
        details = [
            *_ensure_attributes(connection, role),
            *_ensure_settings(connection, role),
            *_ensure_memberships(connection, role),
            *_ensure_password(connection, role, secrets),
        ]
        if details:
            changes.append(f"role {role.name} ({', '.join(details)})")
    return tuple(changes)


def _ensure_attributes(connection: psycopg.Connection, role: Role) -> Changes:
    row = connection.execute(
        "select rolcanlogin, rolconnlimit, rolinherit, rolbypassrls, rolsuper or rolcreaterole or rolcreatedb "
        "or rolreplication from pg_catalog.pg_roles where rolname = %s",
        (role.name,),
    ).fetchone()
    if row == (role.login, role.connection_limit, True, role.bypasses_rls, False):
        return ()
    command = sql.SQL(
        "{} role {} with {} connection limit {} inherit {} nosuperuser nocreaterole nocreatedb noreplication"
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
    row = connection.execute(
        "select setconfig from pg_catalog.pg_db_role_setting "
        "where setdatabase = 0 and setrole = (select oid from pg_catalog.pg_roles where rolname = %s)",
        (role.name,),
    ).fetchone()
    present: set[str] = set(row[0]) if row else set()
    missing = {key: value for key, value in role.settings.items() if f"{key}={value}" not in present}
    for key, value in missing.items():
        # A list such as search_path is one setting of several values, each quoted by itself.
        values = sql.SQL(", ").join(sql.Literal(part.strip()) for part in value.split(","))
        connection.execute(
            sql.SQL("alter role {} set {} to {}").format(sql.Identifier(role.name), sql.Identifier(key), values)
        )
    return tuple(missing)


def _ensure_memberships(connection: psycopg.Connection, role: Role) -> Changes:
    rows = connection.execute(
        "select roleid::regrole::text, inherit_option, set_option from pg_catalog.pg_auth_members "
        "where member = (select oid from pg_catalog.pg_roles where rolname = %s)",
        (role.name,),
    ).fetchall()
    present = {group: (inherit, become) for group, inherit, become in rows}
    wanted = dict.fromkeys(role.inherits, (True, False)) | dict.fromkeys(role.becomes, (False, True))
    missing = {group: options for group, options in wanted.items() if present.get(group) != options}
    for group, (inherit, become) in missing.items():
        command = sql.SQL("grant {} to {} with inherit {}, set {}").format(
            sql.Identifier(group), sql.Identifier(role.name), sql.Literal(inherit), sql.Literal(become)
        )
        connection.execute(command)
    return tuple(f"member of {group}" for group in missing)


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
