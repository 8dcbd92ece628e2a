"""The event bus: durable, encrypted, with the declared streams, and each pack kept to its own."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import json
import logging
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NatsTimeoutError
from nats.js.api import StorageType

from infra.cli.running import Running
from infra.packs import Pack
from infra.services.nats import inbox_prefix
from infra.specs import CONFIG_DIR, DATA_DIR
from tests.smoke import clients, engine

PATIENCE_SECONDS = 2.0
"""Answers come in milliseconds."""


@pytest.fixture(autouse=True)
def no_log() -> Iterator[None]:
    """Keep the client's own notes on refused connections out of the output."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def pack(packs: Sequence[Pack]) -> Pack:
    """Return a pack with a stream that has a consumer."""
    return next(pack for pack in packs if any(stream.consumers for stream in pack.streams.values()))


@pytest.fixture(scope="module")
def pair(packs: Sequence[Pack]) -> tuple[Pack, Pack]:
    """Return two packs with streams."""
    found = [pack for pack in packs if pack.streams]
    if len(found) == 1:
        pytest.skip("novax:packs has one pack with streams")
    return found[0], found[1]


def test_every_declared_stream_and_consumer_exists_on_disk(running: Running, packs: Sequence[Pack]) -> None:
    async def look(pack: Pack) -> dict[str, tuple[StorageType | None, set[str], set[str | None]]]:
        async with clients.events(running, "nats") as client:
            stream = client.jetstream(domain=pack.name)
            return {
                info.config.name or "": (
                    info.config.storage,
                    set(info.config.subjects or ()),
                    {consumer.name for consumer in await stream.consumers_info(info.config.name or "")},
                )
                for info in await stream.streams_info()
            }

    for declared in (pack for pack in packs if pack.streams):
        found = asyncio.run(look(declared))
        assert found.keys() == declared.streams.keys()
        for name, stream in declared.streams.items():
            storage, subjects, consumers = found[name]
            assert storage == StorageType.FILE, name
            assert subjects == set(stream.subjects), name
            assert consumers >= set(stream.consumers), name


@pytest.mark.disruptive
def test_an_application_publishes_with_an_acknowledgement_and_consumes_what_it_published(
    running: Running, pack: Pack
) -> None:
    name, stream = next((name, stream) for name, stream in pack.streams.items() if stream.consumers)
    durable, consumer = next(iter(stream.consumers.items()))
    subject = _concrete((consumer.subjects or stream.subjects)[0])
    told: list[str] = []

    async def exchange() -> tuple[str, int, int]:
        async with clients.events(
            running, f"{pack.name}-nats", on_error=lambda error: told.append(str(error))
        ) as client:
            bus = client.jetstream(timeout=clients.SECONDS)
            acknowledged = await bus.publish(subject, b"{}")
            try:
                subscription = await bus.pull_subscribe_bind(durable, name)
                received = 0
                # Others may have published before.
                while received < acknowledged.seq:
                    (message,) = await subscription.fetch(1, timeout=PATIENCE_SECONDS)
                    await message.ack_sync(timeout=PATIENCE_SECONDS)
                    received = message.metadata.sequence.stream
            finally:
                await _forget(running, pack, name, acknowledged.seq)
            return acknowledged.stream, acknowledged.seq, received

    try:
        stored_in, published, received = asyncio.run(exchange())
    except NatsTimeoutError:
        pytest.fail(f"the message was not delivered: {told}")
    assert (stored_in, received) == (name, published)


@pytest.mark.parametrize("verb", ["CREATE", "UPDATE", "DELETE", "PURGE", "SNAPSHOT", "MSG.DELETE"])
def test_an_application_cannot_change_a_stream(running: Running, pack: Pack, verb: str) -> None:
    stream = next(iter(pack.streams))
    assert _refused(running, pack, f"$JS.API.STREAM.{verb}.{stream}")


def test_an_application_cannot_delete_a_consumer(running: Running, pack: Pack) -> None:
    name, stream = next((name, stream) for name, stream in pack.streams.items() if stream.consumers)
    assert _refused(running, pack, f"$JS.API.CONSUMER.DELETE.{name}.{next(iter(stream.consumers))}")


def test_an_application_publishes_nothing_in_the_name_of_another(running: Running, pair: tuple[Pack, Pack]) -> None:
    pack, other = pair
    assert _refused(running, pack, _concrete(next(iter(other.streams.values())).subjects[0]))


@pytest.mark.disruptive
def test_an_application_hears_nothing_of_another(running: Running, pair: tuple[Pack, Pack]) -> None:
    """Listen wherever that is allowed, while another pack publishes and waits for the answer."""
    pack, other = pair
    name, stream = next(iter(other.streams.items()))
    heard: list[str] = []

    async def hear(message: Msg) -> None:
        heard.append(message.subject)

    async def listen() -> None:
        ear, voice = clients.events(running, f"{pack.name}-nats"), clients.events(running, f"{other.name}-nats")
        async with ear as listener, voice as speaker:
            for pattern in (">", f"{other.name}.>", f"{inbox_prefix(other.name)}.>", "_INBOX.>", "$JS.>"):
                await listener.subscribe(pattern, cb=hear)
            await listener.flush(clients.SECONDS)
            acknowledged = await speaker.jetstream(timeout=clients.SECONDS).publish(
                _concrete(stream.subjects[0]), b"{}"
            )
            await listener.flush(clients.SECONDS)
        await _forget(running, other, name, acknowledged.seq)

    asyncio.run(listen())
    assert heard == []


@pytest.mark.parametrize("request_subject", ["$JS.API.INFO", "$JS.API.STREAM.NAMES", "$JS.API.STREAM.INFO.{stream}"])
def test_an_answer_is_not_delivered_into_the_stream_of_another(
    running: Running, pair: tuple[Pack, Pack], request_subject: str
) -> None:
    """Ask JetStream to answer to a subject that another pack's stream keeps: its permissions do not cover replies."""
    pack, other = pair
    theirs, stream = next(iter(other.streams.items()))

    async def messages() -> int:
        async with clients.events(running, "nats") as client:
            return (await client.jetstream(domain=other.name).stream_info(theirs)).state.last_seq

    async def ask() -> None:
        async with clients.events(running, f"{pack.name}-nats") as client:
            question = request_subject.format(stream=next(iter(pack.streams)))
            await client.publish(question, b"", reply=_concrete(stream.subjects[0]))
            await client.flush(clients.SECONDS)
            # Another question, answered after the first.
            assert await client.jetstream(timeout=clients.SECONDS).account_info()

    before = asyncio.run(messages())
    asyncio.run(ask())
    assert asyncio.run(messages()) == before


@pytest.mark.parametrize("subject", ["$JS.{other}.API.INFO", "$JS.{other}.API.STREAM.PURGE.{theirs}"])
def test_the_administrator_s_way_to_another_is_no_application_s(
    running: Running, pair: tuple[Pack, Pack], subject: str
) -> None:
    pack, other = pair
    assert _refused(running, pack, subject.format(other=other.name, theirs=next(iter(other.streams))))


@pytest.mark.parametrize("password", ["", "nats", "password", "admin"])
@pytest.mark.parametrize("account", ["nats", "pack"])
def test_empty_default_and_wrong_passwords_are_refused(
    running: Running, pack: Pack, account: str, password: str
) -> None:
    name = f"{pack.name}-nats" if account == "pack" else account
    with pytest.raises(NatsError, match=r"(?i)authorization violation"):
        asyncio.run(_connected(running, name, password=password))


def test_nobody_comes_in_without_an_account(running: Running) -> None:
    with pytest.raises(NatsError, match=r"(?i)authorization violation"):
        asyncio.run(_connected(running, "nats", username="", password=""))


def test_plain_text_is_refused(running: Running) -> None:
    """The server names its terms before anything else: it wants TLS, and answers nothing that comes without."""
    where = running.endpoints["nats"]

    async def talk() -> tuple[dict[str, Any], bytes]:
        reader, writer = await asyncio.open_connection(where.host, where.port)
        try:
            terms = json.loads((await reader.readline()).removeprefix(b"INFO "))
            writer.write(b'CONNECT {"verbose":true,"tls_required":false}\r\nPING\r\n')
            return terms, await asyncio.wait_for(reader.read(), clients.SECONDS)
        finally:
            writer.close()

    terms, answer = asyncio.run(talk())
    assert terms["tls_required"] is True
    assert b"PONG" not in answer


def test_messages_are_on_the_disk_when_they_are_acknowledged(running: Running) -> None:
    (container,) = running.services["nats"].members.values()
    configuration = engine.content(container, f"{CONFIG_DIR}/nats.conf")
    assert "sync_interval: always" in configuration
    assert engine.exit_code(container, f"find {DATA_DIR}/jetstream -name '*.blk' | grep -q .") == 0


async def _forget(running: Running, pack: Pack, stream: str, sequence: int) -> None:
    """Take back what a test has published, so that no real consumer meets it."""
    async with clients.events(running, "nats") as client:
        await client.jetstream(domain=pack.name).delete_msg(stream, sequence)


async def _connected(running: Running, account: str, *, password: str, username: str | None = None) -> None:
    async with clients.events(running, account, username=username, password=password) as client:
        await client.flush()


def _refused(running: Running, pack: Pack, subject: str) -> bool:
    """Tell whether the server answers the pack's account that it lacks the permission, rather than doing as it says."""

    async def ask() -> bool:
        told: asyncio.Queue[str] = asyncio.Queue()
        async with clients.events(
            running, f"{pack.name}-nats", on_error=lambda error: told.put_nowait(str(error))
        ) as client:
            await client.publish(subject, b"{}", reply=client.new_inbox())
            try:
                return "permissions violation" in (await asyncio.wait_for(told.get(), PATIENCE_SECONDS)).lower()
            except TimeoutError:
                return False

    return asyncio.run(ask())


def _concrete(subject: str) -> str:
    """Return a subject that a pattern covers."""
    return subject.replace("*", "smoke").replace(">", "smoke")
