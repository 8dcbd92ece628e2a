"""The event bus, signed in to with a pack's own account: it can publish that pack's subjects and nothing else."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false

import json
import ssl
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from novax_relay import events
from novax_relay.config import Config, PackFacts
from novax_relay.events import MESSAGE_ID, Event, Place

_SECONDS = 10
_NO_STREAM = 10059
"""JetStream's code for a stream that is not there."""


@dataclass(frozen=True)
class Stream:
    """A stream as the server has it: the numbers of its first and last message, and those missing between."""

    name: str
    created: datetime
    first: int
    last: int
    deleted: Sequence[int]
    max_age_seconds: float
    """How long it keeps a message; 0 for as long as there is room."""
    full: bool
    """Whether the next message may push out the oldest, whatever its age."""


@asynccontextmanager
async def connected(config: Config, pack: PackFacts) -> AsyncGenerator[Client]:
    """Yield a session; a connection that breaks stays broken, so that whoever uses it begins anew.

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
        yield connection
    finally:
        await connection.close()


async def _ignore(_: Exception) -> None:
    """Say nothing: what goes wrong is raised as well, and the library's own callback prints a traceback."""


async def send(
    client: Client, pack: PackFacts, batch: Sequence[Event], made: Mapping[str, datetime]
) -> tuple[dict[int, Place], NatsError | None]:
    """Publish events in their order; return where JetStream has them on its disk, and why it took no more.

    `made` is when each stream was made. Those after a refusal wait: order within an aggregate is part of what an outbox
    promises.
    """
    jetstream = client.jetstream(timeout=_SECONDS)
    sent: dict[int, Place] = {}
    for event in batch:
        where = events.subject(pack.name, pack.subjects, event.event_type) or ""
        try:
            answer = await jetstream.publish(where, event.body, headers=event.headers(pack.name))
        except NatsError as error:
            return sent, error
        sent[event.number] = Place(answer.stream, made[answer.stream], answer.seq)
    return sent, None


async def stream(client: Client, name: str) -> Stream | None:
    """Return a stream as it is, None when it is not there.

    Raises:
        NatsError: the server does not answer, or answers that it can't.
    """
    # Not by the library's own call, which can't ask for the numbers that are deleted.
    answer = await client.request(f"$JS.API.STREAM.INFO.{name}", b'{"deleted_details": true}', timeout=_SECONDS)
    said: dict[str, Any] = json.loads(answer.data)
    if error := said.get("error"):
        if error["err_code"] == _NO_STREAM:
            return None
        raise NatsError(f"stream {name}: {error['description']}")
    kept, state = said["config"], said["state"]
    return Stream(
        name,
        datetime.fromisoformat(said["created"]),
        state["first_seq"],
        state["last_seq"],
        state.get("deleted") or (),
        kept["max_age"] / 1e9,
        full=0 < kept["max_bytes"] <= state["bytes"] + client.max_payload,
    )


async def message_at(client: Client, name: str, sequence: int) -> str | None:
    """Return the id of the message with that number in a stream, "" for one without an id, None where there is none.

    Raises:
        NatsError: the server does not answer.
    """
    try:
        message = await client.jetstream(timeout=_SECONDS).get_msg(name, sequence)
    except NotFoundError:
        return None
    return cast("Mapping[str, str]", message.headers or {}).get(MESSAGE_ID, "")
