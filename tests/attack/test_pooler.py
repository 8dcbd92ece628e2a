"""What one client leaves on a server connection is not there for the next, who may be another tenant.

PgBouncer gives the connection back after each transaction. What ends with the transaction is gone by PostgreSQL's own
doing; what a client sets for its session is gone because a module of ours has the server forget it at the same moment.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import psycopg
import pytest
from psycopg import errors

from infra.cli.running import Running
from infra.packs import Pack
from tests.attack import arena
from tests.attack.owners import verbatim
from tests.chosen import chosen
from tests.smoke import clients
from tests.smoke.clients import value

USER = "00000000-0000-0000-0000-0000000000a1"
NOW_SET = "select coalesce(current_setting('app.current_user_id', true), '')"

Pair = tuple[psycopg.Connection, psycopg.Connection]


@pytest.fixture
def clients_of(running: Running, packs: Sequence[Pack]) -> Iterator[Callable[[str], list[Pair]]]:
    """Return a function that gives, for every role of a pack, two clients who share one server connection."""
    with ExitStack() as stack:

        def pairs(name: str) -> list[Pair]:
            pack = next((pack for pack in packs if pack.name == name), packs[0])
            connect = arena.pooled(running, pack)
            found: list[Pair] = []
            for role in arena.attackers(pack):
                first, second = (stack.enter_context(connect(role)) for _ in range(2))
                pid = "select pg_backend_pid()"
                assert value(first, pid) == value(second, pid), f"{role}: two clients, two server connections"
                found.append((first, second))
            return found

        yield pairs


@pytest.fixture
def shared(clients_of: Callable[[str], list[Pair]], packs: Sequence[Pack]) -> list[Pair]:
    return [pair for pack in packs for pair in clients_of(pack.name)]


def test_a_setting_ends_with_its_transaction(shared: list[Pair]) -> None:
    for first, second in shared:
        with first.transaction():
            first.execute("select set_config('app.current_user_id', %s, true)", (USER,))
            assert value(first, NOW_SET) == USER
        assert value(second, NOW_SET) == ""


@pytest.mark.parametrize(
    "statement",
    [
        f"set app.current_user_id = '{USER}'",
        f"set session app.current_user_id to '{USER}'",
        f"select set_config('app.current_user_id', '{USER}', false)",
        f"begin; set app.current_user_id = '{USER}'; commit",
        f"do $$ begin perform set_config('app.current_user_id', '{USER}', false); end $$",
        f"do $$ begin perform set_config('app.current_user_id', '{USER}', false); commit; perform 1; end $$",
    ],
)
def test_a_setting_for_the_session_does_not_reach_the_next_client(shared: list[Pair], statement: str) -> None:
    for first, second in shared:
        first.execute(verbatim(statement))
        assert value(second, NOW_SET) == ""


@pytest.mark.parametrize(
    ("statement", "look", "expected"),
    [
        ("set search_path = pg_temp", "select current_setting('search_path')", "public, extensions"),
        ("set statement_timeout = 1", "select (current_setting('statement_timeout') <> '1ms')::text", "true"),
        (
            "set session characteristics as transaction read only",
            "select current_setting('default_transaction_read_only')",
            "off",
        ),
        ("set work_mem = '9MB'", "select current_setting('work_mem')", "4MB"),
        ("prepare mine as select 1", "select count(*)::text from pg_prepared_statements where from_sql", "0"),
    ],
    ids=lambda text: text if " " in text and not text.startswith("select c") else "",
)
def test_what_a_session_may_keep_does_not_reach_the_next_client(
    shared: list[Pair], statement: str, look: str, expected: str
) -> None:
    for first, second in shared:
        first.execute(verbatim(statement))
        assert second.execute(verbatim(look)).fetchone() == (expected,)


def test_a_time_limit_that_would_end_the_next_client_s_set_up_is_not_kept(shared: list[Pair]) -> None:
    for first, second in shared:

        def left(client: clients.Postgres) -> str:
            return str(value(client, "select current_setting('statement_timeout')"))

        usual = left(second)
        first.execute("set statement_timeout = '4s'")
        # What holds for a transaction alone takes nothing from what is kept.
        first.execute("begin; set local statement_timeout = 999; commit")
        assert left(first) == "4s"
        first.execute("set statement_timeout = 999")
        assert left(first) == usual
        first.execute("begin; set statement_timeout = 999; set local statement_timeout = '5s'; commit")
        assert left(first) == usual
        assert left(second) == usual


@pytest.mark.parametrize("statement", ["declare mine cursor with hold for select 1", "listen mine"])
def test_what_needs_a_session_is_refused_with_the_way_out(shared: list[Pair], statement: str) -> None:
    for first, second in shared:
        with pytest.raises(errors.FeatureNotSupported, match=r"outlives its transaction") as refused:
            first.execute(verbatim(statement))
        assert "docs/connect.md" in (refused.value.diag.message_hint or "")
        assert value(second, "select count(*) from pg_cursors") == 0
        assert value(second, "select count(*) from pg_listening_channels()") == 0


@pytest.mark.parametrize(
    "statement", ['execute "PGBOUNCER_1"', 'deallocate "PGBOUNCER_1"', 'prepare "PGBOUNCER_1" as select 1']
)
def test_no_client_touches_what_another_prepared(shared: list[Pair], statement: str) -> None:
    for first, _ in shared:
        with pytest.raises(errors.ReservedName, match="the pooler's own"):
            first.execute(verbatim(statement))


def test_a_parameter_that_the_pooler_keeps_is_each_client_s_own(shared: list[Pair]) -> None:
    for first, second in shared:
        first.execute("set timezone = 'Asia/Tokyo'")
        first.execute("set statement_timeout = '7s'")
        for _ in range(2):
            assert value(second, "select current_setting('timezone')") != "Asia/Tokyo"
            assert value(second, "select current_setting('statement_timeout')") != "7s"
            assert value(first, "select current_setting('timezone')") == "Asia/Tokyo"
            assert value(first, "select current_setting('statement_timeout')") == "7s"


def test_a_client_brings_no_settings_of_its_own(running: Running, packs: Sequence[Pack]) -> None:
    for pack in packs:
        options = f"-c app.current_user_id={USER}"
        with pytest.raises(psycopg.OperationalError, match=r'"app\.current_user_id" is refused'):
            clients.postgres(running, f"{pack.name}-app", pack.database, options=options).close()


def test_a_transaction_that_failed_leaves_nothing(shared: list[Pair]) -> None:
    for first, second in shared:
        with pytest.raises(errors.DivisionByZero):
            first.execute(verbatim(f"begin; set app.current_user_id = '{USER}'; select 1 / 0"))
        first.rollback()
        assert value(second, NOW_SET) == ""


def test_a_prepared_statement_of_the_protocol_outlives_the_reset(shared: list[Pair]) -> None:
    """PgBouncer prepares it again where it is gone; only what SQL prepared is lost."""
    for first, second in shared:
        for number in range(3):
            assert first.execute("select %s::int + 1", (number,), prepare=True).fetchone() == (number + 1,)
            assert value(second, "select 1") == 1


@pytest.fixture
def required(running: Running) -> Iterator[None]:
    """Have the first pack's application told of a forgotten user, as on dev."""
    with clients.postgres(running, "postgres", "postgres", endpoint="postgres-primary") as superuser:
        superuser.execute("alter role novax_app set novax_pooled.required to 'app.current_user_id'")
        reconnect(running)
        try:
            yield
        finally:
            superuser.execute("alter role novax_app reset novax_pooled.required")
            reconnect(running)


def reconnect(running: Running) -> None:
    with clients.postgres(running, "pgbouncer", "pgbouncer", prepare_threshold=None) as console:
        psycopg.ClientCursor(console).execute("reconnect")


@pytest.mark.usefixtures("required")
def test_a_forgotten_user_is_an_error_where_that_is_asked_for(running: Running, packs: Sequence[Pack]) -> None:
    pack = chosen(packs, "novax")
    with clients.postgres(running, f"{pack.name}-app", pack.database) as client:
        for query in ("select * from documents", "copy documents to stdout"):
            with pytest.raises(
                errors.ObjectNotInPrerequisiteState, match=r"app\.current_user_id is not set"
            ) as refused:
                client.execute(verbatim(query))
            assert "set_config('app.current_user_id'" in (refused.value.diag.message_hint or "")
        with client.transaction():
            client.execute("select set_config('app.current_user_id', %s, true)", (USER,))
            assert client.execute("select * from documents").fetchall() == []
        with client.transaction():
            client.execute("set local novax_pooled.required = ''")
            assert client.execute("select * from documents").fetchall() == []
