"""What an attacker sees of an attack, in a form that two runs share."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}(?::?\d{2})?)?")

Mask = Callable[[str], str]


@dataclass(frozen=True)
class Seen:
    """All that an attacker learns and does: what two worlds must agree on if one of them lacks the other tenant.

    `sqlstate` is "" for success; `rows` are sorted, each value as text; `count` is what the command's tag says.
    """

    sqlstate: str
    message: str = ""
    count: int = 0
    changes: int = 0
    rows: tuple[tuple[str | None, ...], ...] = ()

    @property
    def worked(self) -> bool:
        """Whether the statement found, wrote or returned anything."""
        return not self.sqlstate and (self.count > 0 or bool(self.rows))


def masker(known: frozenset[str], started: str) -> Mask:
    """Return a function that hides what differs from run to run: ids made just now, and times since `started`."""

    def uuid(match: re.Match[str]) -> str:
        return match[0] if match[0] in known else "<new>"

    def time(match: re.Match[str]) -> str:
        return "<now>" if match[0].replace("T", " ") >= started else match[0]

    return lambda text: _TIME.sub(time, _UUID.sub(uuid, text))
