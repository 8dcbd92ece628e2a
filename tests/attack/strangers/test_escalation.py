"""Every login of every pack asks PostgreSQL for more than it has: files, code, roles, secrets, the server itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from infra.cli.running import Running
from infra.packs import Pack
from tests.attack import arena
from tests.attack.strangers.postgres import DENIED, alone, answer, logins, refuses, sign_in, undone
from tests.attack.strangers.tries import Tries, attack, lists
from tests.smoke import clients
from tests.smoke.clients import value

_KEPT_OUT = (
    "permission denied|no such database|not allowed|pg_hba|authentication failed|not currently accepting|login rejected"
)
_STATEMENTS: Mapping[str, Mapping[str, Sequence[Any]]] = lists(__file__)


def _attempts(
    running: Running, packs: Sequence[Pack], tries: Tries, statements: Sequence[Any], who: Callable[[Pack, str], bool]
) -> None:
    for pack, other in zip(packs, (*packs[1:], packs[0]), strict=True):
        names = {"owner": pack.owner, "other": other.app, "database": pack.database}
        for account, endpoint in logins(pack):
            if not who(pack, account):
                continue
            me = running.accounts[account].username
            with sign_in(running, account, pack.database, endpoint) as session:
                for one in statements:
                    facts = {"sql": one} if isinstance(one, str) else one
                    text = facts["sql"]
                    # Not `format`: statements have braces of their own.
                    for name, word in {**names, "me": me}.items():
                        text = text.replace(f"{{{name}}}", word)
                    attempt = alone if facts.get("alone") else answer
                    code, shown = attempt(session, text)
                    tries.note(
                        f"{account} {text}", "" if code in facts.get("codes", DENIED) else f"{code or 'worked'} {shown}"
                    )


def _anybody(pack: Pack, account: str) -> bool:
    return bool(pack and account)


def _application(pack: Pack, account: str) -> bool:
    return account != arena.account(pack, pack.migrator)


def _reader(pack: Pack, account: str) -> bool:
    return account == arena.account(pack, pack.readonly)


@pytest.mark.parametrize("kind", _STATEMENTS["everybody"])
@attack("an application, a reader or a migrator", "rights of the server's owner")
def test_more_than_a_login_has(running: Running, packs: Sequence[Pack], tries: Tries, kind: str) -> None:
    _attempts(running, packs, tries, _STATEMENTS["everybody"][kind], _anybody)


@pytest.mark.parametrize("kind", _STATEMENTS["applications"])
@attack("an application or a reader", "things of its own in the database, that others may meet")
def test_more_than_an_application_has(running: Running, packs: Sequence[Pack], tries: Tries, kind: str) -> None:
    _attempts(running, packs, tries, _STATEMENTS["applications"][kind], _application)


@pytest.mark.parametrize("kind", _STATEMENTS["readers"])
@attack("a reader", "anything written")
def test_more_than_a_reader_has(running: Running, packs: Sequence[Pack], tries: Tries, kind: str) -> None:
    _attempts(running, packs, tries, _STATEMENTS["readers"][kind], _reader)


@attack("a reader", "a row written, locked or counted on")
def test_a_reader_that_writes(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    for pack in packs:
        for database in (pack.database, f"{pack.database}_ro"):
            with undone(sign_in(running, arena.account(pack, pack.readonly), database), {}) as session:
                answer(session, "set transaction read write")
                for table in pack.tenant_tables:
                    for form in (
                        "delete from public.{}",
                        "select 1 from public.{} for update",
                        "lock table public.{} in share mode",
                    ):
                        refuses(tries, session, form.format(table), {"42501", "25006"}, database)


@attack("an application", "each role that there is, by SET ROLE")
def test_every_role(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    for pack in packs:
        for account, endpoint in logins(pack):
            me = running.accounts[account].username
            allowed = {me, pack.owner, "pg_database_owner"} if endpoint == "postgres-primary" else {me}
            with undone(sign_in(running, account, pack.database, endpoint), {}) as session:
                roles = [row[0] for row in session.execute("select rolname from pg_roles").fetchall()]
                assert pack.owner in roles
                for role in sorted(set(roles) - allowed):
                    refuses(tries, session, sql.SQL("set role {}").format(sql.Identifier(role)).as_string(), who=me)


@attack("an application", "a definer function that meets the caller's own names instead of its own")
def test_names_in_front_of_definer_functions(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    # Not by the arenas of the other tests: they stop the relay, which others here look into.
    for pack in packs:
        with clients.postgres(running, "postgres", pack.database) as superuser:
            rows = superuser.execute(
                "select oid::regprocedure::text, coalesce(array_to_string(proconfig, ';'), '') from pg_catalog.pg_proc"
                " where prosecdef and pronamespace <> 'pg_catalog'::regnamespace"
            ).fetchall()
        assert rows
        for name, settings in rows:
            paths = [one.partition("=")[2] for one in settings.split(";") if one.startswith("search_path=")]
            writable = not paths or "public" in paths[0] or "pg_temp" in paths[0].split(",")[0] or "$user" in paths[0]
            tries.note(name, f"its search_path is {paths}" if writable else "")


@attack("a login", "a database that is not its own, through the pooler or past it")
def test_other_databases(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    names = [pack.database for pack in packs]
    for pack in packs:
        others = [name for name in names if name != pack.database]
        pooled = [
            *(f"{name}{end}" for name in others for end in ("", "_ro", "_session")),
            "postgres",
            "template1",
            "pgbouncer",
        ]
        for account, endpoint in logins(pack):
            ways = [
                (where, database)
                for where in ("postgres-primary", "postgres-replica")
                for database in (*others, "postgres", "template1", "template0")
            ]
            ways += [("pgbouncer", database) for database in pooled]
            if endpoint == "pgbouncer":
                ways.append(("pgbouncer", f"{pack.database}_session"))
            for where, database in ways:
                tries.refused(
                    f"{account} {where} {database}",
                    lambda account=account, where=where, database=database: sign_in(
                        running, account, database, where
                    ).close(),
                    psycopg.OperationalError,
                    _KEPT_OUT,
                )
        clients.postgres(running, f"{pack.name}-app", pack.database).close()


@attack("a login", "another login by its own password")
def test_another_login_by_ones_own_password(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    victims = (
        "postgres",
        "replicator",
        "metrics",
        "relay",
        "backup",
        "pgbouncer_admin",
        packs[1].app,
        packs[1].migrator,
    )
    for where in ("pgbouncer", "postgres-primary"):
        for victim in victims:
            tries.refused(
                f"{where} {victim}",
                lambda where=where, victim=victim: clients.postgres(
                    running, f"{packs[0].name}-app", packs[1].database, endpoint=where, user=victim
                ).close(),
                psycopg.OperationalError,
                "password authentication failed|SASL authentication failed|not allowed|pg_hba|no such user|rejected",
            )
    clients.postgres(running, f"{packs[0].name}-app", packs[0].database).close()


def _planted(pack: Pack) -> Iterator[str]:
    owner = sql.Identifier(pack.owner)
    yield sql.SQL("set role {}").format(owner).as_string()
    yield from (Path(__file__).with_name("planted.sql").read_text(encoding="utf-8")).split("\n\n")


@attack("a migrator", "its own function run by the platform's own sessions, which look into each database")
def test_functions_planted_for_the_platform(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    pack = packs[0]
    account = arena.account(pack, pack.migrator)
    with clients.postgres(running, account, pack.database, prepare_threshold=None) as migrator:
        try:
            for statement in _planted(pack):
                migrator.execute(statement)  # type: ignore[arg-type]
            # Whoever calls an unqualified name with public on the path runs it: the control is the migrator itself.
            assert value(migrator, "select public.now()::text")
            count = value(migrator, "select count(*) from public.stranger_runs")
            assert count == 1
            with clients.postgres(running, "postgres", pack.database) as superuser:
                superuser.execute("select 1")
            migrator.execute("select pg_sleep(12)")
            rows = migrator.execute("select distinct who from public.stranger_runs").fetchall()
            for (who,) in rows:
                tries.note("planted", "" if who in {pack.migrator, pack.owner} else f"ran as {who}")
        finally:
            migrator.execute("drop table if exists public.stranger_runs cascade")
            migrator.execute("drop function if exists public.now() cascade")
