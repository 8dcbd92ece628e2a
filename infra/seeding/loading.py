"""Rows into the database: partitions of the past, COPY in one transaction, and what planner and sequences need after.

As the superuser with triggers and foreign keys off: rows come with what triggers would have made, and
`infra.seeding.checks` proves every key afterwards.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import psycopg
from psycopg import sql

from infra.seeding.seed import Plan, Seed
from infra.seeding.spool import Spool
from infra.seeding.tables import Table, ours

Progress = Callable[[str, int, int], None]
"""Told what is done now, how far it is, and how far it will go."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


_MONTH_DAYS = 28
"""No month is shorter, so steps of it miss none."""

_IDENTITIES = """
    select c.oid::regclass::text, a.attname::text, s.name
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join lateral pg_get_serial_sequence(c.oid::regclass::text, a.attname) as s (name)
    where c.relnamespace = 'public'::regnamespace and c.relname = any(%s) and s.name is not null
"""

_MATERIALIZED = "select schemaname, matviewname from pg_catalog.pg_matviews where matviewowner = %s order by 1, 2"


def make_partitions(connection: psycopg.Connection, seed: Seed, owner: str, plan: Plan) -> None:
    """Make the partitions of the months that the seed reaches back to, as the owner, as the scheduled job would."""
    moments = months(plan.ago(seed.days), plan.until)
    with _acting_as(connection, owner):
        for table in seed.partitioned:
            parent = f"public.{table}"
            connection.execute("select partman.create_partition_time(%s, %s::timestamptz[])", (parent, moments))


def months(earliest: datetime, latest: datetime) -> list[datetime]:
    """Return the first of every month from one moment to another."""
    found: list[datetime] = []
    moment = earliest
    while moment < latest + timedelta(days=_MONTH_DAYS):
        first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        if first <= latest and first not in found:
            found.append(first)
        moment += timedelta(days=_MONTH_DAYS)
    return found


def copy(connection: psycopg.Connection, tables: Sequence[Table], rows: Spool, progress: Progress) -> None:
    """Copy all rows into their tables, within the caller's transaction."""
    total, done = sum(rows.bytes(table) for table in tables), 0
    connection.execute("set local session_replication_role = replica")
    # Triggers are off, but indexes are kept: the bigger this is, the fewer writes that takes.
    connection.execute("set local synchronous_commit = off")
    for table in tables:
        for size in _copy_table(connection, table, rows):
            done += size
            progress(f"copying {table.name}", done, total)
    connection.execute("set local session_replication_role = origin")


def _copy_table(connection: psycopg.Connection, table: Table, rows: Spool) -> Iterator[int]:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    into = sql.Identifier("public", table.name)
    if table.insert:
        into = sql.Identifier("pg_temp", f"seed_{table.name}")
        types = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in table.columns)
        connection.execute(sql.SQL("create temporary table {} ({}) on commit drop").format(into, types))
    with connection.cursor().copy(sql.SQL("copy {} ({}) from stdin").format(into, columns)) as stream:
        for piece in rows.read(table):
            stream.write(piece)
            yield len(piece)
    if table.insert:
        connection.execute(ours(table.insert))


def advance_sequences(connection: psycopg.Connection, tables: Sequence[Table]) -> None:
    """Let identity columns go on after the highest number that was copied."""
    for relation, column, sequence in connection.execute(_IDENTITIES, ([table.name for table in tables],)).fetchall():
        connection.execute(
            sql.SQL("select setval(%s, coalesce(max({}), 1), max({}) is not null) from {}").format(
                sql.Identifier(column), sql.Identifier(column), ours(relation)
            ),
            (sequence,),
        )


def finish(connection: psycopg.Connection, seed: Seed, owner: str) -> None:
    """Run what the pack does itself after a load, as its owner."""
    with _acting_as(connection, owner):
        for statement in seed.after:
            connection.execute(ours(statement))


def refresh(connection: psycopg.Connection, owner: str) -> None:
    """Bring the pack's materialized views to the rows."""
    for schema, name in connection.execute(_MATERIALIZED, (owner,)).fetchall():
        connection.execute(sql.SQL("refresh materialized view {}").format(sql.Identifier(schema, name)))


@contextmanager
def _acting_as(connection: psycopg.Connection, role: str) -> Generator[None]:
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
    yield
    connection.execute("reset role")
