"""Copies of the cluster as it was at a point, to look things up in; the backup container has them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.cli import backup_runner
from infra.cli.running import Running
from infra.restore.sources import Chosen
from infra.restore.target import show_time


@dataclass(frozen=True)
class Copy:
    """A copy; ``state`` is running, stopped (with its container; `novax restore psql` starts it) or unfinished."""

    name: str
    state: str
    backup: str
    point: str
    made: str
    bytes: int


def make(running: Running, chosen: Chosen, name: str) -> Copy:
    """Restore a copy; nothing is left on failure, nor when this program is ended.

    Raises:
        UserError: the name is malformed or taken, there is no room, or it could not be restored.
    """
    title = f"restoring a copy as {name}"
    answer = backup_runner.ask(running, title, "copy", "make", *chosen.flags, "--", name, *chosen.options)
    return _copy(answer)


def listed(running: Running) -> list[Copy]:
    """Return the stack's copies."""
    return [_copy(one) for one in backup_runner.ask(running, "looking for copies", "copy", "list")["copies"]]


def opened(running: Running, name: str) -> dict[str, str]:
    """Return what leads libpq, in the backup container, to a copy; one that has stopped is started.

    Raises:
        UserError: there is no such copy.
    """
    return backup_runner.ask(running, f"opening copy {name}", "copy", "open", name)


def remove(running: Running, name: str) -> None:
    """Delete a copy.

    Raises:
        UserError: there is no such copy, or it is just being made.
    """
    backup_runner.ask(running, f"removing copy {name}", "copy", "remove", name)


def _copy(facts: dict[str, Any]) -> Copy:
    made = show_time(datetime.fromtimestamp(round(facts["made"]), UTC)) if facts["made"] else ""
    told: dict[str, Any] = {**facts, "made": made}
    return Copy(**told)
