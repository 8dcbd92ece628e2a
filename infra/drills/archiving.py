"""WAL on its way to the archive: what waits on the primary, and whether the repository has a segment."""

import psycopg

from infra.cli import backup_runner
from infra.cli.running import Running
from infra.drills import cluster, database
from infra.errors import UserError

CATCH_UP_SECONDS = 240.0
"""pgBackRest gives up on a store that is away after a minute, and PostgreSQL tries again a minute later."""

_WAITING = "select count(*) from pg_ls_archive_statusdir() where name like '%.ready'"
_END_SEGMENT = """
with said as materialized (select pg_logical_emit_message(false, 'novax-drill', 'something to archive'))

select pg_walfile_name(pg_switch_wal()) from said
"""
_ARCHIVED = "select coalesce(last_archived_wal, '') >= %s from pg_stat_archiver"


def end_segment(running: Running) -> str:
    """End the current segment of WAL, so that it is to be archived, and return its name."""
    with database.superuser(running) as connection:
        return str(_value(connection.execute(_END_SEGMENT)))


def waiting(running: Running) -> int:
    """Return how many segments wait on the primary."""
    with database.superuser(running) as connection:
        return int(str(_value(connection.execute(_WAITING))))


def await_archived(running: Running, segment: str) -> float:
    """Wait until PostgreSQL says that a segment is archived and the repository has it; return the seconds until then.

    Raises:
        UserError: it did not happen in time, or PostgreSQL says so and the repository has it not.
    """

    def archived() -> bool:
        with database.superuser(running) as connection:
            return bool(_value(connection.execute(_ARCHIVED, (segment,))))

    seconds = cluster.wait(archived, CATCH_UP_SECONDS, f"segment {segment} to be archived")
    last = str(backup_runner.ask(running, f"the archive of stack {running.stack}", "list")["archive"]["last"])
    if last < segment:
        raise UserError(
            f"PostgreSQL says that segment {segment} is archived, and the repository's last is {last or 'none'}; take "
            f"a full backup now: novax backup --full -s {running.stack}"
        )
    return seconds


def _value(cursor: psycopg.Cursor) -> object:
    row = cursor.fetchone()
    return row[0] if row else None
