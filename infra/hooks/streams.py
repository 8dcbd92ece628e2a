"""JetStream streams and durable consumers of the packs.

A stream is created or updated in place, never deleted, purged or cut below what it holds. What JetStream cannot change
in place stays as it is and fails the hook with a sentence.
"""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from infra.demands import Consumer, Stream
from infra.errors import UserError
from infra.hooks.access import Access
from infra.hooks.declaration import JSON, Change, Changes, made
from infra.hooks.waiting import refuses_connections, until_ready
from infra.packs import Pack

if TYPE_CHECKING:
    from nats.js import JetStreamContext
    from nats.js.api import ConsumerConfig, StreamConfig, StreamInfo

ADMIN_SECRET = "nats-admin"  # noqa: S105 - the name of a secret

_DUPLICATE_WINDOW_SECONDS = 120
"""How long a repeated message id is recognised: an outbox that publishes again after a crash does so within this."""

STREAM_FIELDS = ("subjects", "retention", "storage", "max_age", "max_bytes", "duplicate_window", "num_replicas")
"""What is declared of a stream; the rest stays as it is."""

CONSUMER_FIELDS = ("deliver_policy", "ack_policy", "ack_wait", "max_deliver", "filter_subjects")
"""What is declared of a consumer."""

_HUNG_UP = "empty response from server"
"""What the library says of a connection that ended before the server's first word; it has no type of its own."""

_GONE = "is gone"
_DAY_SECONDS = 86400
_MEBIBYTE = 1024 * 1024
_TIMEOUT_SECONDS = 10


def declared(packs: Sequence[Pack], replicas: int = 1) -> dict[str, JSON]:
    """Return everything that `apply` will see to, for the marker."""
    return {
        name: {
            "subjects": list(stream.subjects),
            "max_age_days": stream.max_age_days,
            "max_mebibytes": stream.max_mebibytes,
            "replicas": replicas,
            "consumers": {key: consumer.model_dump(mode="json") for key, consumer in stream.consumers.items()},
        }
        for pack in packs
        for name, stream in pack.streams.items()
    }


def secret_names(_: Sequence[Pack]) -> tuple[str, ...]:
    """Return the names of all passwords that `apply` needs."""
    return (ADMIN_SECRET,)


def apply(access: Access, packs: Sequence[Pack], secrets: Mapping[str, str], replicas: int = 1) -> Changes:
    """Bring streams and consumers to what is declared and return what that took.

    `replicas` is on how many servers each message is kept: 1, or 3 in a cluster.

    Raises:
        UserError: the server did not come up in time, or a change is none that JetStream makes in place.
        nats.errors.Error: the server refused the account.
    """
    password = secrets[ADMIN_SECRET]
    with without_eof_note():
        until_ready(f"NATS at {access}", lambda: asyncio.run(_answers(access, password)), is_coming_up)
    return tuple(done for pack in packs if pack.streams for done in _ensure(access, password, pack, replicas))


@contextmanager
def opened(access: Access, password: str, pack: str) -> "Generator[tuple[asyncio.Runner, JetStreamContext]]":
    """Yield a session with a pack's JetStream, and what runs its requests one after the other."""
    with without_eof_note(), asyncio.Runner() as runner:
        session = AsyncExitStack()
        jetstream = runner.run(session.enter_async_context(jetstream_of(access, password, pack)))
        try:
            yield runner, jetstream
        finally:
            runner.run(session.aclose())


@asynccontextmanager
async def jetstream_of(access: Access, password: str, pack: str | None = None) -> "AsyncGenerator[JetStreamContext]":
    """Yield a session with a pack's JetStream, or the administrator's own, that does not wait or try again."""
    import nats  # noqa: PLC0415  # a plan runs no hook, and needs no client

    connection = await nats.connect(
        f"tls://{access}",
        user=access.user,
        password=password,
        tls=access.ssl_context(),
        tls_hostname=access.host,
        connect_timeout=_TIMEOUT_SECONDS,
        allow_reconnect=False,
        # One try, told at once: the library's own default is two minutes of silence. Waiting is ours to do.
        max_reconnect_attempts=1,
        reconnect_time_wait=0.1,
        error_cb=_ignore,
    )
    try:
        yield connection.jetstream(domain=pack, timeout=_TIMEOUT_SECONDS)
    finally:
        await connection.close()


async def _ignore(_: Exception) -> None:
    """Say nothing: what goes wrong is raised as well, and the library's own callback prints a traceback."""


@contextmanager
def without_eof_note() -> Generator[None]:
    """Keep asyncio from warning of an end of file on each connection that the library has upgraded to TLS."""

    def other(record: logging.LogRecord) -> bool:
        return "eof_received()" not in record.getMessage()

    logger = logging.getLogger("asyncio")
    logger.addFilter(other)
    try:
        yield
    finally:
        logger.removeFilter(other)


async def _answers(access: Access, password: str) -> None:
    async with jetstream_of(access, password) as jetstream:
        await jetstream.account_info()


def is_coming_up(error: Exception) -> bool:
    """Tell whether a request failed because the server or its JetStream is not ready yet."""
    from nats.errors import Error as NatsError  # noqa: PLC0415  # as above
    from nats.errors import NoServersError  # noqa: PLC0415
    from nats.errors import TimeoutError as NatsTimeoutError  # noqa: PLC0415
    from nats.js.errors import ServiceUnavailableError  # noqa: PLC0415

    starting = (NoServersError, NatsTimeoutError, ServiceUnavailableError)
    # A forwarded port takes connections before its pod does, and hangs up.
    hung_up = isinstance(error, NatsError) and _HUNG_UP in str(error)
    return hung_up or isinstance(error, starting) or refuses_connections(error)


def _ensure(access: Access, password: str, pack: Pack, replicas: int) -> Changes:
    with opened(access, password, pack.name) as (runner, jetstream):
        return made(pending(runner, jetstream, pack.streams, replicas))


def pending(
    runner: asyncio.Runner, jetstream: "JetStreamContext", streams: Mapping[str, Stream], replicas: int
) -> Iterator[Change]:
    """Yield each stream and consumer that is not as declared; without a stream there is nothing to say of consumers.

    The runner is the one that `jetstream` was opened in.
    """
    for name, stream in streams.items():
        if change := _stream_change(runner, jetstream, name, stream, replicas):
            yield change
            if change.difference == _GONE and not change.made:
                continue
        for durable, consumer in stream.consumers.items():
            if change := _consumer_change(runner, jetstream, name, durable, consumer):
                yield change


def stream_config(name: str, stream: Stream, replicas: int) -> "StreamConfig":
    """Return the stream as JetStream takes it; times are seconds, sizes bytes."""
    from nats.js.api import RetentionPolicy, StorageType, StreamConfig  # noqa: PLC0415  # as above

    return StreamConfig(
        name=name,
        subjects=list(stream.subjects),
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        max_age=stream.max_age_days * _DAY_SECONDS,
        max_bytes=stream.max_mebibytes * _MEBIBYTE,
        duplicate_window=_DUPLICATE_WINDOW_SECONDS,
        num_replicas=replicas,
    )


def _stream_change(
    runner: asyncio.Runner, jetstream: "JetStreamContext", name: str, stream: Stream, replicas: int
) -> Change | None:
    from nats.js.errors import NotFoundError  # noqa: PLC0415  # as above

    wanted, subject = stream_config(name, stream, replicas), f"stream {name}"
    try:
        present = runner.run(jetstream.stream_info(name))
    except NotFoundError:
        return _gone(subject, lambda: runner.run(_change(jetstream.add_stream(wanted), subject)))
    different = differences(wanted, present.config, STREAM_FIELDS)

    async def update() -> None:
        await _refuse_loss(jetstream, present, wanted)
        await _change(jetstream.update_stream(present.config.evolve(**different)), subject)

    return _changed(subject, different, lambda: runner.run(update()))


def _gone(subject: str, make: Callable[[], None]) -> Change:
    return Change(subject, _GONE, f"created {subject}", make)


def _changed(subject: str, different: Iterable[str], make: Callable[[], None]) -> Change | None:
    fields = ", ".join(different)
    return Change(subject, f"was changed by hand: {fields}", f"updated {subject} ({fields})", make) if fields else None


async def _refuse_loss(jetstream: "JetStreamContext", present: "StreamInfo", wanted: "StreamConfig") -> None:
    """Refuse limits under which messages that are there now would be dropped at once."""
    name, state = present.config.name or "", present.state
    if not state.messages:
        return
    if state.bytes > (wanted.max_bytes or 0):
        raise UserError(
            f"stream {name} holds {state.bytes} bytes, more than its new max_mebibytes of "
            f"{(wanted.max_bytes or 0) // _MEBIBYTE}, so messages would be lost; raise it, or remove them by hand"
        )
    oldest = (await jetstream.get_msg(name, seq=state.first_seq)).time
    age = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
    if age > (wanted.max_age or 0):
        raise UserError(
            f"stream {name} holds a message {age / _DAY_SECONDS:.1f} days old, older than its new max_age_days of "
            f"{(wanted.max_age or 0) / _DAY_SECONDS:.0f}, so messages would be lost; raise it, or remove them by hand"
        )


def consumer_config(durable: str, consumer: Consumer) -> "ConsumerConfig":
    """Return the consumer as JetStream takes it; it starts with the oldest message there is."""
    from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy  # noqa: PLC0415  # as above

    return ConsumerConfig(
        name=durable,
        durable_name=durable,
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=consumer.ack_wait_seconds,
        max_deliver=consumer.max_deliver,
        filter_subjects=list(consumer.subjects) or None,
    )


def _consumer_change(
    runner: asyncio.Runner, jetstream: "JetStreamContext", stream: str, durable: str, consumer: Consumer
) -> Change | None:
    from nats.js.api import ConsumerConfig  # noqa: PLC0415  # as above
    from nats.js.errors import NotFoundError  # noqa: PLC0415

    wanted, subject = consumer_config(durable, consumer), f"consumer {durable} of stream {stream}"
    try:
        present = runner.run(jetstream.consumer_info(stream, durable)).config or ConsumerConfig()
    except NotFoundError:
        return _gone(subject, lambda: runner.run(_change(jetstream.add_consumer(stream, wanted), subject)))
    different = differences(wanted, present, CONSUMER_FIELDS)
    config = present.evolve(**different)
    return _changed(subject, different, lambda: runner.run(_change(jetstream.add_consumer(stream, config), subject)))


def differences(wanted: object, present: object, names: Sequence[str]) -> dict[str, Any]:
    """Return the declared fields whose value is another; fields that nobody declares stay as they are."""
    return {name: getattr(wanted, name) for name in names if getattr(wanted, name) != getattr(present, name)}


async def _change(request: Awaitable[object], what: str) -> None:
    from nats.js.errors import APIError  # noqa: PLC0415  # as above

    try:
        await request
    except APIError as error:
        raise UserError(
            f"{what} cannot be made as declared: {error.description}; correct the declaration, or change what is there "
            "by hand: no hook deletes a stream"
        ) from error
