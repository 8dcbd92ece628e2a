"""The point that a restore goes back to, as a person names it, and from what; nothing here asks a server."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from infra.errors import UserError

_LSN = re.compile(r"[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}")
_NAME = re.compile(r"[A-Za-z0-9_.:+-]{1,63}")
"""What PostgreSQL takes is any text of up to 63 bytes; this is what needs no quoting anywhere."""

_OPTIONS = "--to-time, --to-lsn, --to-name or --latest"


class Kind(StrEnum):
    """How a point is named; the values are the options' names."""

    TIME = "to-time"
    LSN = "to-lsn"
    NAME = "to-name"
    LATEST = "latest"


class Source(StrEnum):
    """What a copy or one database is taken from; the values are the option's."""

    BACKUP = "backup"
    DUMP = "dump"
    COLD = "cold"


@dataclass(frozen=True)
class Target:
    """A point as it was asked for: `text` as given, and what it means where that needs no server."""

    kind: Kind
    text: str = ""
    time: datetime | None = None
    lsn: int | None = None

    @property
    def option(self) -> str:
        """The command-line option that names this point."""
        return f"--{self.kind} {self.text}".strip() if " " not in self.text else f"--{self.kind} '{self.text}'"


def chosen(time: str | None, lsn: str | None, name: str | None, *, latest: bool, now: datetime) -> Target:
    """Return the one point that the options name.

    Raises:
        UserError: none or several are given, one is malformed, or the time has not come yet.
    """
    given = [value for value in (time, lsn, name) if value is not None]
    if len(given) + latest != 1:
        raise UserError(f"a restore goes to exactly one point, and {len(given) + latest} are given; give {_OPTIONS}")
    if time is not None:
        return Target(Kind.TIME, time, time=moment("--to-time", time, now))
    if lsn is not None:
        if not _LSN.fullmatch(lsn):
            raise UserError(f"--to-lsn is {lsn!r}; allowed: a place in WAL as PostgreSQL shows it, such as 0/5000110")
        return Target(Kind.LSN, lsn, lsn=parse_lsn(lsn))
    if name is not None:
        if not _NAME.fullmatch(name):
            raise UserError(
                f"--to-name is {name!r}; allowed: 1 to 63 letters, digits and _ . : + -, as given to "
                "pg_create_restore_point"
            )
        return Target(Kind.NAME, name)
    return Target(Kind.LATEST)


def moment(option: str, text: str, now: datetime) -> datetime:
    """Return the time that an option names.

    Raises:
        UserError: it is malformed, or has not come yet.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(
            f"{option} is {text!r}; allowed: a date and time such as '2026-11-21 12:45:00' (UTC) or "
            "2026-11-21T12:45:00+07:00"
        ) from None
    # Without a zone it is UTC, as all times that the command prints.
    found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    if found > now:
        raise UserError(f"{option} is {show_time(found)}, which is in the future; allowed: until {show_time(now)}")
    return found


def parse_lsn(text: str) -> int:
    """Return a place in WAL as a number of bytes."""
    high, _, low = text.partition("/")
    return int(high, 16) << 32 | int(low, 16)


def show_lsn(lsn: int) -> str:
    """Return a place in WAL as PostgreSQL writes it."""
    return f"{lsn >> 32:X}/{lsn & 0xFFFFFFFF:X}"


def show_time(time: datetime) -> str:
    """Return a time as people and PostgreSQL read it, with its zone."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f").rstrip("0").rstrip(".") + "+00"


def show_second(time: datetime) -> str:
    """Return a time as pgBackRest takes it, which counts whole seconds."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S+00")
