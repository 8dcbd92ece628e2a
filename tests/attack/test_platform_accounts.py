"""The accounts of the platform in the database, the pooler and Patroni do what they should not do, and are refused.

Accounts are those of the declarations, so that a new one is tried without being named here.
"""

from collections.abc import Iterator, Mapping, Sequence

import psycopg
import pytest
from psycopg import sql

from infra.cli.running import Running
from infra.hooks.roles import PLATFORM_ROLES, Role
from infra.packs import Pack
from infra.services import pgbouncer, web
from tests.attack.kept import passwords
from tests.smoke import clients

ROLES = (
    *PLATFORM_ROLES,
    Role("replicator", secret="postgres-replicator"),
    Role("rewinder", secret="postgres-rewinder"),
)

DIGESTS = "select rolpassword from pg_catalog.pg_authid"

OF_A_SUPERUSER = (
    "create role attacker login",
    "alter role postgres password null",
    "create database attacker",
    "alter system set log_statement to 'all'",
    "copy (select 1) to program 'true'",
    "copy (select 1) to '/tmp/attacker'",
    "select lo_import('/etc/passwd')",
    "create table public.attacker ()",
    "create extension dblink with schema pg_catalog",
    "create publication attacker for all tables",
    DIGESTS,
    "set session authorization postgres",
    "set session_replication_role to replica",
)
"""What only a superuser does, or the owner of a schema."""

BECOMES = (
    "select r.rolname from pg_catalog.pg_roles as r where r.rolname not like 'pg\\_%' and r.rolname <> current_user"
)

REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)


@pytest.fixture(scope="module")
def kept(running: Running) -> Mapping[str, str]:
    return passwords(running.stack)


def sessions(
    running: Running, role: Role, databases: Sequence[str], kept: Mapping[str, str]
) -> Iterator[psycopg.Connection]:
    """Yield a session of the account itself in each of these databases that lets it in."""
    who = {"user": role.name, "password": kept[role.secret or ""]}
    for database in databases:
        try:
            connection = clients.postgres(running, "postgres", database, endpoint="postgres-primary", **who)
        except psycopg.OperationalError as error:
            if "permission denied for database" not in str(error):
                raise
            continue
        with connection:
            yield connection


@pytest.fixture(scope="module")
def databases(packs: Sequence[Pack]) -> list[str]:
    return [*(pack.database for pack in packs), "postgres"]


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_no_account_of_the_platform_does_what_a_superuser_does(
    running: Running, databases: Sequence[str], kept: Mapping[str, str], role: Role
) -> None:
    done: list[str] = []
    for connection in sessions(running, role, databases, kept):
        for statement in OF_A_SUPERUSER:
            try:
                connection.execute(sql.SQL(statement))  # pyright: ignore[reportArgumentType] - the statements are ours
            except REFUSED:
                continue
            done.append(f"{connection.info.dbname}: {statement}")
    # Whoever reads all data reads the digests of passwords too; nobody guesses what they are of.
    reads_all = "pg_read_all_data" in role.inherits
    assert [one for one in done if not (reads_all and one.endswith(DIGESTS))] == []


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_no_account_of_the_platform_becomes_another(
    running: Running, databases: Sequence[str], kept: Mapping[str, str], role: Role
) -> None:
    for connection in sessions(running, role, databases, kept):
        others = [name for (name,) in connection.execute(BECOMES)]
        assert "postgres" in others
        for name in others:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql.SQL("set role {}").format(sql.Identifier(name)))


@pytest.mark.parametrize(
    "command", ["PAUSE", "RESUME", "RELOAD", "RECONNECT", "SUSPEND", "SHUTDOWN", "KILL novax", "SET verbose = 1"]
)
def test_who_watches_the_pooler_changes_nothing(running: Running, kept: Mapping[str, str], command: str) -> None:
    who = {"user": pgbouncer.STATS_USER, "password": kept[pgbouncer.STATS_PASSWORD.name]}
    with (
        clients.postgres(running, "pgbouncer", "pgbouncer", **who) as console,
        pytest.raises(psycopg.Error, match="admin access needed"),
    ):
        console.execute(sql.SQL(command))  # pyright: ignore[reportArgumentType] - the commands are ours


def test_who_watches_the_pooler_gets_to_no_database(
    running: Running, packs: Sequence[Pack], kept: Mapping[str, str]
) -> None:
    who = {"user": pgbouncer.STATS_USER, "password": kept[pgbouncer.STATS_PASSWORD.name]}
    for pack in packs:
        with pytest.raises(psycopg.OperationalError):
            clients.postgres(running, "pgbouncer", pack.database, **who)


@pytest.mark.parametrize(("method", "path"), [("PATCH", "/config"), ("POST", "/switchover"), ("POST", "/restart")])
def test_who_scrapes_patroni_changes_nothing(running: Running, kept: Mapping[str, str], method: str, path: str) -> None:
    """Its metrics want no password; each of those that Prometheus has is tried for what does."""
    tried = [{}, *(clients.basic(web.USER, kept[name]) for name in kept if name.startswith("web-"))]
    assert len(tried) > 1
    for headers in tried:
        status, _ = clients.http(running, running.endpoints["patroni"], path, method=method, headers=headers, body={})
        assert status == 401
