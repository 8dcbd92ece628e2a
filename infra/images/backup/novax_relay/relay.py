"""Moves events from an outbox to the event bus, batch by batch: at least once, in their order.

An event is marked after JetStream has acknowledged it, in the transaction that holds its row. So a relay that dies, or
whose commit does not come through, publishes some twice; JetStream drops those by their message id. Several relays may
run: each takes rows that no other holds.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg
from nats.aio.client import Client
from nats.errors import Error as NatsError

from novax_relay import bus, events, outbox, watch
from novax_relay.config import Config, PackFacts
from novax_relay.events import Event
from novax_relay.outbox import Missing, Session, Standing
from novax_relay.watch import Look, StreamBehindError

BATCH = 100
POLL_SECONDS = 0.5
"""How long an event waits at most while all is well; an idle look takes a millisecond of an index."""

RETRY_SECONDS = 3.0
LOOK_SECONDS = 10.0
"""How old the figures for Prometheus may be, which asks every fifteen seconds."""

WATCH_SECONDS = 30.0
"""How often the streams are compared with the outbox, beside each time that a connection was made anew."""

BATCH_SECONDS = 60.0
"""A batch takes a second; a connection that is dead without having been closed is given up after this."""

TROUBLES = (psycopg.Error, NatsError, OSError, TimeoutError, StreamBehindError)
"""What a server that is away, restarted, or not the primary any more leads to, which passes; or has lost events."""

_LOG = logging.getLogger("novax-relay")


@dataclass
class Health:
    """How the relay of one pack does; read by the metrics."""

    pack: str
    works: bool = False
    published: int = 0
    standing: Standing = field(default_factory=Standing)
    missing: Mapping[str, Missing] = field(default_factory=dict[str, Missing])
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
        for number, reason in done.failures.items():
            _LOG.error("%s: event %d is marked failed: %s", self.pack, number, reason)
        self.works, self._said = True, ""
        self.published += done.published


@dataclass(frozen=True)
class Done:
    """What came of a batch: how many events were published, and why which ones can't be."""

    published: int = 0
    failures: Mapping[int, str] = field(default_factory=dict[int, str])


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
    async with bus.connected(config, pack) as client:
        looked = watched = -WATCH_SECONDS
        there = False
        found = Look({}, {})
        clock = asyncio.get_running_loop().time
        while not stopping.is_set():
            done = Done()
            async with asyncio.timeout(BATCH_SECONDS):
                # Before its migrations have run, a database has no outbox.
                if there := there or await outbox.exists(session):
                    if clock() - looked > LOOK_SECONDS:
                        health.standing, looked = await outbox.standing(session), clock()
                    if clock() - watched > WATCH_SECONDS:
                        found, watched = await watch.look(session, client, pack), clock()
                        health.missing = found.missing
                    if found.refusal or await outbox.waits(session):
                        done = await batch(session, client, pack, found)
            health.good(done)
            if done == Done():
                await pause(stopping, POLL_SECONDS)


async def batch(session: Session, client: Client, pack: PackFacts, found: Look) -> Done:
    """Publish and mark one batch, in one transaction that holds its rows; `found` is how the streams are.

    Raises:
        StreamBehindError: nothing may be published before a stream has back what it lost.
        NatsError: JetStream did not take all of it; what it took is marked.
        psycopg.Error: the primary went away; nothing is marked, and JetStream knows the repeated messages.
    """
    if found.refusal:
        raise StreamBehindError(found.refusal)
    async with session.transaction():
        taken = await outbox.take(session, BATCH)
        failures = {event.number: why for event in taken if (why := _unfit(event, pack, client.max_payload))}
        fit = [event for event in taken if event.number not in failures]
        places, refusal = await bus.send(client, pack, fit, found.made)
        await outbox.place(session, places)
        await outbox.fail(session, failures)
    if refusal is not None:
        raise refusal
    return Done(len(places), failures)


def _unfit(event: Event, pack: PackFacts, limit: int) -> str:
    """Return why an event can never be published, or ""; the others need not wait behind it."""
    if events.subject(pack.name, pack.subjects, event.event_type) is None:
        return f"no stream of the pack takes events of type {event.event_type}"
    if (size := events.size(event, pack.name)) > limit:
        return f"its message has {size} bytes, and the server takes {limit} at most"
    return ""


async def drain(config: Config, pack: PackFacts) -> tuple[Done, Standing]:
    """Publish until nothing waits, also what another relay holds just now; return what this one did, and what is left.

    Raises:
        TROUBLES: whatever the servers say; it is not waited for.
    """
    total, left = Done(), Standing()
    async with await outbox.connect(config, pack.name) as session, bus.connected(config, pack) as client:
        if not await outbox.exists(session):
            return total, left
        found = await watch.look(session, client, pack)
        while (left := await outbox.standing(session)).pending:
            done = await batch(session, client, pack, found)
            total = Done(total.published + done.published, {**total.failures, **done.failures})
            if done == Done():
                await asyncio.sleep(POLL_SECONDS)
    return total, left


async def pause(stopping: asyncio.Event, seconds: float) -> None:
    """Wait, and no longer than until told to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
