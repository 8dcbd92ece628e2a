"""What is wrong with a repository, in sentences; pure, so that each kind of damage can be fed to it in a test.

pgBackRest's own verification reads every file that is there. What is gone as a whole it does not miss: neither a
segment of WAL between two others, nor a full backup that nothing depends on (both seen with 2.55).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from novax_backup.contents import Backup

_UNREADABLE = "No usable backup.info file"
_OVERWRITTEN = "cipher header missing"
"""How pgBackRest ends when it meets a file that was not encrypted by it."""

_FULL = ("QuotaExceeded", "StorageFull")
"""How the object store calls a bucket at its quota, and a disk without room."""

_BACKUP = re.compile(r"^\s*backup: (?P<label>\S+), status: (?P<status>[\w ]+)")
_NO_MANIFEST = "manifest missing"
_ARCHIVE = re.compile(r"^\s*archiveId: (?P<identifier>\S+),")
_COUNT = re.compile(r"(missing|checksum invalid|size invalid|other): ([1-9]\d*)")
_SEGMENT = re.compile(r"(?:^|/)([0-9A-F]{24})-[0-9a-f]{40}")
"""A whole segment; what a timeline ended in the middle of has `.partial` before its checksum."""

_SEGMENTS_A_FILE = 0x100
"""Segments of 16 MiB that one log number counts; the platform uses PostgreSQL's own size."""

_CLOCK_SECONDS = 300
"""How far clocks may differ before a backup from the future is a finding."""

_LABEL = re.compile(r"^\d{8}-\d{6}F")
_STAMP = "%Y%m%d-%H%M%S"


def unreadable(said: str) -> bool:
    """Tell, by the text of a verification, whether it could read nothing at all."""
    return _UNREADABLE in said


def overwritten(said: str) -> bool:
    """Tell, by what a verification said that failed, whether it met a file that somebody wrote over."""
    return _OVERWRITTEN in said


def out_of_room(said: str) -> bool:
    """Tell, by what a backup said that failed, whether the store had no room for it."""
    return any(code in said for code in _FULL)


def told(said: str, folders: Collection[str]) -> tuple[str, ...]:
    """Return what a verification found, by its text with ``--verbose``; ``folders`` are those that have files.

    A folder without files is that of a backup that expired: a store that keeps versions goes on to list it.
    """
    found: list[str] = []
    subject = "the repository"
    for line in said.splitlines():
        if backup := _BACKUP.match(line):
            subject = f"backup {backup['label']}"
            if backup["status"] == _NO_MANIFEST:
                found += [f"{subject} has no manifest"] if backup["label"] in folders else []
            elif backup["status"] != "valid":
                found.append(f"{subject} is {backup['status']}")
        elif archive := _ARCHIVE.match(line):
            subject = f"archive {archive['identifier']}"
        elif counts := _COUNT.findall(line):
            found.append(f"{subject} has files " + ", ".join(f"{kind}: {count}" for kind, count in counts))
    if not found and "status: error" in said:
        found.append(" ".join(said.split()))
    return tuple(found)


def gone(backups: Iterable[Backup], folders: Collection[str]) -> tuple[str, ...]:
    """Return a sentence for each listed backup whose files are not there; ``folders`` are the repository's own."""
    return tuple(
        f"backup {backup.label} is listed and its files are gone" for backup in backups if backup.label not in folders
    )


def from_the_future(folders: Iterable[str], now: float) -> tuple[str, ...]:
    """Return a sentence for each backup that was begun later than now (seconds since the epoch).

    pgBackRest takes no backup whose label is not later than all others, so one of these stops every one to come.
    """
    labels = sorted(label for label in folders if _LABEL.match(label))
    return tuple(
        f"backup {label} was begun in the future: a clock is wrong, or was when it was taken"
        for label in labels
        if _begun(label) > now + _CLOCK_SECONDS
    )


def _begun(label: str) -> float:
    # An incremental one bears the label of its full backup, an underscore and its own.
    return datetime.strptime(label.rpartition("_")[2][:-1], _STAMP).replace(tzinfo=UTC).timestamp()


def missing_segments(paths: Iterable[str], backups: Sequence[Backup]) -> tuple[str, ...]:
    """Return the segments that the archive lacks, from the first that a backup needs to the newest that it has.

    A timeline goes on where its parent was left, so numbers run on without a hole across all timelines. ``paths`` are
    those of the archive's files.
    """
    present = {match[1] for path in paths if (match := _SEGMENT.search(path))}
    if not backups:
        return ()
    first = min(_place(backup.wal_from) for backup in backups)
    timelines = {_place(segment): segment[:8] for segment in sorted(present) if _place(segment) >= first}
    missing = {segment for backup in backups for segment in _of(backup) if segment not in present}
    timeline = min(backup.wal_from[:8] for backup in backups)
    for place in range(first, max(timelines, default=first) + 1):
        timeline = timelines.get(place, timeline)
        if place not in timelines:
            missing.add(timeline + _name(place))
    return tuple(sorted(missing))


def _of(backup: Backup) -> Iterator[str]:
    """Yield the segments between a backup's start and end, which are of one timeline."""
    for place in range(_place(backup.wal_from), _place(backup.wal_to) + 1):
        yield backup.wal_from[:8] + _name(place)


def _place(segment: str) -> int:
    return int(segment[8:16], 16) * _SEGMENTS_A_FILE + int(segment[16:24], 16)


def _name(place: int) -> str:
    log, number = divmod(place, _SEGMENTS_A_FILE)
    return f"{log:08X}{number:08X}"
