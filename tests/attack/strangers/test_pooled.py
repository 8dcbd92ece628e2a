"""Clients of one login that share server connections: what one leaves, reads of or does to another."""

import os
import socket
import struct
from collections.abc import Sequence

import psycopg
import pytest
from psycopg import pq

from infra.cli.running import Running
from infra.packs import Pack
from tests.attack.owners import verbatim
from tests.attack.strangers.postgres import DENIED, USER, alone, answer, sign_in
from tests.attack.strangers.tries import Tries, attack
from tests.smoke import clients
from tests.smoke.clients import Postgres, value

_TRIES = 60
"""How often a second client asks before it says that it never gets the server connection of the first."""


@pytest.fixture(scope="module")
def pack(packs: Sequence[Pack]) -> Pack:
    return packs[0]


def client(running: Running, pack: Pack) -> Postgres:
    return sign_in(running, f"{pack.name}-app", pack.database)


LEFT = (
    ("set app.current_user_id = 'left'", "current_setting('app.current_user_id', true)", "left"),
    ("select set_config('app.current_user_id', 'left', false)", "current_setting('app.current_user_id', true)", "left"),
    ("set app.left_here = 'left'", "current_setting('app.left_here', true)", "left"),
    ("set local app.left_here = 'left'", "current_setting('app.left_here', true)", "left"),
    ("set search_path = pg_temp, public", "current_setting('search_path')", "pg_temp, public"),
    ("set row_security = off", "current_setting('row_security')", "off"),
    ("set work_mem = '64kB'", "current_setting('work_mem')", "64kB"),
    ("set statement_timeout = '3ms'", "current_setting('statement_timeout')", "3ms"),
    (
        "set idle_in_transaction_session_timeout = '2ms'",
        "current_setting('idle_in_transaction_session_timeout')",
        "2ms",
    ),
    ("set transaction_timeout = '9s'", "current_setting('transaction_timeout')", "9s"),
    ("set lock_timeout = '2ms'", "current_setting('lock_timeout')", "2ms"),
    ("set default_transaction_read_only = on", "current_setting('default_transaction_read_only')", "on"),
    ("set session characteristics as transaction read only", "current_setting('transaction_read_only')", "on"),
    ("set transform_null_equals = on", "current_setting('transform_null_equals')", "on"),
    ("set enable_indexscan = off", "current_setting('enable_indexscan')", "off"),
    ("set timezone = 'Antarctica/Troll'", "current_setting('timezone')", "Antarctica/Troll"),
    ("set application_name = 'left'", "current_setting('application_name')", "left"),
    ("set default_table_access_method = 'left'", "current_setting('default_table_access_method')", "left"),
    ("create temp table left_here (x int)", "to_regclass('pg_temp.left_here')::text", "left_here"),
    (
        "create function pg_temp.left_here() returns int language sql as 'select 1'",
        "(select max(proname) from pg_proc where proname = 'left_here')",
        "left_here",
    ),
    (
        "prepare left_here as select 1",
        "(select max(name) from pg_prepared_statements where name = 'left_here')",
        "left_here",
    ),
    (
        "declare left_here cursor with hold for select 1",
        "(select max(name) from pg_cursors where name = 'left_here')",
        "left_here",
    ),
    (
        "select pg_advisory_lock(471147)",
        "(select 'left' from pg_locks where locktype = 'advisory' and objid = 471147 limit 1)",
        "left",
    ),
    (
        "select pg_advisory_lock_shared(471147)",
        "(select 'left' from pg_locks where locktype = 'advisory' and objid = 471147 limit 1)",
        "left",
    ),
)
"""What a client does, what the next one looks at, and what it must not see there."""


@pytest.mark.parametrize("case", LEFT, ids=[row[0][:40] for row in LEFT])
@attack("a client of the same login", "what the client before it left in the session")
def test_left_behind(running: Running, pack: Pack, tries: Tries, case: tuple[str, str, str]) -> None:
    leaves, looks, left = case
    with client(running, pack) as first, client(running, pack) as second:
        for _ in range(_TRIES):
            mine = _process(first, leaves)
            theirs, seen = second.execute(verbatim(f"select pg_backend_pid(), {looks}")).fetchall()[0]
            if mine == theirs:
                tries.note(leaves, seen if seen == left else "")
                return
    pytest.fail("the second client never got the first one's server connection")


def _process(connection: Postgres, statement: str) -> int:
    """Run a statement that may fail, with the number of the server process that serves the same round trip."""
    process = value(connection, "select pg_backend_pid()")
    try:
        connection.execute(verbatim(statement))
    except psycopg.Error:
        connection.execute("rollback")
    return process


@attack("a client of the same login", "the guard of pooled sessions, switched off")
def test_the_guard_itself(running: Running, pack: Pack, tries: Tries) -> None:
    with client(running, pack) as first, client(running, pack) as second:
        names = [row[0] for row in first.execute("select name from pg_settings where name like 'novax%'").fetchall()]
        assert names
        for name in [*names, "novax_pooled.enabled", "novax_pooled.off", "novax_pooled.keep"]:
            for setting in ("off", "", "0", USER, "*"):
                _process(first, f"set {name} = '{setting}'")
                _process(first, f"set {USER} = 'left'")
                seen = value(second, "select current_setting('app.current_user_id', true)")
                tries.note(f"{name} = {setting!r}", seen == "left")


@attack("a client of the same login", "the rest of a transaction that another one left open")
def test_a_transaction_left_open(running: Running, pack: Pack, tries: Tries) -> None:
    with client(running, pack) as second:
        for _ in range(8):
            first = client(running, pack)
            first.execute("begin")
            first.execute("select set_config('app.current_user_id', 'left', true)")
            first.execute("declare left_here cursor for select 1")
            process = value(first, "select pg_backend_pid()")
            with socket.socket(fileno=os.dup(first.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
            first.close()
            for _ in range(4):
                row = second.execute(
                    "select current_setting('app.current_user_id', true), (select count(*) from pg_cursors)"
                ).fetchall()[0]
                tries.note(f"process {process}", "" if row[0] != "left" and not row[1] else row)


@attack("a client of the same login", "another client's prepared statement run, or taken away")
def test_prepared_statements(running: Running, pack: Pack, tries: Tries) -> None:
    with client(running, pack) as first, client(running, pack) as second:
        first.pgconn.prepare(b"mine", b"select 'first'")
        assert first.pgconn.exec_prepared(b"mine", []).get_value(0, 0) == b"first"
        names = [row[0] for row in second.execute("select name from pg_prepared_statements").fetchall()]
        for name in ("mine", "PGBOUNCER_1", *names):
            with client(running, pack) as third:
                tries.refused(f"bind {name}", lambda third=third, name=name: _bound(third, name), psycopg.Error, name)
        for statement in ("deallocate all", "discard all", *(f'deallocate "{name}"' for name in names)):
            answer(second, statement)
            _process(second, statement)
            got = first.pgconn.exec_prepared(b"mine", [])
            tries.note(statement, got.get_value(0, 0) != b"first" if got.ntuples else got.error_message)


def _bound(session: Postgres, name: str) -> object:
    got = session.pgconn.exec_prepared(name.encode(), [])
    if got.status != pq.ExecStatus.TUPLES_OK:
        raise psycopg.ProgrammingError(f"{name}: {got.error_message}")
    return got.get_value(0, 0)


@attack(
    "a client of the same login",
    "the text of what another one prepared",
    limit="Clients of one role can read what others of it prepared (texts with placeholders)",
)
def test_texts_of_prepared_statements(running: Running, pack: Pack, tries: Tries) -> None:
    with client(running, pack) as first, client(running, pack) as second:
        for round_ in range(_TRIES):
            first.pgconn.prepare(f"mine_{round_}".encode(), b"select 'a text of the first' || $1")
            first.pgconn.exec_prepared(f"mine_{round_}".encode(), [b"x"])
            seen = str(second.execute("select statement from pg_prepared_statements").fetchall())
            tries.note("look", "a text of the first" in seen)


@attack(
    "a client of the same login",
    "another client's query with its values, read while it runs",
    limit="Clients of one role can read each other's running statements",
)
def test_texts_of_running_statements(running: Running, pack: Pack, tries: Tries) -> None:
    with client(running, pack) as first, client(running, pack) as second:
        first.execute("begin")
        first.execute("select 'a secret of the first'")
        seen = str(second.execute("select query from pg_stat_activity where pid <> pg_backend_pid()").fetchall())
        tries.note("look", "a secret of the first" in seen)
        first.execute("rollback")


@attack("a client of the same login", "another client's session ended, or its query cancelled")
def test_ending_others(running: Running, pack: Pack, tries: Tries) -> None:
    with client(running, pack) as second:
        for call in ("pg_cancel_backend", "pg_terminate_backend"):
            with client(running, pack) as first:
                first.execute("begin")
                process = value(first, "select pg_backend_pid()")
                code, text = answer(second, f"select {call}({process})")
                tries.note(call, "" if code in DENIED else text)


@attack("a stranger on the network", "a query cancelled with a guessed key")
def test_guessed_cancellations(running: Running, pack: Pack, tries: Tries) -> None:
    end = running.endpoints["pgbouncer"]
    with client(running, pack) as first:
        first.execute("begin")
        process = value(first, "select pg_backend_pid()")
        first.pgconn.send_query(b"select pg_sleep(1)")
        for secret in (0, 1, process, *range(2**31 - 150, 2**31 - 1)):
            with socket.create_connection((end.host, end.port), 5) as line:
                line.sendall(struct.pack("!iiiI", 16, 80877102, process, secret))
                line.settimeout(0.5)
                line.recv(1)
        while (result := first.pgconn.get_result()) is not None:
            tries.note("cancel", result.error_message)


@attack("a client of the login", "parameters at sign-in that make it another user, role or kind of connection")
def test_parameters_at_sign_in(running: Running, pack: Pack, tries: Tries) -> None:
    for changes in (
        {"options": f"-c {USER}=left"},
        {"options": "-c role=postgres"},
        {"options": f"-c role={pack.owner}"},
        {"options": "-c session_authorization=postgres"},
        {"options": "-c session_preload_libraries=auto_explain"},
        {"options": "-c row_security=off"},
        {"options": "-c session_replication_role=replica"},
        {"options": "-c search_path=public\\ -c\\ role=postgres -c role=postgres"},
        {"options": "-c novax_pooled.required="},
        {"options": "-W 60"},
        {"options": "--role=postgres"},
        {"replication": "true"},
    ):
        tries.refused(
            str(changes),
            lambda changes=changes: clients.postgres(running, f"{pack.name}-app", pack.database, **changes).close(),
            psycopg.OperationalError,
            "startup parameter|unsupported|no authentication method",
        )
    tries.refused("replication", lambda: _replicates(running, pack), psycopg.Error, "login failed|permission denied")


def _replicates(running: Running, pack: Pack) -> object:
    with clients.postgres(running, f"{pack.name}-app", pack.database, replication="database") as session:
        return session.execute("identify_system").fetchall()


@attack("a client of the login", "a session that lasts: listening, holding, preparing a commit in two phases")
def test_sessions_that_last(running: Running, pack: Pack, tries: Tries) -> None:
    with client(running, pack) as session:
        for statement in ("listen everything", "declare c cursor with hold for select 1", "prepare transaction 'left'"):
            code, text = answer(session, statement)
            tries.note(statement, "" if code in {"0A000", "42501", "55000"} else f"{code} {text}")


@attack("an application that signs in straight at the primary", "what tenants' sessions notify")
def test_listening_past_the_pooler(running: Running, pack: Pack, tries: Tries) -> None:
    for login in (f"{pack.name}-app", f"{pack.name}-readonly"):
        with sign_in(running, login, pack.database, "postgres-primary") as session:
            for statement in ("listen everything", "listen pgrst", "unlisten *; listen x"):
                code, text = alone(session, statement)
                tries.note(f"{login} {statement}", "" if code in {"0A000", "42501"} else f"{code} {text}")
