"""Moves events from an outbox to the event bus, batch by batch: at least once, in their order.

An event is marked after JetStream has acknowledged it, in the transaction that holds its row. So a relay that dies, or
whose commit does not come through, publishes some twice; JetStream drops those by their message id. Several relays may
run: each takes rows that no other holds.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from novax_relay import bus, events, outbox
from novax_relay.config import Config, PackFacts
from novax_relay.outbox import Session, Standing

BATCH = 100
POLL_SECONDS = 0.5
"""How long an event waits at most while all is well; an idle look takes a millisecond of an index."""

RETRY_SECONDS = 3.0
LOOK_SECONDS = 10.0
"""How old the figures for Prometheus may be, which asks every fifteen seconds."""

BATCH_SECONDS = 60.0
"""A batch takes a second; a connection that is dead without having been closed is given up after this."""

TROUBLES = (psycopg.Error, NatsError, OSError, TimeoutError)
"""What a server that is away, restarted, or not the primary any more leads to; all of it passes."""

_LOG = logging.getLogger("novax-relay")


@dataclass
class Health:
    """How the relay of one pack does; read by the metrics."""

    pack: str
    works: bool = False
    published: int = 0
    standing: Standing = field(default_factory=Standing)
    _said: str = ""

    def trouble(self, error: BaseException) -> None:
        """Note that it does not work; what repeats itself is logged once."""
        said = " ".join(str(error).split()) or type(error).__name__
        if said != self._said:
            _LOG.warning("%s: %s; trying again every %g s", self.pack, said, RETRY_SECONDS)
        self.works, self._said = False, said

    def good(self, done: "Done") -> None:
        """Note a batch that went through."""
        if not self.works:
            _LOG.info("%s: events are published", self.pack)
        if done.failed:
            _LOG.error("%s: %d events have a type that no stream takes, and are marked failed", self.pack, done.failed)
        self.works, self._said = True, ""
        self.published += done.published


@dataclass(frozen=True)
class Done:
    """What came of a batch: events published, and events that no stream takes."""

    published: int = 0
    failed: int = 0


async def run(config: Config, pack: PackFacts, health: Health, stopping: asyncio.Event) -> None:
    """Publish a pack's events as they come, until told to stop; whatever goes away is waited for."""
    while not stopping.is_set():
        try:
            async with await outbox.connect(config, pack.name) as session:
                await _serve(config, pack, health, stopping, session)
        except TROUBLES as error:
            health.trouble(error)
            await pause(stopping, RETRY_SECONDS)


async def _serve(config: Config, pack: PackFacts, health: Health, stopping: asyncio.Event, session: Session) -> None:
    async with bus.connected(config, pack) as jetstream:
        looked = -LOOK_SECONDS
        clock = asyncio.get_running_loop().time
        while not stopping.is_set():
            async with asyncio.timeout(BATCH_SECONDS):
                # Before its migrations have run, a database has no outbox.
                there = await outbox.exists(session)
                done = await batch(session, jetstream, pack) if there else Done()
                if there and clock() - looked > LOOK_SECONDS:
                    health.standing, looked = await outbox.standing(session), clock()
            health.good(done)
            if done == Done():
                await pause(stopping, POLL_SECONDS)


async def batch(session: Session, jetstream: JetStreamContext, pack: PackFacts) -> Done:
    """Publish and mark one batch, in one transaction that holds its rows.

    Raises:
        NatsError: JetStream did not take all of it; what it took is marked.
        psycopg.Error: the primary went away; nothing is marked, and JetStream knows the repeated messages.
    """
    async with session.transaction():
        taken = await outbox.take(session, BATCH)
        fit = [event for event in taken if events.subject(pack.name, pack.subjects, event.event_type)]
        sent, refusal = await bus.send(jetstream, pack, fit)
        lost = sorted({event.number for event in taken} - {event.number for event in fit})
        await outbox.mark(session, "published", sent)
        await outbox.mark(session, "failed", lost)
    if refusal is not None:
        raise refusal
    return Done(len(sent), len(lost))


async def drain(config: Config, pack: PackFacts) -> tuple[Done, Standing]:
    """Publish until nothing waits, also what another relay holds just now; return what this one did, and what is left.

    Raises:
        psycopg.Error, NatsError, OSError: a server does not answer, or refuses.
    """
    total, left = Done(), Standing()
    async with await outbox.connect(config, pack.name) as session, bus.connected(config, pack) as jetstream:
        if not await outbox.exists(session):
            return total, left
        while (left := await outbox.standing(session)).pending:
            done = await batch(session, jetstream, pack)
            total = Done(total.published + done.published, total.failed + done.failed)
            if done == Done():
                await asyncio.sleep(POLL_SECONDS)
    return total, left


async def pause(stopping: asyncio.Event, seconds: float) -> None:
    """Wait, and no longer than until told to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
