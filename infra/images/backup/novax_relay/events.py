"""What an event of an outbox is on the event bus: its subject, its message id, its headers, its body, its place."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MESSAGE_ID = "Nats-Msg-Id"
"""The header by which JetStream knows a repeated message, and consumers too."""


@dataclass(frozen=True)
class Place:
    """Where an event's message is: its number in a stream. A stream that was made at another time is another."""

    stream: str
    created: datetime
    sequence: int


@dataclass(frozen=True)
class Event:
    """A row of an outbox."""

    number: int
    event_type: str
    aggregate_type: str
    aggregate_id: str
    payload: Mapping[str, Any]
    created: datetime

    def headers(self, pack: str) -> dict[str, str]:
        """Return the message's headers."""
        return {
            MESSAGE_ID: message_id(pack, self.number, self.created),
            "Novax-Aggregate": f"{self.aggregate_type}/{self.aggregate_id}",
        }

    @property
    def body(self) -> bytes:
        """The message itself."""
        return json.dumps(self.payload).encode()


def message_id(pack: str, number: int, created: datetime) -> str:
    """Return what a repeated message is known by.

    The number alone would not do: after a point-in-time restore the same numbers are given again.
    """
    return f"{pack}-{number}-{created.timestamp():.6f}"


def size(event: Event, pack: str) -> int:
    """Return the bytes that an event takes as a message, in the count that a server's limit goes by."""
    headers = sum(len(f"{name}: {value}\r\n".encode()) for name, value in event.headers(pack).items())
    return len(b"NATS/1.0\r\n\r\n") + headers + len(event.body)


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
