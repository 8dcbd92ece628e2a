"""The event bus, signed in to with a pack's own account: it can publish that pack's subjects and nothing else."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false

import ssl
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import nats
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from novax_relay import events
from novax_relay.config import Config, PackFacts
from novax_relay.events import Event

_SECONDS = 10


@asynccontextmanager
async def connected(config: Config, pack: PackFacts) -> AsyncGenerator[JetStreamContext]:
    """Yield JetStream; a connection that breaks stays broken, so that whoever uses it begins anew.

    Raises:
        NatsError, OSError: the server does not answer or refuses the account.
    """
    context = ssl.create_default_context(cafile=config.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    connection = await nats.connect(
        config.bus,
        user=pack.user,
        password=pack.password,
        tls=context,
        inbox_prefix=pack.inbox_prefix.encode(),
        connect_timeout=_SECONDS,
        allow_reconnect=False,
        max_reconnect_attempts=1,
        error_cb=_ignore,
    )
    try:
        yield connection.jetstream(timeout=_SECONDS)
    finally:
        await connection.close()


async def _ignore(_: Exception) -> None:
    """Say nothing: what goes wrong is raised as well, and the library's own callback prints a traceback."""


async def send(bus: JetStreamContext, pack: PackFacts, batch: Sequence[Event]) -> tuple[list[int], NatsError | None]:
    """Publish events in their order; return those that JetStream has on its disk, and why it took no more.

    Those after a refusal wait: order within an aggregate is part of what an outbox promises.
    """
    sent: list[int] = []
    for event in batch:
        where = events.subject(pack.name, pack.subjects, event.event_type) or ""
        try:
            await bus.publish(where, event.body, headers=event.headers(pack.name))
        except NatsError as error:
            return sent, error
        sent.append(event.number)
    return sent, None
