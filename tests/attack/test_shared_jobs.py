"""Jobs work for all tenants at once: no value that one of them can write keeps a job from the others' rows.

As the tenant, every extreme of every column that a login may write is written, and every job is run as it would be when
the rows have grown old.
"""

from collections.abc import Iterator, Sequence

import psycopg
import pytest
from psycopg import sql

from infra.cli import pack_database
from infra.cli.running import Running
from infra.migrations import builds
from infra.migrations.files import SQL
from infra.packs import Pack
from tests.attack import arena, extremes
from tests.attack.arena import Arena
from tests.attack.owners import verbatim
from tests.chosen import chosen
from tests.home import at_home

PACKS = sorted(file.parent.name for file in SQL.glob("*/pack.yaml"))
AGE = "400 days"
"""Longer than anything is kept."""

_TIMES = """
    select n.nspname, c.relname, array_agg(a.attname::text)
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    inner join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where
        n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'schema_migrations'
        and a.atttypid = 'timestamptz'::regtype and a.attgenerated = ''
        -- Rows of a hypertable do not move from chunk to chunk.
        and (c.relkind = 'p' or not c.relhassubclass)
    group by n.nspname, c.relname
"""


@pytest.fixture
def place(running: Running, packs: Sequence[Pack], name: str) -> Iterator[Arena]:
    pack = chosen(packs, name)
    at = pack_database.of(running, pack)
    with (
        builds.built(at_home(at.superuser), at.migrator, pack, "extremes") as login,
        arena.filled(pack, login, arena.direct(running, pack, login.database)) as filled,
    ):
        yield filled


@pytest.mark.parametrize("name", PACKS)
def test_no_value_of_a_tenants_stops_a_job(place: Arena) -> None:
    written, stopped = 0, list[str]()
    tenant = next(tenant for tenant in place.tenants if tenant.name == "a")
    with place.superuser.connect() as session, session.transaction(force_rollback=True):
        for name, value in place.settings.items():
            session.execute("select set_config(%s, %s, true)", (name, value))
        aging = _aging(session)
        for role in place.attackers:
            for relation in place.catalog.relations:
                for statement in extremes.writes(relation, role, place.owned.of("a", relation)):
                    with session.transaction(force_rollback=True):
                        if not _write(session, role, tenant.user, statement):
                            continue
                        written += 1
                        session.execute(aging)
                        stopped += [
                            f"{job} after {statement.as_string(session)[:300]}" for job in _run(session, place.pack)
                        ]
    assert written > 20, "nothing was written"
    assert not stopped, "\n".join(stopped)


def _write(session: psycopg.Connection, role: str, user: str, statement: sql.Composed) -> bool:
    """Tell whether the tenant may write that."""
    try:
        with session.transaction():
            session.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
            session.execute("select set_config('app.current_user_id', %s, true)", (user,))
            cursor = session.execute(statement)
            session.execute("set constraints all immediate")
            session.execute("reset role; select set_config('app.current_user_id', '', true)")
    except psycopg.Error:
        return False
    return cursor.rowcount > 0


def _run(session: psycopg.Connection, pack: Pack) -> list[str]:
    """Run every job as pg_cron would, but for commits, and return those that failed and why."""
    failed: list[str] = []
    for name, job in pack.all_jobs.items():
        try:
            with session.transaction():
                session.execute("select set_config('platform.left_out', '', true)")
                session.execute(sql.SQL("set local role {}").format(sql.Identifier(pack.owner)))
                session.execute(verbatim(job.statement.replace("%", "%%")))
                left = session.execute("select current_setting('platform.left_out')").fetchall()
                session.execute("reset role")
                failed += [f"{name}: left out {left[0][0]}"] if left[0][0] else []
        except psycopg.Error as error:
            failed.append(f"{name}: {error.sqlstate} {error.diag.message_primary}")
    return failed


def _aging(session: psycopg.Connection) -> sql.Composed:
    """Return the statements that make every row older, past triggers; what is at an end of time stays there."""
    moved = sql.SQL("{0} = case when {0} > '0002-01-01' and {0} < '9999-01-01' then {0} - {1}::interval else {0} end")
    updates = [
        sql.SQL("update {} set {}").format(
            sql.Identifier(schema, table),
            sql.SQL(", ").join(moved.format(sql.Identifier(column), sql.Literal(AGE)) for column in columns),
        )
        for schema, table, columns in session.execute(_TIMES).fetchall()
    ]
    return sql.SQL("; ").join(
        [
            sql.SQL("set local session_replication_role = replica"),
            *updates,
            sql.SQL("set local session_replication_role = origin"),
        ]
    )
