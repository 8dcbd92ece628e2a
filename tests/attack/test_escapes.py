"""Ways out that are no table: other roles, other owners' objects, the server's files, its statistics, its plans."""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import errors, sql

from infra.cli.running import Running
from infra.migrations.files import SQL
from infra.packs import Pack
from tests.attack import catalog
from tests.attack.arena import Arena, direct
from tests.attack.owners import verbatim
from tests.attack.statements import select

PACKS = sorted(file.parent.name for file in SQL.glob("*/pack.yaml"))

REFUSED = (
    "set role {owner}",
    "set role postgres",
    "set role {migrator}",
    "set local role {owner}",
    "set session authorization postgres",
    "set session_replication_role = replica",
    "create schema mine",
    "create table public.mine ()",
    "create temporary table mine ()",
    "create view public.mine as select 1",
    "create function public.tell(text) returns boolean language plpgsql cost 0.0000001 as 'begin return true; end'",
    "create function app.tell(text) returns boolean language sql as 'select true'",
    "create function platform.tell(text) returns boolean language sql as 'select true'",
    "create function extensions.tell(text) returns boolean language sql as 'select true'",
    "create operator public.<< (leftarg = text, rightarg = text, function = texteq)",
    "create extension dblink",
    "create extension postgres_fdw",
    "create role mine",
    "create publication mine for all tables",
    "create event trigger mine on ddl_command_start execute function platform.forbid_change()",
    "alter role {owner} login",
    "alter role {owner} set app.current_user_id = '00000000-0000-0000-0000-0000000000a1'",
    "alter database {database} set app.current_user_id = '00000000-0000-0000-0000-0000000000a1'",
    "alter default privileges for role {owner} grant select on tables to {app}",
    "grant {owner} to {app}",
    "select pg_read_file('PG_VERSION')",
    "select pg_read_binary_file('PG_VERSION')",
    "select pg_ls_dir('.')",
    "select pg_stat_file('PG_VERSION')",
    "select lo_from_bytea(0, 'x')",
    "select pg_logical_emit_message(false, 'x', 'x')",
    "select lo_import('/etc/hostname')",
    "copy (select 1) to '/tmp/mine'",
    "copy (select 1) to program 'cat'",
    "load '/tmp/mine.so'",
    "select pg_reload_conf()",
    "select pg_create_logical_replication_slot('mine', 'pgoutput')",
    "select * from pg_authid",
    "select * from pg_shadow",
    "select * from pg_statistic",
    "select * from pg_statistic_ext_data",
    "select * from pg_stats",
    "select * from pg_stats_ext",
    "select * from pg_stats_ext_exprs",
    "select * from pg_user_mapping",
    "select * from pg_hba_file_rules",
    "select * from public.schema_migrations",
    "select pg_advisory_lock(1)",
    "select pg_advisory_xact_lock_shared(1, 1)",
    "select pg_try_advisory_xact_lock(1)",
    "select pg_cancel_backend(1)",
    "select pg_terminate_backend(1)",
    "select pg_notify('mine', '')",
)
"""What no role may do, whatever else it may; placeholders are names of roles."""

ALONE = (
    "create database mine",
    "alter system set log_statement = 'none'",
)
"""What PostgreSQL refuses to everybody inside a transaction, so it is tried outside."""

OF_A_TABLE = (
    "alter table {table} disable row level security",
    "alter table {table} no force row level security",
    "alter table {table} owner to {app}",
    "alter table {table} add column mine text",
    "create policy mine on {table} for select using (true)",
    "create trigger mine before insert on {table} for each row execute function platform.forbid_change()",
    "create rule mine as on select to {table} do also select 1",
    "create index on {table} ((1))",
    "create statistics mine on id, created_at from {table}",
    "comment on table {table} is 'mine'",
    "drop table {table}",
)


@contextmanager
def undone(connection: psycopg.Connection, user: str = "") -> Generator[psycopg.Connection]:
    """Act in a transaction of its own as a user of the application."""
    with connection.transaction() as transaction:
        connection.execute("select set_config('app.current_user_id', %s, true)", (user,))
        yield connection
        raise psycopg.Rollback(transaction)


DENIED = "42501"
NEVER = "0A000"
"""A rule on a hypertable is refused to everybody, by the extension, before it looks at rights."""


def not_refused(connection: psycopg.Connection, role: str, attempts: Sequence[sql.Composable]) -> list[str]:
    seen = ((attempt, outcome(connection, attempt)) for attempt in attempts)
    return [f"{role}: {attempt.as_string(connection)}: {code}" for attempt, code in seen if code not in (DENIED, NEVER)]


def outcome(connection: psycopg.Connection, statement: sql.Composable) -> str:
    try:
        with undone(connection):
            connection.execute(sql.Composed([statement]))
    except psycopg.Error as error:
        return error.sqlstate or "?"
    return "00000"


def statements(pack: Pack) -> list[sql.Composable]:
    names: dict[str, Any] = {
        "owner": sql.Identifier(pack.owner),
        "migrator": sql.Identifier(pack.migrator),
        "app": sql.Identifier(pack.app),
        "database": sql.Identifier(pack.database),
    }
    tables = [sql.Identifier("public", table) for table in pack.tenant_tables]
    everywhere: list[sql.Composable] = [verbatim(text).format(**names) for text in REFUSED]
    return everywhere + [verbatim(text).format(table=table, **names) for text in OF_A_TABLE for table in tables]


@pytest.mark.parametrize("name", PACKS)
def test_no_role_gets_out_of_its_rights(arenas: Callable[[str], Arena], name: str) -> None:
    arena = arenas(name)
    wrong: list[str] = []
    for role in arena.attackers:
        with arena.connect(role) as connection:
            wrong += not_refused(connection, role, statements(arena.pack))
    assert wrong == []


@pytest.mark.parametrize("statement", ALONE)
def test_no_role_changes_the_server(arenas: Callable[[str], Arena], statement: LiteralString) -> None:
    for name in PACKS:
        arena = arenas(name)
        for role in arena.attackers:
            with arena.connect(role) as connection, pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)


@pytest.mark.parametrize("name", PACKS)
def test_row_security_off_answers_nothing(arenas: Callable[[str], Arena], name: str) -> None:
    arena = arenas(name)
    query = sql.SQL("set local row_security = off; select count(*) from {}")
    queries = [query.format(sql.Identifier("public", table)) for table in arena.pack.tenant_tables]
    wrong: list[str] = []
    for role in arena.attackers:
        with arena.connect(role) as connection:
            wrong += not_refused(connection, role, queries)
    assert wrong == []


@pytest.mark.parametrize("name", PACKS)
def test_what_the_server_and_extensions_keep_shows_no_row_of_another_tenant(
    running: Running, arenas: Callable[[str], Arena], name: str
) -> None:
    """Every view and table that is not the pack's: statistics hold the commonest values of columns, of all tenants.

    Straight to the primary, where a session ends: one that has read all of that keeps 40 MB of it, also at rest in the
    pooler (measured).
    """
    arena = arenas(name)
    others = arena.owned.uuids("b") - arena.owned.uuids("a")
    with arena.superuser.connect() as superuser:
        superuser.execute("analyze")
        assert _seen(superuser, "pg_catalog.pg_stats", others), "there is nothing to be found"
        relations = [name for (name,) in superuser.execute(catalog.text("foreign_relations")).fetchall()]
        assert len(relations) > 100
    tenants = {tenant.name: tenant.user for tenant in arena.tenants}
    connect = direct(running, arena.pack, arena.pack.database)
    for role in arena.attackers:
        with connect(role) as connection:
            for relation in relations:
                with undone(connection, tenants["a"]):
                    assert _seen(connection, relation, others) == [], (role, relation)


def _seen(connection: psycopg.Connection, relation: str, wanted: Iterable[str]) -> list[str]:
    """Return what of that is in a relation's rows, as far as they may be read."""
    query = sql.SQL("select t::text from {} as t").format(verbatim(relation))
    try:
        with connection.transaction():
            text = "\n".join(row for (row,) in connection.execute(query).fetchall())
    except psycopg.Error:
        return []
    return [one for one in wanted if one in text]


@pytest.mark.parametrize("name", PACKS)
def test_plans_name_nothing_of_another_tenant(arenas: Callable[[str], Arena], name: str) -> None:
    arena = arenas(name)
    tenants = {tenant.name: tenant.user for tenant in arena.tenants}
    others = arena.owned.uuids("b") - arena.owned.uuids("a")
    for role in arena.attackers:
        with arena.connect(role) as connection, undone(connection, tenants["a"]):
            for relation in arena.catalog.relations:
                if relation.is_table and (columns := relation.grants[role].on("SELECT")):
                    query = sql.SQL("explain (verbose) {}").format(select(relation, columns))
                    plan = "\n".join(row[0] for row in connection.execute(query).fetchall())
                    assert not [uuid for uuid in others if uuid in plan], (role, relation.name)
