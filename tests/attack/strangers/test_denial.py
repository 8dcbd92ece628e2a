"""An application that is to keep others from working: connections, locks, memory, disk, and bad questions."""

import contextlib
import threading
import time
from collections.abc import Sequence

import psycopg
import pytest

from infra.cli.running import Running
from infra.packs import Pack
from tests.attack.strangers.postgres import answer, sign_in
from tests.attack.strangers.tries import Tries, attack, lists
from tests.smoke import clients
from tests.smoke.clients import value

_LISTS = lists(__file__)
_CROWD = 60


@pytest.fixture(scope="module")
def pair(packs: Sequence[Pack]) -> tuple[Pack, Pack]:
    """Return the attacker and the victim."""
    return packs[0], packs[1]


def _seconds(running: Running, pack: Pack) -> float:
    """Return how long it takes a pack's application to sign in and be answered."""
    began = time.monotonic()
    with sign_in(running, f"{pack.name}-app", pack.database) as session:
        assert value(session, "select 1") == 1
    return time.monotonic() - began


@attack("an application", "no connection left for another pack, by sessions that all hold a transaction")
def test_all_connections(running: Running, pair: tuple[Pack, Pack], tries: Tries) -> None:
    def hold() -> None:
        with contextlib.suppress(psycopg.Error), sign_in(running, f"{pair[0].name}-app", pair[0].database) as session:
            session.execute("begin")
            session.execute("select pg_sleep(4)")

    crowd = [threading.Thread(target=hold) for _ in range(_CROWD)]
    for one in crowd:
        one.start()
    time.sleep(1)
    for account in (f"{pair[1].name}-app", f"{pair[1].name}-readonly"):
        began = time.monotonic()
        try:
            clients.postgres(running, account, pair[1].database).execute("select 1").connection.close()
            took = time.monotonic() - began
            tries.note(account, "" if took < 3 else f"{took:.1f} s")
        except psycopg.Error as error:
            tries.note(account, error)
    for one in crowd:
        one.join()


def _deep() -> dict[str, str]:
    """Return questions whose size makes them what they are."""
    return {
        "parentheses": f"select {'(' * 20000}1{')' * 20000}",
        "long list": f"select 1 where 1 in ({', '.join(map(str, range(60000)))})",
        "nested groups": f"select 'a' ~ '{'(' * 9000}a{')' * 9000}'",
        "nested arrays": f"select '{'[' * 60000}{']' * 60000}'::json is null",
    }


@attack("an application", "a server that falls or swells over a question that is too large")
def test_large_questions(running: Running, pair: tuple[Pack, Pack], tries: Tries) -> None:
    with sign_in(running, f"{pair[0].name}-app", pair[0].database) as session:
        process = value(session, "select pg_postmaster_start_time()")
        for name, statement in {**_LISTS["questions"], **_deep()}.items():
            session.execute("begin")
            session.execute("set local statement_timeout = '1500ms'")
            code, text = answer(session, statement)
            session.execute("rollback")
            tries.note(
                name,
                ""
                if code in {"", "54001", "54000", "57014", "53200", "53400", "2201B", "22026", "42601", "54023"}
                else f"{code} {text[:80]}",
            )
        assert value(session, "select pg_postmaster_start_time()") == process
    assert _seconds(running, pair[1]) < 5


@attack("an application", "the disk, by temporary files, or by setting its own limits aside")
def test_limits_set_aside(running: Running, pair: tuple[Pack, Pack], tries: Tries) -> None:
    with sign_in(running, f"{pair[0].name}-app", pair[0].database) as session:
        for name, least in (("temp_file_limit", "1"), ("max_stack_depth", "1"), ("log_temp_files", "0")):
            code, text = answer(session, f"set local {name} = {least}")
            tries.note(name, "" if code == "42501" else f"{code} {text}")
        limit = value(session, "show temp_file_limit")
        tries.note("temporary files", "they have no limit" if limit == "-1" else "")
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            limit = value(session, "select setting::int from pg_settings where name = %s", name)
            tries.note(name, "there is none" if not limit else "")


@attack("a reader", "the disk, by messages in the log of changes that need no right to write")
def test_messages_in_the_log(running: Running, pair: tuple[Pack, Pack], tries: Tries) -> None:
    for pack in pair:
        for account in (f"{pack.name}-app", f"{pack.name}-readonly"):
            with sign_in(running, account, pack.database) as session:
                for call in (
                    "pg_logical_emit_message(false, 'x', 'x'::text)",
                    "pg_logical_emit_message(true, 'x', 'x'::bytea)",
                ):
                    code, text = answer(session, f"select {call}")
                    tries.note(f"{account} {call}", "" if code == "42501" else text)


@attack(
    "an application",
    "another tenant's work, held up by a lock on a whole table",
    limit="lock a table for as long as its time limits let them",
)
def test_table_locks(running: Running, pair: tuple[Pack, Pack], tries: Tries) -> None:
    pack = pair[0]
    with sign_in(running, f"{pack.name}-app", pack.database) as session:
        for table in pack.tenant_tables:
            code, _ = answer(session, f"lock table public.{table} in access exclusive mode nowait")
            tries.note(table, "" if code else "locked")
