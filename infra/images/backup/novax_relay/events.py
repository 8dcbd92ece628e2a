"""What an event of an outbox is on the event bus: its subject, its message id, its headers and its body."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Event:
    """A row of an outbox."""

    number: int
    event_type: str
    aggregate_type: str
    aggregate_id: str
    payload: Mapping[str, Any]
    created: datetime

    def message_id(self, pack: str) -> str:
        """Return what a repeated message is known by.

        The number alone would not do: after a point-in-time restore the same numbers are given again.
        """
        return f"{pack}-{self.number}-{self.created.timestamp():.6f}"

    def headers(self, pack: str) -> dict[str, str]:
        """Return the message's headers."""
        return {
            "Nats-Msg-Id": self.message_id(pack),
            "Novax-Aggregate": f"{self.aggregate_type}/{self.aggregate_id}",
        }

    @property
    def body(self) -> bytes:
        """The message itself."""
        return json.dumps(self.payload).encode()


def subject(pack: str, patterns: Iterable[str], event_type: str) -> str | None:
    """Return the subject of an event, by what the streams of its pack take; None where none takes it.

    A stream of ``<pack>.events.>`` takes ``<pack>.events.<type>``, one that names ``<pack>.<type>`` takes that.
    """
    known = tuple(patterns)
    for candidate in (f"{pack}.{event_type}", f"{pack}.events.{event_type}"):
        if any(_matches(pattern, candidate) for pattern in known):
            return candidate
    return None


def _matches(pattern: str, name: str) -> bool:
    wanted, given = pattern.split("."), name.split(".")
    if wanted[-1] == ">":
        wanted, given = wanted[:-1], given[: len(wanted) - 1] if len(given) >= len(wanted) else []
    return len(wanted) == len(given) and all(part in ("*", there) for part, there in zip(wanted, given, strict=True))
