"""What is published again: what the stream lacks, in order, with the same ids, and nothing of what it has."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from novax_relay import bus, events, outbox, replay
from novax_relay.bus import Stream
from novax_relay.config import Config, PackFacts
from novax_relay.events import Event, Place
from novax_relay.outbox import Kept
from novax_relay.replay import Replayed, ReplayError

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
STREAM = "NOVAX_DOCUMENTS"
CHUNK = 2


def message_id(number: int) -> str:
    return events.message_id("novax", number, AT)


def kept(number: int, sequence: int | None, stream_created: datetime = AT) -> Kept:
    return Kept(number, AT, stream_created, sequence)


@dataclass
class World:
    """Stands for the stream and the outbox: messages by their numbers, events with their last places.

    Its functions are put in the place of those that ask the servers.
    """

    messages: dict[int, str]
    events: list[Kept]
    last: int
    remembers: int = 0
    """The event whose id JetStream takes for a repetition."""
    there: bool = True
    dry: bool = False
    placed: dict[int, Place] = field(default_factory=dict[int, Place])

    @asynccontextmanager
    async def connected(self, *_: object) -> AsyncGenerator["World"]:
        yield self

    transaction = connected

    async def connect(self, *_: object) -> object:
        return self.connected()

    async def stream(self, *_: object) -> Stream | None:
        return Stream(STREAM, AT, 1, self.last, (), 1.0, full=False) if self.there else None

    async def message_at(self, _client: object, _name: str, sequence: int) -> str | None:
        return self.messages.get(sequence)

    async def send(
        self, _client: object, _pack: PackFacts, batch: Iterable[Event], made: Mapping[str, datetime]
    ) -> tuple[dict[int, Place], None]:
        places: dict[int, Place] = {}
        for event in batch:
            if event.number != self.remembers:
                self.last += 1
                self.messages[self.last] = message_id(event.number)
            places[event.number] = Place(STREAM, made[STREAM], self.last)
        return places, None

    async def exists(self, *_: object) -> bool:
        return True

    @asynccontextmanager
    async def published(self, *_: object) -> AsyncGenerator[AsyncGenerator[list[Kept]]]:
        async def chunks() -> AsyncGenerator[list[Kept]]:
            for start in range(0, len(self.events), CHUNK):
                yield self.events[start : start + CHUNK]

        yield chunks()

    async def load(self, _: object, numbers: Iterable[int]) -> list[Event]:
        return [Event(number, "document.created", "documents", "1", {}, AT) for number in numbers]

    async def place(self, _: object, places: Mapping[int, Place], *, status: str) -> None:
        assert status == "published"
        self.placed |= places


@pytest.fixture
def run(config: Config, monkeypatch: pytest.MonkeyPatch) -> Callable[[World], Replayed]:
    """Return a function that replays in a world."""

    def start(world: World) -> Replayed:
        for name in ("connected", "stream", "message_at", "send"):
            monkeypatch.setattr(bus, name, getattr(world, name))
        for name in ("connect", "exists", "published", "load", "place"):
            monkeypatch.setattr(outbox, name, getattr(world, name))
        return asyncio.run(replay.run(config, STREAM, AT, dry=world.dry))

    return start


Run = Callable[[World], Replayed]


def test_a_stream_that_was_cut_off_gets_the_same_messages_under_the_same_numbers(run: Run) -> None:
    world = World({1: message_id(11)}, [kept(11, 1), kept(12, 2), kept(13, 3)], last=1)
    assert run(world) == Replayed(3, 2, 2, shifted=False)
    assert world.messages == {1: message_id(11), 2: message_id(12), 3: message_id(13)}
    assert run(world) == Replayed(3, 0, 0, shifted=False)


def test_what_was_lost_before_the_end_comes_after_it(run: Run) -> None:
    """Gone, under another's number, and of a stream that was there before: all are missing."""
    events_ = [kept(11, None), kept(12, 7, AT - timedelta(days=1)), kept(13, 1), kept(14, 2), kept(15, 3)]
    world = World({1: message_id(13), 2: "another's"}, events_, last=3)
    assert run(world) == Replayed(5, 4, 4, shifted=False)
    assert [world.messages[number] for number in range(4, 8)] == [message_id(n) for n in (11, 12, 14, 15)]
    assert world.placed[15] == Place(STREAM, AT, 7)


def test_it_is_said_when_an_event_gets_a_lower_number_than_it_had(run: Run) -> None:
    assert run(World({}, [kept(11, 900)], last=0)).shifted


def test_what_is_only_counted_stays_as_it_is(run: Run) -> None:
    world = World({}, [kept(11, 1)], last=0, dry=True)
    assert run(world) == Replayed(1, 1, 0, shifted=False)
    assert (world.messages, world.placed) == ({}, {})


def test_a_message_that_jetstream_takes_for_a_repetition_is_not_marked_as_there(run: Run) -> None:
    world = World({1: message_id(11)}, [kept(12, 2)], last=1, remembers=12)
    with pytest.raises(ReplayError, match=r"took event 12 for a repetition.* run it again in two minutes"):
        run(world)
    assert world.placed == {}


def test_a_stream_that_is_gone_is_not_published_to(run: Run) -> None:
    with pytest.raises(ReplayError, match="stream NOVAX_DOCUMENTS is not there"):
        run(World({}, [kept(11, 1)], last=0, there=False))
