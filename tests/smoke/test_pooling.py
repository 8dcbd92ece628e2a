"""Through PgBouncer, as applications come in: reads and writes, the extensions at work, and what a role may not do."""

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import psycopg
import pytest
from psycopg import errors, sql

from infra.cli.running import Running
from infra.packs import Pack
from infra.services.pgbouncer import SESSION_SUFFIX
from infra.services.postgres import KEPT, START_PARAMETERS
from tests.smoke import clients
from tests.smoke.clients import Postgres, value
from tests.smoke.scratch import schema
from tests.smoke.waiting import eventually

SCRATCH = "novax_smoke"
DIMENSIONS = 1536
VECTORS = 200
NEIGHBOURS = 10


@pytest.fixture(scope="module")
def pack(packs: Sequence[Pack]) -> Pack:
    """Return a pack whose database has both vectors and hypertables."""
    return next(pack for pack in packs if {"vector", "timescaledb"} <= set(pack.extensions))


@pytest.fixture(scope="module")
def scratch(running: Running, pack: Pack) -> Iterator[sql.Identifier]:
    with schema(running, pack, SCRATCH, _TABLES) as name:
        yield name


_TABLES = f"""
create table {{schema}}.notes (id bigint generated always as identity primary key, body text not null);
create table {{schema}}.embeddings (id int primary key, embedding vector({DIMENSIONS}) not null);
create index on {{schema}}.embeddings using hnsw (embedding vector_cosine_ops);
create table {{schema}}.readings (at timestamptz not null, sensor int not null, value double precision not null);
select create_hypertable('{{schema}}.readings', by_range('at', interval '1 day'));
"""


@pytest.fixture(scope="module")
def app(running: Running, pack: Pack) -> Iterator[Postgres]:
    with clients.postgres(running, f"{pack.name}-app", pack.database) as connection:
        yield connection


@pytest.fixture(scope="module")
def reader(running: Running, pack: Pack) -> Iterator[Postgres]:
    with clients.postgres(running, f"{pack.name}-app", f"{pack.database}_ro") as connection:
        yield connection


def test_a_row_written_through_the_pooler_is_read_from_a_replica(
    app: Postgres, reader: Postgres, scratch: sql.Identifier
) -> None:
    insert = sql.SQL("insert into {}.notes (body) values (%s) returning id").format(scratch)
    select = sql.SQL("select pg_is_in_recovery(), body from {}.notes where id = %s").format(scratch)
    row = app.execute(insert, ("written on the primary",)).fetchone()

    def arrived() -> None:
        assert reader.execute(select, row).fetchone() == (True, "written on the primary")

    eventually(arrived, within=10, on=(AssertionError, errors.UndefinedTable, errors.InvalidSchemaName))
    assert value(app, "select pg_is_in_recovery()") is False


def test_the_replica_takes_no_writes(reader: Postgres, scratch: sql.Identifier) -> None:
    with pytest.raises(errors.ReadOnlySqlTransaction):
        reader.execute(sql.SQL("insert into {}.notes (body) values ('lost')").format(scratch))


def test_a_vector_search_by_index_finds_the_true_neighbours(app: Postgres, scratch: sql.Identifier) -> None:
    rng = random.Random(1536)  # noqa: S311  # the same vectors in every run
    vectors = [[rng.gauss(0, 1) for _ in range(DIMENSIONS)] for _ in range(VECTORS)]
    with app.cursor() as cursor:
        insert = sql.SQL("insert into {}.embeddings values (%s, %s::vector)").format(scratch)
        cursor.executemany(insert, [(number, str(vector)) for number, vector in enumerate(vectors)])
    # Near the tenth vector, so that there is a clear nearest one.
    target = str([component + rng.gauss(0, 0.1) for component in vectors[10]])
    search = sql.SQL("select id from {}.embeddings order by embedding <=> %s::vector limit %s").format(scratch)
    by_index, plan = _searched(app, search, target, "enable_seqscan")
    exact, _ = _searched(app, search, target, "enable_indexscan")
    assert "hnsw" in plan or "embeddings_embedding_idx" in plan
    assert exact[0] == 10
    assert by_index == exact


def _searched(app: Postgres, search: sql.Composed, target: str, disabled: str) -> tuple[list[int], str]:
    with app.transaction():
        app.execute(sql.SQL("set local {} = off").format(sql.Identifier(disabled)))
        # As many candidates as rows: on so few vectors the index must not lose any.
        app.execute(sql.SQL("set local hnsw.ef_search = {}").format(sql.Literal(VECTORS)))
        found = [row[0] for row in app.execute(search, (target, NEIGHBOURS)).fetchall()]
        plan = app.execute(sql.SQL("explain ") + search, (target, NEIGHBOURS)).fetchall()
    return found, "\n".join(row[0] for row in plan)


def test_a_hypertable_takes_and_serves_rows(app: Postgres, scratch: sql.Identifier) -> None:
    app.execute(
        sql.SQL(
            "insert into {}.readings select at, 1, 0.5 from "
            "generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-02 23:00Z', interval '1 hour') at"
        ).format(scratch)
    )
    buckets = app.execute(
        sql.SQL(
            "select time_bucket('1 day', at) as day, count(*), sum(value) from {}.readings group by day order by day"
        ).format(scratch)
    ).fetchall()
    assert [(count, total) for _, count, total in buckets] == [(24, 12.0), (24, 12.0)]
    chunks = app.execute("select count(*) from show_chunks(%s)", (f"{SCRATCH}.readings",)).fetchone()
    assert chunks == (2,)


def test_a_prepared_statement_survives_a_change_of_server_connection(running: Running, pack: Pack) -> None:
    """Prepare on one server connection, keep that one busy, and execute on another that never saw the statement."""
    query = "select pg_backend_pid() where %s = 1"
    with ExitStack() as sessions:
        client = sessions.enter_context(clients.postgres(running, f"{pack.name}-app", pack.database))
        first = client.execute(query, (1,), prepare=True).fetchone()
        for _ in range(3):
            busy = sessions.enter_context(
                clients.postgres(running, f"{pack.name}-app", pack.database, autocommit=False)
            )
            if busy.execute("select pg_backend_pid()").fetchone() == first:
                break
        else:
            pytest.fail("the first server connection was never given out again")
        # One transaction: after it the server connection forgets everything, and PgBouncer prepares again.
        with client.transaction():
            second = client.execute(query, (1,), prepare=True).fetchone()
            named = value(
                client, "select count(*) from pg_prepared_statements where statement like %s", f"{query[:23]}%"
            )
    assert first is not None
    assert second is not None
    assert first != second
    assert named == 1


@pytest.mark.parametrize(
    "statement",
    [
        "create table public.mine (id int)",
        "create temporary table mine (id int)",
        "create schema mine",
        f"create table {SCRATCH}.mine (id int)",
        "create extension hstore",
        "create role mine",
        "create database mine",
        "alter system set log_statement = 'none'",
    ],
)
@pytest.mark.usefixtures("scratch")
def test_an_application_can_make_nothing(app: Postgres, statement: str) -> None:
    with pytest.raises(psycopg.Error) as refused:
        app.execute(statement)  # pyright: ignore[reportArgumentType, reportCallIssue]  # a literal, by way of a list
    assert refused.value.sqlstate == "42501"


def test_an_application_cannot_become_the_owner(app: Postgres, pack: Pack) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(sql.SQL("set role {}").format(sql.Identifier(pack.owner)))


def test_an_application_is_stopped_by_its_timeouts(app: Postgres, pack: Pack) -> None:
    limit = pack.roles.app.statement_timeout_seconds
    assert value(app, "select setting::int from pg_settings where name = 'statement_timeout'") == limit * 1000


def test_a_role_reaches_no_other_packs_database(running: Running, packs: Sequence[Pack]) -> None:
    for pack, other in zip(packs, (*packs[1:], packs[0]), strict=True):
        for role in ("app", "readonly"):
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                clients.postgres(running, f"{pack.name}-{role}", other.database).close()


def test_start_parameters_are_honoured(running: Running, pack: Pack) -> None:
    options = "-c statement_timeout=3s -c default_transaction_read_only=on -c search_path=pg_catalog -c jit=off"
    with clients.postgres(running, f"{pack.name}-app", pack.database, options=options) as session:
        names = ("statement_timeout", "default_transaction_read_only", "search_path", "jit")
        assert [value(session, "select current_setting(%s)", name) for name in names] == [
            "3s",
            "on",
            "pg_catalog",
            "off",
        ]
        with pytest.raises(errors.ReadOnlySqlTransaction):
            session.execute("create table mine ()")


@pytest.mark.parametrize("name", ["work_mem", "x" * 300])
def test_a_start_parameter_that_nobody_would_keep_is_refused_with_those_that_are(
    running: Running, pack: Pack, name: str
) -> None:
    with pytest.raises(psycopg.OperationalError) as refused:
        clients.postgres(running, f"{pack.name}-app", pack.database, options=f"-c {name}=1").close()
    sentence = str(refused.value)
    assert f'startup parameter "{name[:63]}" is refused' in sentence
    assert "set it in each transaction (set local)" in sentence
    assert f"allowed are {', '.join((*KEPT, *START_PARAMETERS))}" in sentence


def test_a_start_parameter_s_value_is_refused_with_what_the_server_says(running: Running, pack: Pack) -> None:
    with (
        pytest.raises(psycopg.OperationalError, match='invalid value for parameter "statement_timeout": "soon"'),
        clients.postgres(running, f"{pack.name}-app", pack.database, options="-c statement_timeout=soon") as session,
    ):
        session.execute("select 1")


def test_a_migrator_has_a_whole_session(running: Running, pack: Pack) -> None:
    """What migration tools need: a lock over many transactions, a cursor that is held, and notifications."""
    account, database = f"{pack.name}-migrator", f"{pack.database}{SESSION_SUFFIX}"
    with clients.postgres(running, account, database, endpoint="pgbouncer") as session:
        session.execute("listen mine")
        session.execute("select pg_advisory_lock(4713)")
        session.execute("set work_mem = '9MB'")
        session.execute("declare mine cursor with hold for select 1")
        session.execute("notify mine")
        assert [notice.channel for notice in session.notifies(timeout=5, stop_after=1)] == ["mine"]
        assert session.execute("fetch all from mine").fetchall() == [(1,)]
        assert value(session, "select pg_advisory_unlock(4713)")
        pid = value(session, "select pg_backend_pid()")
    with clients.postgres(running, account, database, endpoint="pgbouncer") as session:
        assert value(session, "select pg_backend_pid()") == pid
        assert value(session, "select current_setting('work_mem')") == "4MB"


@pytest.mark.parametrize(
    ("account", "suffix"), [("app", SESSION_SUFFIX), ("readonly", SESSION_SUFFIX), ("migrator", "")]
)
def test_sessions_are_for_migrators_and_shared_connections_for_the_rest(
    running: Running, pack: Pack, account: str, suffix: str
) -> None:
    with pytest.raises(
        psycopg.OperationalError, match="applications sign in to <pack> or <pack>_ro, a migrator to <pack>_session"
    ):
        clients.postgres(running, f"{pack.name}-{account}", f"{pack.database}{suffix}", endpoint="pgbouncer").close()


def test_the_superuser_cannot_come_in_through_the_pooler(running: Running, pack: Pack) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"no such user|authentication failed"):
        clients.postgres(running, "postgres", pack.database, endpoint="pgbouncer")


def test_the_pooler_looks_up_no_accounts_but_those_of_packs(running: Running, packs: Sequence[Pack]) -> None:
    with clients.postgres(running, "postgres", "postgres") as superuser:
        rows = superuser.execute(
            "select found.username from pg_roles r cross join lateral pgbouncer.get_auth(r.rolname) found"
        ).fetchall()
    assert {name for (name,) in rows} == {name for pack in packs for name in pack.login_roles}


@pytest.mark.parametrize("password", ["", "postgres", "password", "novax_app"])
def test_empty_default_and_wrong_passwords_are_refused(running: Running, pack: Pack, password: str) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"authentication failed|no password supplied"):
        clients.postgres(running, f"{pack.name}-app", pack.database, password=password)


@pytest.mark.parametrize("account", ["app", "migrator"])
def test_the_administration_console_is_closed_to_packs(running: Running, pack: Pack, account: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="not allowed"):
        clients.postgres(running, f"{pack.name}-{account}", "pgbouncer", endpoint="pgbouncer")


def test_plain_text_is_refused(running: Running, pack: Pack) -> None:
    with pytest.raises(psycopg.OperationalError, match="SSL required"):
        clients.postgres(running, f"{pack.name}-app", pack.database, sslmode="disable", sslrootcert=None)


def test_the_pooler_encrypts_both_its_sides_with_tls_1_3(running: Running, pack: Pack, app: Postgres) -> None:
    assert value(app, "select version from pg_stat_ssl where pid = pg_backend_pid()") == "TLSv1.3"
    with pytest.raises(psycopg.OperationalError, match="protocol version"):
        clients.postgres(
            running,
            f"{pack.name}-app",
            pack.database,
            ssl_min_protocol_version="TLSv1.2",
            ssl_max_protocol_version="TLSv1.2",
        )


def test_the_pooler_gives_a_connection_back_after_each_transaction(running: Running) -> None:
    with clients.postgres(running, "pgbouncer", "pgbouncer", prepare_threshold=None) as console:
        settings = {row[0]: row[1] for row in psycopg.ClientCursor(console).execute("show config").fetchall()}
    assert settings["pool_mode"] == "transaction"
    assert int(settings["max_prepared_statements"]) > 0
    assert settings["auth_type"] == "hba"
