"""Looks into WAL, newest first: where a restore point is, and when something was committed."""

import re
from dataclasses import dataclass
from datetime import datetime

from infra.errors import UserError
from infra.restore.members import execute
from infra.restore.repository import ARCHIVE_GET, SEGMENT_BYTES, Repository, Timeline, segment
from infra.restore.target import parse_lsn
from infra.services.postgres import DATA
from infra.toolchain.progress import working

_SCAN_SECONDS = 120.0
_POINT = re.compile(r"lsn: ([0-9A-F]+/[0-9A-F]+),.*desc: RESTORE_POINT (.*)$")
_COMMIT = re.compile(r"lsn: ([0-9A-F]+/[0-9A-F]+),.*desc: COMMIT (\S+ \S+) UTC")

_SCRIPT = r"""
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
from="$2/pg_wal"
if ! [ -f "$from/$1" ]; then
    sh -c "$3" sh archive-get "$1" "$folder/$1"
    from=$folder
fi
# It ends with an error where the last record goes on in the next segment, as nearly every segment's does.
pg_waldump --path="$from" --rmgr=XLOG --rmgr=Transaction "$1" 2>/dev/null || true
"""


@dataclass(frozen=True)
class Segment:
    """What is of use in one segment: named points and commits, each by its place in WAL, in order."""

    points: tuple[tuple[int, str], ...]
    commits: tuple[tuple[int, datetime], ...]


def read(repository: Repository, timeline: Timeline, lsn: int) -> Segment:
    """Return what the segment with a place in WAL holds, from the member's own disk or else from the archive.

    Raises:
        UserError: neither has the segment.
    """
    name = segment(timeline, lsn)
    command = ["sh", "-c", _SCRIPT, "scan", name, DATA, ARCHIVE_GET]
    return parse(execute(repository.container, command, env=repository.environment, seconds=_SCAN_SECONDS))


def parse(said: str) -> Segment:
    """Return what pg_waldump told of a segment; the containers' clock and zone are UTC."""
    points = tuple((parse_lsn(m[1]), m[2].strip()) for m in map(_POINT.search, said.splitlines()) if m)
    commits = tuple(
        (parse_lsn(m[1]), datetime.fromisoformat(f"{m[2]}+00:00")) for m in map(_COMMIT.search, said.splitlines()) if m
    )
    return Segment(points, commits)


def find(repository: Repository, timeline: Timeline, name: str, first: int, end: int) -> int:
    """Return the place of the newest restore point of a name between two places in WAL.

    Raises:
        UserError: there is none; the message has those that there are.
    """
    seen: list[str] = []
    with working(f"looking for restore point {name} in WAL") as tick:
        for number in range((end - 1) // SEGMENT_BYTES, first // SEGMENT_BYTES - 1, -1):
            found = read(repository, timeline, number * SEGMENT_BYTES)
            tick()
            for lsn, other in reversed(found.points):
                if other == name:
                    return lsn
                seen.append(other)
    known = ", ".join(dict.fromkeys(seen)) or "none, there is no restore point in WAL"
    raise UserError(f"--to-name is {name!r}, which timeline {timeline.number} does not have; allowed: {known}")


def committed_before(repository: Repository, timeline: Timeline, lsn: int) -> datetime | None:
    """Return when the last transaction before a place in WAL was committed; None where its segment has none."""
    commits = [time for place, time in read(repository, timeline, lsn).commits if place < lsn]
    return commits[-1] if commits else None
