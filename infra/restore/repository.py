"""What the cluster's repository holds: backups, and the chain of timelines that leads to a point."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.errors import UserError
from infra.restore.members import execute
from infra.restore.target import parse_lsn, show_lsn, show_second
from infra.services.pgbackrest import STANZA
from infra.services.postgres import DATA

SEGMENT_BYTES = 16 << 20
"""initdb's default, which the platform keeps."""

_SEGMENTS_PER_FILE_GROUP = 0x100000000 // SEGMENT_BYTES


@dataclass(frozen=True)
class Backup:
    """One sound backup; `lsn` is where it ends, and so the first point that it can be restored to."""

    label: str
    kind: str
    ended: datetime
    lsn: int
    timeline: int


@dataclass(frozen=True)
class Timeline:
    """A history of the cluster: each restore and each promotion begins a new one at some place of its parent."""

    number: int
    switches: tuple[tuple[int, int], ...] = ()
    """Its ancestors, the oldest first, each with the place in WAL at which it was left."""

    def holder(self, lsn: int) -> int:
        """Return the timeline whose segments have this place, seen from this one."""
        return next((number for number, left in self.switches if lsn < left), self.number)

    def leads_from(self, backup: Backup) -> bool:
        """Tell whether WAL leads from a backup to this timeline."""
        left = {**dict(self.switches), self.number: None}.get(backup.timeline, -1)
        return left is None or backup.lsn <= left


KEPT = "/tmp/novax-restore-settings"  # noqa: S108 - inside the container, in memory
"""What a restore keeps of a member until its end: settings, and the control file, which pgBackRest wants for WAL."""

ARCHIVE_GET = f"""
set -eu
if ! [ -f {DATA}/global/pg_control ]; then
    set -- --pg1-path={KEPT} "$@"
fi
exec pgbackrest "$@"
"""
"""A script that gets a file of the archive also where data was half replaced; its arguments are pgBackRest's."""


@dataclass(frozen=True)
class Repository:
    """The repository of one cluster, asked through a member's container.

    One that another stack wrote lies in a ``folder`` of its own, and has its own ``config``. With ``as_of`` it is read
    as it was then: what was deleted, overwritten or written since does not count. Of a cluster that no longer ``runs``
    the container has no data by which pgBackRest would find WAL, so that files are read as they are, and no WAL is.
    """

    container: str
    system_identifier: str
    folder: str = STANZA
    config: str = ""
    as_of: datetime | None = None
    runs: bool = True

    @property
    def environment(self) -> dict[str, str]:
        """What leads pgBackRest to it, also where the data directory is empty or half restored."""
        config = {"PGBACKREST_CONFIG": self.config} if self.config else {}
        # pgBackRest wants to be told which repository a time is for, also where there is one.
        then = {"PGBACKREST_REPO": "1", "PGBACKREST_REPO_TARGET_TIME": show_second(self.as_of)} if self.as_of else {}
        return {"PGBACKREST_REPO1_PATH": f"/{self.folder}/{self.system_identifier}", **config, **then}

    @property
    def fetch(self) -> str:
        """The command that gets a segment of WAL, as PostgreSQL takes it."""
        get = 'novax-pgbackrest archive-get %f "%p"'
        if not self.config and not self.as_of:
            return get
        own = f"env {' '.join(f'{name}={_quoted(value)}' for name, value in self.environment.items())} {get}"
        if not self.as_of:
            return own
        # Histories that began since then, so that the new one gets a number that none of them has.
        return f"{own} || {{ code=$?; case %f in *.history) {get};; *) exit $code;; esac; }}"

    def ask(self, *arguments: str) -> str:
        """Return what a quick pgBackRest command prints.

        Raises:
            UserError: it fails, for example because the object store is away.
        """
        return execute(self.container, ["pgbackrest", *arguments], env=self.environment)

    def backups(self) -> tuple[Backup, ...]:
        """Return the sound backups, the oldest first.

        Raises:
            UserError: there is none.
        """
        stanzas: list[dict[str, Any]] = json.loads(self.ask("--output=json", "info"))
        found = [_backup(facts) for stanza in stanzas for facts in stanza.get("backup", ()) if not facts.get("error")]
        if not found:
            raise UserError("there is no sound backup to restore; `novax backup list` shows what there is")
        return tuple(sorted(found, key=lambda backup: backup.ended))

    def timeline(self, number: int) -> Timeline:
        """Return a timeline with its ancestors.

        Raises:
            UserError: the archive does not know it.
        """
        if number == 1:
            return Timeline(1)
        name = f"{number:08X}.history"
        try:
            text = self._got(name) if self.runs else self._read(name)
        except UserError as error:
            raise UserError(f"the archive has no history of timeline {number}: {error}") from error
        return Timeline(number, parse_history(text))

    def _got(self, name: str) -> str:
        file = f"/tmp/novax-restore-{name}"  # noqa: S108 - in the container's own memory
        try:
            execute(self.container, ["sh", "-c", ARCHIVE_GET, "sh", "archive-get", name, file], env=self.environment)
            return execute(self.container, ["cat", file])
        finally:
            execute(self.container, ["rm", "-f", file])

    def _read(self, name: str) -> str:
        folder = f"archive/{STANZA}"
        found = next((path for path in self._listed() if path.endswith(f"/{name}")), name)
        return self.ask("repo-get", f"{folder}/{found}")

    def newest_timeline(self) -> int:
        """Return the number of the newest timeline that the archive has WAL of.

        Raises:
            UserError: it has none.
        """
        numbers = [int(name[:8], 16) for name in self._segments()]
        if not numbers:
            raise UserError("the archive has no WAL to restore; `novax backup list` shows what there is")
        return max(numbers)

    def end(self, timeline: Timeline) -> int:
        """Return the place after the last segment that the archive has of a timeline.

        Raises:
            UserError: it has none.
        """
        own = [name for name in self._segments() if name.startswith(f"{timeline.number:08X}")]
        if not own:
            raise UserError(f"the archive has no WAL of timeline {timeline.number}; leave --timeline out")
        return _segment_start(max(own)) + SEGMENT_BYTES

    def _segments(self) -> list[str]:
        names = [line.rpartition("/")[2][:24] for line in self._listed() if "-" in line.rpartition("/")[2]]
        return [name for name in names if name.isalnum()]

    def _listed(self) -> list[str]:
        return self.ask("repo-ls", "--recurse", f"archive/{STANZA}").splitlines()


def choose(backups: Sequence[Backup], timeline: Timeline, *, time: datetime | None, lsn: int | None) -> Backup | None:
    """Return the newest backup before a point of a timeline, None where none is; without a point the newest of all."""
    fit = [
        backup
        for backup in backups
        if timeline.leads_from(backup) and (time is None or backup.ended < time) and (lsn is None or backup.lsn <= lsn)
    ]
    return fit[-1] if fit else None


def parse_history(text: str) -> tuple[tuple[int, int], ...]:
    """Return the ancestors in a timeline's history file, the oldest first."""
    lines = (line.split() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return tuple((int(number), parse_lsn(left)) for number, left, *_ in lines)


def segment(timeline: Timeline, lsn: int) -> str:
    """Return the name of the segment that has a place in WAL."""
    group, index = divmod(lsn // SEGMENT_BYTES, _SEGMENTS_PER_FILE_GROUP)
    return f"{timeline.holder(lsn):08X}{group:08X}{index:08X}"


def _quoted(value: str) -> str:
    """Return a value for a shell within PostgreSQL's own single quotes."""
    return f'"{value}"' if " " in value else value


def _segment_start(name: str) -> int:
    return (int(name[8:16], 16) * _SEGMENTS_PER_FILE_GROUP + int(name[16:24], 16)) * SEGMENT_BYTES


def _backup(facts: Mapping[str, Any]) -> Backup:
    return Backup(
        label=facts["label"],
        kind=facts["type"],
        # pgBackRest counts whole seconds: it may have ended up to one later.
        ended=datetime.fromtimestamp(facts["timestamp"]["stop"] + 1, UTC),
        lsn=parse_lsn(facts["lsn"]["stop"]),
        timeline=int(facts["archive"]["stop"][:8], 16),
    )


def describe(backup: Backup) -> str:
    """Return a backup as plans and refusals name it."""
    return f"{backup.label} ({backup.kind}, ended {backup.ended:%Y-%m-%d %H:%M:%S}+00 at {show_lsn(backup.lsn)})"
