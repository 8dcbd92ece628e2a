"""Compares what was published with what the streams hold, because a server can lose what it acknowledged.

Each published event knows its number in its stream. The stream's own account of itself (first, last and deleted
numbers) says which of them are gone, but a server notices a lost file only when it reads it. So a few messages are read
each time, anywhere in the stream and at its end; what is read by another event's number is noted as gone for good.
"""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from nats.aio.client import Client

from novax_relay import bus, events, outbox
from novax_relay.bus import Stream
from novax_relay.config import PackFacts, StreamFacts
from novax_relay.outbox import Missing, Session

_READS = 8
"""Messages read of a stream at a time; each may have the server load a block of 8 MB."""

_MARGIN_SECONDS = 300.0
"""Events this close to their stream's limit of age are left out: theirs may go at any moment."""


class StreamBehindError(Exception):
    """A stream is not there, or ends before what it has acknowledged: nothing may be published to it as it is."""


@dataclass(frozen=True)
class Look:
    """What a look found: when each stream was made, what each lacks, and why nothing may be published, or ""."""

    made: Mapping[str, datetime]
    missing: Mapping[str, Missing]
    refusal: str = ""


async def look(session: Session, client: Client, pack: PackFacts) -> Look:
    """Compare the outbox with all streams of its pack.

    Raises:
        NatsError, psycopg.Error: a server went away.
    """
    made: dict[str, datetime] = {}
    missing: dict[str, Missing] = {}
    refusals: list[str] = []
    for declared in pack.streams:
        stream, lacks, refusal = await _compare(session, client, pack.name, declared)
        missing[declared.name] = lacks
        if stream:
            made[declared.name] = stream.created
        if refusal:
            refusals.append(refusal)
    return Look(made, missing, "; ".join(refusals))


async def _compare(
    session: Session, client: Client, pack: str, declared: StreamFacts
) -> tuple[Stream | None, Missing, str]:
    if before := await bus.stream(client, declared.name):
        await _read_some(session, client, pack, before)
    async with session.transaction():
        # What is committed before the stream is asked is in the stream's answer, whoever published it.
        await session.execute("set transaction isolation level repeatable read")
        await outbox.exists(session)
        stream = await bus.stream(client, declared.name)
        age = (stream.max_age_seconds if stream else 0) or declared.max_age_seconds
        lacks = await outbox.missing(session, declared.name, stream, age - _MARGIN_SECONDS)
        if stream is None:
            return None, lacks, f"stream {declared.name} is not there"
        reached = await outbox.reached(session, stream)
    return stream, lacks, _cut_off(stream, reached, lacks)


def _cut_off(stream: Stream, reached: int, lacks: Missing) -> str:
    """Say why nothing may be published to a stream that gives numbers again: consumers skip those that they know."""
    if reached <= stream.last or lacks.since is None:
        return ""
    since = lacks.since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f"stream {stream.name} ends at message {stream.last} and had acknowledged {reached}; nothing is published "
        f"until `novax events replay {stream.name} --since {since}` has filled it up, because consumers would skip it"
    )


async def _read_some(session: Session, client: Client, pack: str, stream: Stream) -> None:
    """Read some messages, so that the server finds what it lacks, and note the events whose number is another's."""
    if stream.last < max(stream.first, 1):
        return
    numbers = [random.randint(stream.first, stream.last) for _ in range(_READS - 1)]  # noqa: S311 - no secret
    expected = await outbox.from_numbers(session, stream, [*numbers, await outbox.reached(session, stream)])
    ids = await asyncio.gather(*(bus.message_at(client, stream.name, one.sequence or 0) for one in expected))
    wrong = [
        one.number
        for one, found in zip(expected, ids, strict=True)
        if found is not None and found != events.message_id(pack, one.number, one.created)
    ]
    await outbox.forget_places(session, wrong)
