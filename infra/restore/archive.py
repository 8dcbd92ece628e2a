"""The end of a server's WAL, brought into the archive."""

import time

from infra.errors import UserError
from infra.restore.members import query

_SECONDS = 120.0
_LOOK_SECONDS = 0.2

# With a transaction there is always a commit in the segment, and so something to archive.
_SWITCH = "begin; select pg_current_xact_id(); commit; select pg_walfile_name(pg_switch_wal());"
_ARCHIVED = "select coalesce(last_archived_wal, ''), coalesce(last_failed_wal, '') from pg_stat_archiver"


def switch(container: str) -> str:
    """End a primary's segment, wait until it is in the archive, and return its name.

    Raises:
        UserError: the archive does not take it.
    """
    segment = query(container, _SWITCH).splitlines()[-1]
    await_segment(container, segment)
    return segment


def await_segment(container: str, segment: str) -> None:
    """Wait until a segment is in the archive; names sort by timeline, then by place.

    Raises:
        UserError: it does not get there.
    """
    deadline = time.monotonic() + _SECONDS
    while (found := query(container, _ARCHIVED).split("|"))[0][:24] < segment:
        if time.monotonic() > deadline:
            why = f"{found[1]} is refused; the member's log says why" if found[1] else "archiving is behind"
            raise UserError(f"segment {segment} was not archived within {_SECONDS:g} s: {why}")
        time.sleep(_LOOK_SECONDS)
