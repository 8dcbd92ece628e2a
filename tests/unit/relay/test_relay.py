"""What becomes of a batch: what is acknowledged is marked, in order, and nothing else is."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest
from nats.errors import TimeoutError as NatsTimeoutError
from novax_relay import outbox, relay
from novax_relay.config import Config
from novax_relay.events import Event
from novax_relay.relay import Done, Health

if TYPE_CHECKING:
    from nats.js import JetStreamContext
    from novax_relay.outbox import Session

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def event(number: int, event_type: str = "document.created") -> Event:
    return Event(number, event_type, "documents", "1", {"n": number}, AT)


class Outbox:
    """Stands for the database: has events, and keeps marks when its transaction ends well."""

    def __init__(self, *waiting: Event) -> None:
        self.waiting = list(waiting)
        self.marked: dict[int, str] = {}

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        before = dict(self.marked)
        try:
            yield
        except BaseException:
            self.marked = before
            raise


class Bus:
    """Stands for JetStream: acknowledges messages until it is to refuse one."""

    def __init__(self, refuses: int | None = None) -> None:
        self.refuses = refuses
        self.took: list[tuple[str, str]] = []

    async def publish(self, subject: str, _body: bytes, *, headers: Mapping[str, str]) -> None:
        if len(self.took) == self.refuses:
            raise NatsTimeoutError
        self.took.append((subject, headers["Nats-Msg-Id"]))


@pytest.fixture(autouse=True)
def statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the outbox's statements done by its stand-in."""

    async def take(session: Any, limit: int) -> list[Event]:  # noqa: ANN401 - the stand-in
        return [one for one in session.waiting if one.number not in session.marked][:limit]

    async def mark(session: Any, status: str, numbers: Sequence[int]) -> None:  # noqa: ANN401 - the stand-in
        session.marked |= dict.fromkeys(numbers, status)

    monkeypatch.setattr(outbox, "take", take)
    monkeypatch.setattr(outbox, "mark", mark)


def publish(config: Config, source: Outbox, bus: Bus) -> Done:
    return asyncio.run(relay.batch(cast("Session", source), cast("JetStreamContext", bus), config.pack("novax")))


def test_a_batch_is_published_in_order_and_marked(config: Config) -> None:
    source, bus = Outbox(event(1), event(2, "document.deleted")), Bus()
    assert publish(config, source, bus) == Done(2, 0)
    assert [subject for subject, _ in bus.took] == ["novax.document.created", "novax.document.deleted"]
    assert source.marked == {1: "published", 2: "published"}
    assert publish(config, source, bus) == Done()


def test_an_event_that_no_stream_takes_is_marked_as_failed(config: Config) -> None:
    source = Outbox(event(1), event(2, "weather.changed"))
    assert publish(config, source, Bus()) == Done(1, 1)
    assert source.marked == {1: "published", 2: "failed"}


def test_what_follows_a_refusal_waits(config: Config) -> None:
    source = Outbox(event(1), event(2), event(3))
    with pytest.raises(NatsTimeoutError):
        publish(config, source, Bus(refuses=1))
    assert source.marked == {1: "published"}


def test_a_relay_that_dies_before_its_commit_repeats_the_message_by_its_id(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, bus = Outbox(event(1)), Bus()

    async def die(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "mark", die)
        with pytest.raises(ConnectionResetError):
            publish(config, source, bus)
    assert source.marked == {}
    publish(config, source, bus)
    assert bus.took[0] == bus.took[1]


def test_the_same_trouble_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    health = Health("novax")
    for _ in range(3):
        health.trouble(OSError("away"))
    assert [record.getMessage() for record in caplog.records] == ["novax: away; trying again every 3 s"]
    assert not health.works
    health.good(Done(2, 0))
    assert (health.works, health.published) == (True, 2)
