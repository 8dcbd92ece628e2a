"""What becomes of a batch: what is acknowledged is marked, in order, and nothing else is."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest
from nats.errors import TimeoutError as NatsTimeoutError
from novax_relay import bus, outbox, relay, watch
from novax_relay.config import Config
from novax_relay.events import Event, Place
from novax_relay.outbox import Standing
from novax_relay.relay import Done, Health
from novax_relay.watch import Look, StreamBehindError

if TYPE_CHECKING:
    from nats.aio.client import Client
    from novax_relay.outbox import Session

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
STREAM = "NOVAX_DOCUMENTS"
MADE = Look({STREAM: AT}, {})


def event(number: int, event_type: str = "document.created", **payload: str) -> Event:
    return Event(number, event_type, "documents", "1", {"n": number, **payload}, AT)


class Outbox:
    """Stands for the database: has events, and keeps marks when its transaction ends well."""

    def __init__(self, *waiting: Event) -> None:
        self.waiting = list(waiting)
        self.places: dict[int, Place] = {}
        self.failures: dict[int, str] = {}

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        before = dict(self.places), dict(self.failures)
        try:
            yield
        except BaseException:
            self.places, self.failures = before
            raise


@dataclass
class Answer:
    seq: int
    stream: str = STREAM


@dataclass
class Bus:
    """Stands for a session with NATS: acknowledges messages until it is to refuse one."""

    refuses: int | None = None
    max_payload: int = 1024
    took: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def jetstream(self, **_: object) -> "Bus":
        return self

    async def publish(self, subject: str, _body: bytes, *, headers: Mapping[str, str]) -> Answer:
        if len(self.took) == self.refuses:
            raise NatsTimeoutError
        self.took.append((subject, headers["Nats-Msg-Id"]))
        return Answer(len(self.took))


@pytest.fixture(autouse=True)
def statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the outbox's statements done by its stand-in."""

    async def take(session: Any, limit: int) -> list[Event]:  # noqa: ANN401 - the stand-in
        done = {*session.places, *session.failures}
        return [one for one in session.waiting if one.number not in done][:limit]

    async def place(session: Any, places: Mapping[int, Place]) -> None:  # noqa: ANN401 - the stand-in
        session.places |= places

    async def fail(session: Any, reasons: Mapping[int, str]) -> None:  # noqa: ANN401 - the stand-in
        session.failures |= reasons

    monkeypatch.setattr(outbox, "take", take)
    monkeypatch.setattr(outbox, "place", place)
    monkeypatch.setattr(outbox, "fail", fail)


def publish(config: Config, source: Outbox, bus: Bus, found: Look = MADE) -> Done:
    return asyncio.run(relay.batch(cast("Session", source), cast("Client", bus), config.pack("novax"), found))


def test_a_batch_is_published_in_order_and_marked_with_its_places(config: Config) -> None:
    source, bus = Outbox(event(1), event(2, "document.deleted")), Bus()
    assert publish(config, source, bus) == Done(2)
    assert [subject for subject, _ in bus.took] == ["novax.document.created", "novax.document.deleted"]
    assert source.places == {1: Place(STREAM, AT, 1), 2: Place(STREAM, AT, 2)}
    assert publish(config, source, bus) == Done()


def test_an_event_that_no_stream_takes_is_marked_as_failed(config: Config) -> None:
    source = Outbox(event(1), event(2, "weather.changed"))
    assert publish(config, source, Bus()).failures == source.failures
    assert source.failures == {2: "no stream of the pack takes events of type weather.changed"}
    assert set(source.places) == {1}


def test_an_event_that_is_too_large_is_marked_as_failed_and_holds_up_no_other(config: Config) -> None:
    """Its headers count: JetStream closes the connection of whoever sends a byte too much."""
    largest = event(1, filling="x" * 919)
    source, bus = Outbox(event(2, filling="x" * 920), largest, event(3)), Bus()
    publish(config, source, bus)
    assert source.failures == {2: "its message has 1025 bytes, and the server takes 1024 at most"}
    assert set(source.places) == {1, 3}


def test_what_follows_a_refusal_waits(config: Config) -> None:
    source = Outbox(event(1), event(2), event(3))
    with pytest.raises(NatsTimeoutError):
        publish(config, source, Bus(refuses=1))
    assert set(source.places) == {1}


def test_nothing_is_published_to_a_stream_that_was_cut_off(config: Config) -> None:
    source, bus = Outbox(event(1)), Bus()
    with pytest.raises(StreamBehindError, match="ends at message 7"):
        publish(config, source, bus, Look({STREAM: AT}, {}, "stream NOVAX_DOCUMENTS ends at message 7"))
    assert (bus.took, source.places) == ([], {})


def test_a_relay_that_dies_before_its_commit_repeats_the_message_by_its_id(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, bus = Outbox(event(1)), Bus()

    async def die(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "place", die)
        with pytest.raises(ConnectionResetError):
            publish(config, source, bus)
    assert source.places == {}
    publish(config, source, bus)
    assert bus.took[0] == bus.took[1]


def test_an_idle_outbox_is_asked_one_question_a_round(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = {"exists": [False, True], "waits": [False, False, True, False]}
    stopping = asyncio.Event()

    def answering(name: str) -> Callable[..., Awaitable[object]]:
        async def answer(*_: object) -> object:
            asked.append(name)
            return answers[name].pop(0) if name in answers else Standing() if name == "standing" else []

        return answer

    async def look(*_: object) -> Look:
        return MADE

    async def pause(*_: object) -> None:
        if not answers["waits"]:
            stopping.set()

    @asynccontextmanager
    async def connected(*_: object) -> AsyncGenerator[Bus]:
        yield Bus()

    for name in ("exists", "waits", "take", "standing"):
        monkeypatch.setattr(outbox, name, answering(name))
    monkeypatch.setattr(watch, "look", look)
    monkeypatch.setattr(bus, "connected", connected)
    monkeypatch.setattr(relay, "pause", pause)
    pack = config.pack("novax")
    serving = relay._serve(config, pack, Health("novax"), stopping, cast("Session", Outbox()))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    asyncio.run(serving)
    assert asked == ["exists", "exists", "standing", "waits", "waits", "waits", "take", "waits"]


def test_the_same_trouble_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    health = Health("novax")
    for _ in range(3):
        health.trouble(OSError("away"))
    assert [record.getMessage() for record in caplog.records] == ["novax: away; trying again every 3 s"]
    assert not health.works
    health.good(Done(2))
    assert (health.works, health.published) == (True, 2)


def test_the_log_names_each_event_that_failed_and_why(caplog: pytest.LogCaptureFixture) -> None:
    Health("novax", works=True).good(Done(1, {7: "its message has 9 bytes, and the server takes 8 at most"}))
    assert [record.getMessage() for record in caplog.records] == [
        "novax: event 7 is marked failed: its message has 9 bytes, and the server takes 8 at most"
    ]
