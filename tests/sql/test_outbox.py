"""What the relay knows of an outbox, by its own statements and with its own rights: which events a stream lacks."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import psycopg
import pytest
from novax_relay import outbox
from novax_relay.bus import Stream
from novax_relay.events import Place
from novax_relay.outbox import Session

from infra.hooks.primary import Login
from infra.packs import Pack
from tests.chosen import chosen
from tests.sql.conftest import Built

T = TypeVar("T")

AGE_SECONDS = 3600.0
MADE = datetime(2026, 11, 21, 12, tzinfo=UTC)
STREAM = Stream("NOVAX_DOCUMENTS", MADE, 1, 10, (), AGE_SECONDS, full=False)
PATIENCE_SECONDS = 10.0
MAINTAIN = "select platform.maintain_outbox('7 days')"
PARTITIONS = "select count(*) from pg_inherits where inhparent = 'public.events_published'::regclass"
WRITE = """
insert into public.events (org_id, event_type, aggregate_id, aggregate_type, payload)
select gen_random_uuid(), 'document.created', gen_random_uuid(), 'documents', '{}' from generate_series(1, %s)
returning id
"""


@pytest.fixture
def login(packs: Sequence[Pack], built: Built) -> Login:
    """Return the superuser's login to a fresh build."""
    return built(chosen(packs, "novax"))


@asynccontextmanager
async def connected(login: Login) -> AsyncGenerator[Session]:
    with login.access.ca_file() as ca:
        session = await psycopg.AsyncConnection.connect(
            host=login.access.host,
            port=login.access.port,
            user=login.access.user,
            password=login.password,
            dbname=login.database,
            sslmode="verify-full",
            sslrootcert=str(ca),
            autocommit=True,
        )
    async with session:
        yield session


def within(login: Login, events: int, work: Callable[[Session, list[int]], Awaitable[T]]) -> T:
    """Return what `work` does as the relay with so many new events, in a transaction that is undone."""

    async def run() -> T:
        async with connected(login) as session, session.transaction(force_rollback=True):
            await session.execute("truncate public.events")
            rows = await (await session.execute(WRITE, (events,))).fetchall()
            await session.execute("set local role relay")
            return await work(session, [row[0] for row in rows])

    return asyncio.run(run())


def test_two_relays_take_different_events_and_neither_waits(login: Login) -> None:
    async def taken() -> tuple[list[int], list[int], list[int]]:
        async with connected(login) as writer, connected(login) as one, connected(login) as other:
            rows = await (await writer.execute(WRITE, (4,))).fetchall()
            try:
                async with one.transaction(), other.transaction():
                    for session in (one, other):
                        await session.execute("set local role relay")
                        await session.execute("set local lock_timeout = '5s'")
                    first, rest = await outbox.take(one, 2), await outbox.take(other, 100)
            finally:
                await writer.execute("truncate public.events")
        return [row[0] for row in rows], [event.number for event in first], [event.number for event in rest]

    written, first, rest = asyncio.run(taken())
    assert (first, rest) == (written[:2], written[2:])


def places(numbers: Sequence[int], first: int, made: datetime = MADE) -> Mapping[int, Place]:
    return {number: Place(STREAM.name, made, first + index) for index, number in enumerate(numbers)}


@pytest.mark.parametrize(
    ("stream", "count"),
    [
        pytest.param(STREAM, 0, id="all there"),
        pytest.param(replace(STREAM, last=3), 2, id="cut off"),
        pytest.param(replace(STREAM, first=3), 2, id="the first gone"),
        pytest.param(replace(STREAM, first=3, full=True), 0, id="the first pushed out"),
        pytest.param(replace(STREAM, deleted=(2, 4)), 2, id="gaps"),
        pytest.param(replace(STREAM, first=0, deleted=tuple(range(11))), 5, id="empty"),
        pytest.param(replace(STREAM, created=MADE + timedelta(microseconds=1)), 5, id="made anew"),
        pytest.param(None, 5, id="gone"),
    ],
)
def test_what_a_stream_lacks_is_counted(login: Login, stream: Stream | None, count: int) -> None:
    async def work(session: Session, numbers: list[int]) -> int:
        await outbox.place(session, places(numbers[:5], 1))
        # What waits, and what failed, was never there.
        await outbox.fail(session, {numbers[5]: "no reason"})
        return (await outbox.missing(session, STREAM.name, stream, AGE_SECONDS)).events

    assert within(login, 7, work) == count


def test_what_is_too_old_for_its_stream_is_not_missed(login: Login) -> None:
    async def work(session: Session, numbers: list[int]) -> list[int]:
        await outbox.place(session, places(numbers, 1))
        return [(await outbox.missing(session, STREAM.name, None, age)).events for age in (AGE_SECONDS, -1.0)]

    assert within(login, 2, work) == [2, 0]


def test_an_event_whose_number_another_one_gets_is_missed_whatever_the_stream_says(login: Login) -> None:
    async def work(session: Session, numbers: list[int]) -> tuple[int, int]:
        await outbox.place(session, places(numbers[:3], 1))
        await outbox.place(session, places(numbers[3:], 3))
        missing = await outbox.missing(session, STREAM.name, STREAM, AGE_SECONDS)
        return missing.events, await outbox.reached(session, STREAM)

    assert within(login, 5, work) == (1, 4)


def test_an_event_that_is_published_again_has_its_new_place_and_time(login: Login) -> None:
    async def work(session: Session, numbers: list[int]) -> tuple[int, int]:
        await outbox.place(session, places(numbers, 1, MADE - timedelta(days=1)))
        await outbox.place(session, places(numbers, 7), status="published")
        missing = await outbox.missing(session, STREAM.name, STREAM, AGE_SECONDS)
        return missing.events, await outbox.reached(session, STREAM)

    assert within(login, 2, work) == (0, 8)


def test_what_was_published_comes_in_the_order_in_which_the_stream_had_it(login: Login) -> None:
    """An event that was written first may have been published last; those without a number had theirs taken."""

    async def work(session: Session, numbers: list[int]) -> list[int]:
        await outbox.place(session, places(numbers[::-1], 1))
        await outbox.forget_places(session, numbers[1:2])
        async with outbox.published(session, STREAM.name, MADE) as chunks:
            found = [one.number - numbers[0] for chunk in [chunk async for chunk in chunks] for one in chunk]
        async with outbox.published(session, STREAM.name, datetime.now(UTC) + timedelta(hours=1)) as chunks:
            assert [chunk async for chunk in chunks] == []
        return found

    assert within(login, 3, work) == [1, 2, 0]


def test_a_number_leads_to_its_event_or_to_the_next(login: Login) -> None:
    async def work(session: Session, numbers: list[int]) -> list[int | None]:
        await outbox.place(session, places(numbers, 4))
        return [one.sequence for one in await outbox.from_numbers(session, STREAM, [1, 5, 6])]

    assert within(login, 2, work) == [4, 5]


def test_maintenance_does_not_wait_for_a_dump(login: Login) -> None:
    """Whoever waits for a lock on a partition has the relay wait behind it; the next run does what this one left."""
    with login.connect() as dump, login.connect() as job:
        with dump.transaction(force_rollback=True), job.transaction(force_rollback=True):
            dump.execute("lock table public.events in access share mode")
            started = time.monotonic()
            assert job.execute(MAINTAIN).fetchone() == (0,)
            assert time.monotonic() - started < PATIENCE_SECONDS
            assert job.execute(PARTITIONS).fetchone() == (1,)
        with job.transaction(force_rollback=True):
            job.execute(MAINTAIN)
            assert job.execute(PARTITIONS).fetchone() == (8,)
