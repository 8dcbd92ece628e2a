"""Consumers of a stream that was cut off: what they have behind them may reach further than the stream does."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from infra.cli.running import Running
from infra.demands import Stream
from infra.errors import UserError
from infra.hooks.streams import consumer_config, jetstream_of, without_eof_note

_ACCOUNT = "nats"

Answer = TypeVar("Answer")


def ahead(running: Running, pack: str, name: str, stream: Stream) -> tuple[str, ...]:
    """Return the declared consumers that had a message whose number the stream has not given yet.

    Raises:
        UserError: the server does not answer.
    """

    async def ask(jetstream: JetStreamContext) -> tuple[str, ...]:
        found: list[str] = []
        try:
            last = (await jetstream.stream_info(name)).state.last_seq
        except NotFoundError:
            return ()
        for durable in stream.consumers:
            try:
                delivered = (await jetstream.consumer_info(name, durable)).delivered
            except NotFoundError:
                continue
            if delivered and delivered.stream_seq > last:
                found.append(durable)
        return tuple(found)

    return _asked(running, pack, ask)


def start_anew(running: Running, pack: str, name: str, stream: Stream, durables: Sequence[str]) -> None:
    """Make consumers anew, as they are declared, so that they start with the oldest message there is.

    Raises:
        UserError: the server does not answer.
    """

    async def change(jetstream: JetStreamContext) -> None:
        for durable in durables:
            await jetstream.delete_consumer(name, durable)
            await jetstream.add_consumer(name, consumer_config(durable, stream.consumers[durable]))

    _asked(running, pack, change)


def _asked(running: Running, pack: str, question: Callable[[JetStreamContext], Awaitable[Answer]]) -> Answer:
    account = running.account(_ACCOUNT)

    async def ask() -> Answer:
        async with jetstream_of(running.access(account), account.password, pack) as jetstream:
            return await question(jetstream)

    try:
        with without_eof_note():
            return asyncio.run(ask())
    except (NatsError, OSError) as error:
        raise UserError(f"NATS of stack {running.stack} does not answer: {error}; `novax status` tells more") from error
