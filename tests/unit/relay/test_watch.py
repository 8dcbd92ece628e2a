"""What a look at the streams makes of what the server says and of what the outbox knows."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest
from nats.js.errors import NotFoundError
from novax_relay import bus, events, outbox, watch
from novax_relay.bus import Stream
from novax_relay.config import Config
from novax_relay.outbox import Kept, Missing
from novax_relay.watch import Look

if TYPE_CHECKING:
    from nats.aio.client import Client
    from novax_relay.outbox import Session

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
STREAM = "NOVAX_DOCUMENTS"
SINCE = datetime(2026, 11, 21, 11, 30, 7, 999, tzinfo=UTC)


@dataclass
class Message:
    data: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Server:
    """Stands for a session with NATS that has one stream, or none; `ids` are its messages."""

    ids: dict[int, str]
    last: int = 0
    used: int = 0
    there: bool = True
    max_payload: int = 1024

    async def request(self, subject: str, _payload: bytes, *, timeout: float) -> Message:  # noqa: ASYNC109 - the library's
        assert (subject, timeout) == (f"$JS.API.STREAM.INFO.{STREAM}", 10)
        if not self.there:
            return Message(json.dumps({"error": {"err_code": 10059, "description": "stream not found"}}).encode())
        said = {
            "created": "2026-11-21T12:00:00.123456789Z",
            "config": {"max_age": 7 * 86400 * 10**9, "max_bytes": 8192},
            "state": {"first_seq": min(self.ids, default=0), "last_seq": self.last, "bytes": self.used},
        }
        return Message(json.dumps(said).encode())

    def jetstream(self, **_: object) -> "Server":
        return self

    async def get_msg(self, _stream: str, sequence: int) -> Message:
        if sequence not in self.ids:
            raise NotFoundError
        return Message(headers={"Nats-Msg-Id": self.ids[sequence]})


@dataclass
class Outbox:
    """Stands for the database."""

    missing: Missing = field(default_factory=Missing)
    reached: int = 0
    forgotten: list[int] = field(default_factory=list[int])

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        yield

    async def execute(self, statement: str) -> None:
        assert statement == "set transaction isolation level repeatable read"


@pytest.fixture(autouse=True)
def statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the outbox's statements done by its stand-in; event N has number N in the stream."""

    async def missing(session: Any, _name: str, _stream: Stream | None, age: float) -> Missing:  # noqa: ANN401
        assert age == 7 * 86400 - 300
        return session.missing

    async def reached(session: Any, _stream: Stream) -> int:  # noqa: ANN401
        return session.reached

    async def from_numbers(_: object, stream: Stream, numbers: Sequence[int]) -> list[Kept]:
        return [Kept(number, AT, stream.created, number) for number in numbers]

    async def forget_places(session: Any, numbers: Sequence[int]) -> None:  # noqa: ANN401
        session.forgotten += numbers

    async def exists(_: object) -> bool:
        return True

    for does in (missing, reached, from_numbers, forget_places, exists):
        monkeypatch.setattr(outbox, does.__name__, does)


def look(config: Config, source: Outbox, server: Server) -> Look:
    return asyncio.run(watch.look(cast("Session", source), cast("Client", server), config.pack("novax")))


def message_id(number: int) -> str:
    return events.message_id("novax", number, AT)


def test_a_stream_that_has_everything_lacks_nothing(config: Config) -> None:
    source = Outbox(reached=2)
    found = look(config, source, Server({1: message_id(1), 2: message_id(2)}, last=2))
    made = {STREAM: datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)}
    assert (found, source.forgotten) == (Look(made, {STREAM: Missing()}), [])


def test_a_stream_that_ends_before_what_it_acknowledged_is_told_with_the_command_that_fills_it(config: Config) -> None:
    found = look(config, Outbox(Missing(3, SINCE), reached=5), Server({1: message_id(1), 2: message_id(2)}, last=2))
    assert found.missing == {STREAM: Missing(3, SINCE)}
    assert found.refusal == (
        "stream NOVAX_DOCUMENTS ends at message 2 and had acknowledged 5; nothing is published until `novax events "
        "replay NOVAX_DOCUMENTS --since 2026-11-21T11:30:07Z` has filled it up, because consumers would skip it"
    )


def test_events_lost_before_the_end_are_counted_and_hold_up_nothing(config: Config) -> None:
    found = look(config, Outbox(Missing(1, SINCE), reached=2), Server({2: message_id(2)}, last=2))
    assert (found.missing, found.refusal) == ({STREAM: Missing(1, SINCE)}, "")


def test_a_stream_that_is_gone_is_said(config: Config) -> None:
    found = look(config, Outbox(Missing(2, SINCE)), Server({}, there=False))
    assert (found.made, found.missing) == ({}, {STREAM: Missing(2, SINCE)})
    assert found.refusal == "stream NOVAX_DOCUMENTS is not there"


def test_an_event_whose_number_is_another_message_s_is_noted(config: Config) -> None:
    source = Outbox(reached=2)
    look(config, source, Server({1: message_id(1), 2: "somebody's"}, last=2))
    assert 2 in source.forgotten
    assert 1 not in source.forgotten


@pytest.mark.parametrize(("used", "full"), [(8192, True), (8192 - 1024, True), (8192 - 1025, False)])
def test_a_stream_is_full_when_the_largest_message_may_push_out_the_oldest(*, used: int, full: bool) -> None:
    stream = asyncio.run(bus.stream(cast("Client", Server({}, used=used)), STREAM))
    assert stream
    assert stream.full is full
