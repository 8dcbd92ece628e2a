"""The outbox in a pack's database, as the relay's own role sees it: straight to the primary, over verified TLS."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from novax_relay.bus import Stream
from novax_relay.config import Config
from novax_relay.events import Event, Place

Session = psycopg.AsyncConnection[tuple[Any, ...]]

_TIMEOUT_SECONDS = 10
_CHUNK = 100
_EXISTS = "select to_regclass('public.events') is not null"
_WAITS = "select exists (select from public.events where status = 'pending')"
_TAKE = """
select id, event_type, aggregate_type, aggregate_id::text, payload, created_at
from public.events where status = 'pending' order by id limit %s for update skip locked
"""
_PLACE = """
update public.events as e
set status = 'published', status_since = now(), stream = p.stream, stream_created_at = p.created,
    stream_sequence = p.sequence
from unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::bigint[]) as p (id, stream, created, sequence)
where e.status = %s and e.id = p.id
"""
_DISPLACE = """
update public.events as e set stream_sequence = null
from unnest(%s::bigint[], %s::text[], %s::bigint[]) as p (id, stream, sequence)
where e.status = 'published' and e.stream = p.stream and e.stream_sequence = p.sequence and e.id <> p.id
"""
_FAIL = """
update public.events as e set status = 'failed', status_since = now(), failure = f.reason
from unnest(%s::bigint[], %s::text[]) as f (id, reason) where e.status = 'pending' and e.id = f.id
"""
_STANDING = """
select
    count(*) filter (where status = 'pending'),
    coalesce(extract(epoch from clock_timestamp() - min(created_at) filter (where status = 'pending')), 0)::float8,
    count(*) filter (where status = 'failed')
from public.events where status in ('pending', 'failed')
"""
_MISSING = """
select count(*), min(status_since) from public.events
where status = 'published' and stream = %(name)s and status_since > now() - %(age)s * interval '1 second' and (
    stream_sequence is null or stream_created_at is distinct from %(created)s or stream_sequence > %(last)s
    or (stream_sequence < %(first)s and not %(full)s) or stream_sequence = any(%(deleted)s::bigint[])
)
"""
_REACHED = """
select coalesce(max(stream_sequence), 0) from public.events
where status = 'published' and stream = %s and stream_created_at = %s
"""
_FROM_NUMBERS = """
select e.id, e.created_at, e.stream_sequence from unnest(%s::bigint[]) as n (number)
cross join lateral (
    select id, created_at, stream_sequence from public.events
    where status = 'published' and stream = %s and stream_created_at = %s and stream_sequence >= n.number
    order by stream_sequence limit 1
) as e
"""
_FORGET = "update public.events set stream_sequence = null where status = 'published' and id = any(%s)"
_PUBLISHED = """
select id, created_at, stream_created_at, stream_sequence from public.events
where status = 'published' and stream = %s and status_since >= %s order by stream_sequence nulls first, id
"""
_LOAD = """
select id, event_type, aggregate_type, aggregate_id::text, payload, created_at
from public.events where status = 'published' and id = any(%s) for update
"""


@dataclass(frozen=True)
class Standing:
    """How an outbox stands: events that wait, the age of the oldest of them in seconds, and those given up."""

    pending: int = 0
    oldest_seconds: float = 0.0
    failed: int = 0


@dataclass(frozen=True)
class Missing:
    """Events that were published and are not in their stream: how many, and since when."""

    events: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class Kept:
    """A published event: who it is, and where its message was last; no number where another message took it."""

    number: int
    created: datetime
    stream_created: datetime | None
    sequence: int | None


async def connect(config: Config, pack: str) -> Session:
    """Return a session in autocommit in a pack's database, on the primary.

    Raises:
        psycopg.OperationalError: the primary does not answer.
    """
    target = make_conninfo(f"service={config.service}", dbname=pack, connect_timeout=_TIMEOUT_SECONDS)
    return await psycopg.AsyncConnection.connect(target, autocommit=True)


async def exists(session: Session) -> bool:
    """Tell whether the pack has an outbox."""
    return await (await session.execute(_EXISTS)).fetchone() == (True,)


async def waits(session: Session) -> bool:
    """Tell whether any event waits: one question, where taking none takes three."""
    return await (await session.execute(_WAITS)).fetchone() == (True,)


async def take(session: Session, limit: int) -> list[Event]:
    """Return the oldest events that wait and that no other relay holds, and hold them until the transaction ends."""
    return [Event(*row) for row in await (await session.execute(_TAKE, (limit,))).fetchall()]


async def place(session: Session, places: Mapping[int, Place], *, status: str = "pending") -> None:
    """Mark events of that status as published, and where; what a message took the place of is not there any more."""
    if not places:
        return
    numbers, streams = list(places), [at.stream for at in places.values()]
    sequences = [at.sequence for at in places.values()]
    await session.execute(_DISPLACE, (numbers, streams, sequences))
    await session.execute(_PLACE, (numbers, streams, [at.created for at in places.values()], sequences, status))


async def fail(session: Session, reasons: Mapping[int, str]) -> None:
    """Mark events that wait as failed, and why."""
    if reasons:
        await session.execute(_FAIL, (list(reasons), list(reasons.values())))


async def standing(session: Session) -> Standing:
    """Return how the outbox stands."""
    row = await (await session.execute(_STANDING)).fetchone()
    return Standing(*row) if row else Standing()


async def missing(session: Session, name: str, stream: Stream | None, age_seconds: float) -> Missing:
    """Return the events of the last `age_seconds` that are not in their stream; all where there is none."""
    facts: dict[str, Any] = {"name": name, "age": age_seconds, "created": None, "first": 0, "last": 0, "full": False}
    facts["deleted"] = []
    if stream:
        facts |= {"created": stream.created, "first": stream.first, "last": stream.last, "full": stream.full}
        facts["deleted"] = list(stream.deleted)
    row = await (await session.execute(_MISSING, facts)).fetchone()
    return Missing(*row) if row else Missing()


async def reached(session: Session, stream: Stream) -> int:
    """Return the highest number that the stream has given to an event."""
    row = await (await session.execute(_REACHED, (stream.name, stream.created))).fetchone()
    return row[0] if row else 0


async def from_numbers(session: Session, stream: Stream, numbers: Sequence[int]) -> list[Kept]:
    """Return, for each number, the event of the stream that has it, or else the next."""
    rows = await session.execute(_FROM_NUMBERS, (list(numbers), stream.name, stream.created))
    return [Kept(number, created, stream.created, sequence) for number, created, sequence in await rows.fetchall()]


async def forget_places(session: Session, numbers: Sequence[int]) -> None:
    """Note that published events are not where they were."""
    if numbers:
        await session.execute(_FORGET, (list(numbers),))


@asynccontextmanager
async def published(session: Session, stream: str, since: datetime) -> AsyncGenerator[AsyncGenerator[list[Kept]]]:
    """Yield what was published to a stream since a time, in the order of publication, chunk by chunk."""
    async with session.transaction(), session.cursor("published") as cursor:
        await cursor.execute(_PUBLISHED, (stream, since))

        async def chunks() -> AsyncGenerator[list[Kept]]:
            while rows := await cursor.fetchmany(_CHUNK):
                yield [Kept(*row) for row in rows]

        yield chunks()


async def load(session: Session, numbers: Iterable[int]) -> list[Event]:
    """Return published events in the order of `numbers`, and hold them; those that are gone are left out."""
    wanted = list(numbers)
    found = {row[0]: Event(*row) for row in await (await session.execute(_LOAD, (wanted,))).fetchall()}
    return [found[number] for number in wanted if number in found]
