"""What a copy or one database can be restored from: the backups, the daily dumps, or the cold copies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.errors import UserError
from infra.restore.plan import Point
from infra.restore.repository import Repository, describe
from infra.restore.target import Kind, Source, Target, show_second, show_time

ROLES = "roles"
"""What the backup container calls the dump of the roles."""


@dataclass(frozen=True)
class Chosen:
    """A source, as the backup container's commands take it, and as lines of a plan."""

    flags: Sequence[str]
    lines: Sequence[tuple[str, str]]
    options: Sequence[str] = ()
    """pgBackRest's own."""


def backup(target: Target, repository: Repository, where: Point) -> Chosen:
    """Return the backups and the WAL after them, up to a point."""
    then = show_second(repository.as_of) if repository.as_of else ""
    point = f"{target.option} on timeline {where.timeline.number}{f', as of {then}' if then else ''}"
    return Chosen(
        ("--backup", where.backup.label, "--point", point, *(("--as-of", then) if then else ())),
        (("target", point), ("backup", describe(where.backup)), ("not in it", where.lost)),
        where.options,
    )


def dump(found: Mapping[str, Any], database: str, target: Target) -> Chosen:
    """Return the newest daily dump of a database, or the newest before a time; `found` is what the container lists.

    Raises:
        UserError: there is none, or the point is no time.
    """
    of_it = [item for item in found["snapshots"] if item["database"] == database]
    what = f"daily dump of {'the roles' if database == ROLES else f'database {database}'}"
    item = _newest(of_it, "taken", target, Source.DUMP, what)
    return Chosen(
        ("--dump", item["key"]),
        (
            ("target", target.option),
            ("dump", f"{item['key']} ({item['bytes'] / 1024:.1f} KiB)"),
            ("not in it", f"everything committed after {show_time(_time(item['taken']))}"),
        ),
    )


def cold(found: Mapping[str, Any], target: Target) -> Chosen:
    """Return the newest cold copy, or the newest before a time; `found` is what the container lists.

    Raises:
        UserError: there is none, or the point is no time.
    """
    item = _newest(found["cold"], "begun", target, Source.COLD, "cold copy")
    return Chosen(
        ("--cold", item["path"]),
        (
            ("target", target.option),
            ("cold copy", f"{item['path']}, of backup {item['label']}"),
            ("not in it", f"everything since that backup, which was begun at {show_time(_time(item['begun']))}"),
        ),
    )


def _newest(items: Sequence[Any], when: str, target: Target, source: Source, what: str) -> Any:  # noqa: ANN401 - JSON
    if target.kind not in (Kind.TIME, Kind.LATEST):
        raise UserError(
            f"--{target.kind} names a point in WAL, and --source {source} has none; give --latest or --to-time"
        )
    if not items:
        raise UserError(f"there is no {what}; `novax backup list` shows what there is")
    fit = [item for item in items if target.time is None or _time(item[when]) <= target.time]
    if not fit:
        oldest = min(_time(item[when]) for item in items)
        raise UserError(f"--to-time is {target.text}, before the oldest {what}; allowed: from {show_time(oldest)}")
    return max(fit, key=lambda item: float(item[when]))


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
