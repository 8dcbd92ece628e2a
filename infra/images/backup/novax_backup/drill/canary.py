"""What is known of the live cluster at the moment that a drill restores to: one canary before it, one after it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from novax_backup import database
from novax_backup.config import Config
from novax_backup.failure import Failure

_ARCHIVE_SECONDS = 60.0
"""How long a segment may take into the archive; asynchronous pushing takes a second or two."""

_CANARY = "insert into drill.canaries (note) values (%s) returning canary_id, extract(epoch from written_at)::float8"
_XID = "select (pg_current_xact_id()::text::bigint & 4294967295)::text"
_KEPT = "delete from drill.canaries where written_at < now() - interval '1 day'"


@dataclass(frozen=True)
class Facts:
    """The live cluster around the point to restore to; times are seconds since the epoch."""

    before: int
    """The canary that must come back."""
    before_at: float
    after: int
    """The canary that must not."""
    xid: str
    """The transaction that wrote the first: the exact point."""
    heads: Mapping[str, str]
    """Each pack's newest migrations: the platform's and its own."""
    rows: Mapping[str, Mapping[str, tuple[int, int]]]
    """Each pack's tenant tables with the least and the most rows that they may have at that point."""


def write(config: Config) -> Facts:
    """Write both canaries and return what is true between them, once their WAL is in the archive.

    Raises:
        Failure: the primary does not answer, or its WAL does not reach the archive.
    """
    heads = {pack.name: _head(config, pack.name) for pack in config.packs}
    first = {pack.name: _count(config, pack.name, pack.tenant_tables) for pack in config.packs}
    with database.connect(config) as connection:
        connection.execute(_KEPT)
        with connection.transaction():
            before, before_at = _row(connection, _CANARY, ("before",))
            (xid,) = _row(connection, _XID)
        after, _ = _row(connection, _CANARY, ("after",))
        (segment,) = _row(connection, "select pg_walfile_name(pg_switch_wal())")
        _await_archive(connection, str(segment))
    second = {pack.name: _count(config, pack.name, pack.tenant_tables) for pack in config.packs}
    rows = {
        name: {
            table: (min(count, second[name][table]), max(count, second[name][table])) for table, count in tables.items()
        }
        for name, tables in first.items()
    }
    return Facts(before, before_at, after, str(xid), heads, rows)


def _row(connection: "psycopg.Connection[Any]", query: str, values: tuple[str, ...] = ()) -> tuple[Any, ...]:
    row = connection.execute(query.encode(), values or None).fetchone()
    if row is None:
        raise Failure(f"the primary gave no answer to: {query}")
    return row


def _head(config: Config, pack: str) -> str:
    with database.connect(config, pack) as connection:
        return head(connection)


def head(connection: "psycopg.Connection[Any]") -> str:
    """Return the newest migrations of a pack's database, by the tables in which dbmate notes them."""
    platform, own = (
        str(_row(connection, f"select coalesce(max(version), 'none') from {table}")[0])  # noqa: S608 - two names
        for table in ("platform.schema_migrations", "public.schema_migrations")
    )
    return f"platform {platform}, pack {own}"


def _count(config: Config, pack: str, tables: Mapping[str, str]) -> dict[str, int]:
    with database.connect(config, pack) as connection:
        return {table: rows(connection, table) for table in tables}


def rows(connection: "psycopg.Connection[Any]", table: str) -> int:
    """Return how many rows a table of `public` has."""
    row = connection.execute(sql.SQL("select count(*) from public.{}").format(sql.Identifier(table))).fetchone()
    return int(row[0]) if row else 0


def _await_archive(connection: "psycopg.Connection[Any]", segment: str) -> None:
    started = time.monotonic()
    while True:
        (last, failing) = _row(
            connection,
            "select coalesce(last_archived_wal, ''), coalesce(last_failed_time > last_archived_time, false) "
            "from pg_stat_archiver",
        )
        # Names of segments sort by timeline, then by place.
        if str(last)[:24] >= segment:
            return
        if time.monotonic() - started > _ARCHIVE_SECONDS:
            why = "archiving fails; the members' logs say why" if failing else "archiving is behind"
            raise Failure(f"segment {segment} was not archived within {_ARCHIVE_SECONDS:g} s: {why}")
        time.sleep(0.2)
