"""Publishes a pack's outbox: rows of `public.events` that are pending go to JetStream and are marked.

A row is marked after JetStream has acknowledged it, so a relay that dies publishes some twice; the message id lets
JetStream drop those. Several relays may run: each takes rows that no other holds.
"""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import nats
import psycopg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from infra.cli.pack_database import of
from infra.cli.running import Running
from infra.errors import UserError
from infra.hooks.access import Access
from infra.packs import Pack
from infra.services.nats import inbox_prefix

BATCH = 500

_SECONDS = 10
_EXISTS = "select to_regclass('public.events') is not null"
_TAKE = """
select id, event_type, aggregate_type, aggregate_id::text, payload, created_at
from public.events where status = 'pending' order by id limit %s for update skip locked
"""
_MARK = "update public.events set status = %s where status = 'pending' and id = any(%s)"


@dataclass(frozen=True)
class Event:
    """A row of the outbox, as it is published."""

    number: int
    event_type: str
    aggregate_type: str
    aggregate_id: str
    payload: dict[str, Any]
    created: datetime

    def message_id(self, pack: Pack) -> str:
        """Return what a repeated message is known by.

        The number alone would not do: after a point-in-time restore the same numbers are given again.
        """
        return f"{pack.name}-{self.number}-{self.created.timestamp():.6f}"


@dataclass(frozen=True)
class Published:
    """What came of a run: how many events are on their stream, and how many have no stream that takes them."""

    published: int
    failed: int


def subject(pack: Pack, event_type: str) -> str | None:
    """Return the subject of an event, by the streams of its pack; None where no stream takes it.

    A stream of ``<pack>.events.>`` takes ``<pack>.events.<type>``, one that names ``<pack>.<type>`` takes that.
    """
    for candidate in (f"{pack.name}.{event_type}", f"{pack.name}.events.{event_type}"):
        if any(_matches(pattern, candidate) for stream in pack.streams.values() for pattern in stream.subjects):
            return candidate
    return None


def _matches(pattern: str, name: str) -> bool:
    wanted, given = pattern.split("."), name.split(".")
    if wanted[-1] == ">":
        wanted, given = wanted[:-1], given[: len(wanted) - 1] if len(given) >= len(wanted) else []
    return len(wanted) == len(given) and all(part in ("*", there) for part, there in zip(wanted, given, strict=True))


def publish(running: Running, pack: Pack) -> Published:
    """Publish what is pending in a pack's outbox; nothing where the pack has none.

    Raises:
        UserError: PostgreSQL or NATS does not answer, or JetStream refuses a message; what was acknowledged is marked.
    """
    # The superuser: rows are behind policies, and packs grant nobody else to mark them.
    login = replace(of(running, pack).superuser, database=pack.database)
    total = Published(0, 0)
    try:
        with login.connect() as connection:
            if connection.execute(_EXISTS).fetchone() != (True,):
                return total
            while (done := asyncio.run(_batch(running, pack, connection))) != Published(0, 0):
                total = Published(total.published + done.published, total.failed + done.failed)
    except psycopg.Error as error:
        raise UserError(f"the outbox of {pack.name} is not published: {' '.join(str(error).split())}") from error
    return total


async def _batch(running: Running, pack: Pack, connection: psycopg.Connection) -> Published:
    """Publish and mark one batch, in one transaction that holds its rows."""
    with connection.transaction():
        events = [Event(*row) for row in connection.execute(_TAKE, (BATCH,)).fetchall()]
        lost = [event.number for event in events if subject(pack, event.event_type) is None]
        fit = [event for event in events if subject(pack, event.event_type) is not None]
        sent = await _send(running, pack, fit) if fit else []
        connection.execute(_MARK, ("published", sent))
        connection.execute(_MARK, ("failed", lost))
    if len(sent) < len(fit):
        raise UserError(
            f"JetStream took {len(sent)} of {len(fit)} events of pack {pack.name}; the others stay pending: run "
            f"`novax outbox publish {pack.name}` again"
        )
    return Published(len(sent), len(lost))


async def _send(running: Running, pack: Pack, events: Sequence[Event]) -> list[int]:
    """Publish events in their order and return the numbers of those that JetStream acknowledged."""
    account = running.account(f"{pack.name}-nats")
    access = Access(account.endpoint.host, account.endpoint.port, account.username, running.ca)
    try:
        connection = await nats.connect(
            f"tls://{access}",
            user=account.username,
            password=account.password,
            tls=access.ssl_context(),
            tls_hostname=access.host,
            inbox_prefix=inbox_prefix(pack.name).encode(),
            connect_timeout=_SECONDS,
            allow_reconnect=False,
            max_reconnect_attempts=1,
        )
    except (OSError, NatsError) as error:
        raise UserError(f"NATS does not answer at {access}: {error or type(error).__name__}") from error
    sent: list[int] = []
    try:
        jetstream = connection.jetstream(timeout=_SECONDS)
        for event in events:
            await _publish(jetstream, pack, event)
            sent.append(event.number)
    except NatsError:
        # Those that follow wait: order within an aggregate is part of what an outbox promises.
        return sent
    finally:
        await connection.close()
    return sent


async def _publish(jetstream: JetStreamContext, pack: Pack, event: Event) -> None:
    headers = {
        "Nats-Msg-Id": event.message_id(pack),
        "Novax-Aggregate": f"{event.aggregate_type}/{event.aggregate_id}",
    }
    await jetstream.publish(subject(pack, event.event_type) or "", json.dumps(event.payload).encode(), headers=headers)
