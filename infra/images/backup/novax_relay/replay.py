"""Publishes again, from the outbox, the events of a stream that the stream does not have any more.

An event is missing when the message at its place is not its own. Missing ones are published in their order, with the
same ids. A stream that was cut off so gets the same messages under the same numbers again, which matters: a consumer
skips the numbers that it knows. Where that can't be, the answer says so (`shifted`).
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nats.aio.client import Client

from novax_relay import bus, events, outbox
from novax_relay.bus import Stream
from novax_relay.config import Config, PackFacts
from novax_relay.events import Event, Place
from novax_relay.outbox import Kept, Session


class ReplayError(Exception):
    """What was to be published again was not; the message is a sentence."""


@dataclass
class Replayed:
    """What came of it: events that were looked at, that were missing, and that were published again."""

    looked: int = 0
    missing: int = 0
    published: int = 0
    shifted: bool = False
    """Whether an event got a lower number than it had, which a consumer may have behind it."""


async def run(config: Config, name: str, since: datetime, *, dry: bool) -> Replayed:
    """Publish what a stream lacks of the events published since a time; with `dry`, count it only.

    Raises:
        ReplayError: the stream is not there, or took a message for a repetition.
        NatsError, psycopg.Error: a server refused or went away; what was published is marked.
    """
    pack = config.pack_of(name)
    done = Replayed()
    async with (
        await outbox.connect(config, pack.name) as reading,
        await outbox.connect(config, pack.name) as writing,
        bus.connected(config, pack) as client,
    ):
        stream = await bus.stream(client, name)
        if stream is None:
            raise ReplayError(f"stream {name} is not there; have it made with `novax up --replace streams` first")
        at = _Bus(client, pack, stream)
        if not await outbox.exists(reading):
            return done
        async with outbox.published(reading, name, since) as chunks:
            async for chunk in chunks:
                lost = await _lost(at, chunk)
                done.looked += len(chunk)
                done.missing += len(lost)
                if not dry:
                    await _publish(at, writing, lost, done)
    return done


@dataclass(frozen=True)
class _Bus:
    """Where it is published: the stream is as it was before."""

    client: Client
    pack: PackFacts
    stream: Stream

    async def has(self, sequence: int, number: int, created: datetime) -> bool:
        """Tell whether an event's message has that number."""
        found = await bus.message_at(self.client, self.stream.name, sequence)
        return found == events.message_id(self.pack.name, number, created)


async def _lost(at: _Bus, chunk: Sequence[Kept]) -> list[Kept]:
    async def is_lost(one: Kept) -> bool:
        if one.stream_created != at.stream.created or one.sequence is None or one.sequence > at.stream.last:
            return True
        return not await at.has(one.sequence, one.number, one.created)

    answers = await asyncio.gather(*(is_lost(one) for one in chunk))
    return [one for one, lost in zip(chunk, answers, strict=True) if lost]


async def _publish(at: _Bus, session: Session, lost: Sequence[Kept], done: Replayed) -> None:
    async with session.transaction():
        found = await outbox.load(session, [one.number for one in lost])
        places, refusal = await bus.send(at.client, at.pack, found, {at.stream.name: at.stream.created})
        await _check(at, [event for event in found if event.number in places], places)
        await outbox.place(session, places, status="published")
    done.published += len(places)
    had = {one.number: one.sequence for one in lost if one.stream_created == at.stream.created and one.sequence}
    done.shifted |= any(place.sequence < had.get(number, 0) for number, place in places.items())
    if refusal is not None:
        raise refusal


async def _check(at: _Bus, sent: Sequence[Event], places: Mapping[int, Place]) -> None:
    """Make sure that what was acknowledged is there: a repetition is acknowledged too, by its first number."""
    there = await asyncio.gather(
        *(at.has(places[event.number].sequence, event.number, event.created) for event in sent)
    )
    for event, found in zip(sent, there, strict=True):
        if not found:
            raise ReplayError(
                f"JetStream took event {event.number} for a repetition, because it remembers ids for two minutes after "
                "a message; run it again in two minutes"
            )
