"""An application at the event bus: other packs' streams, subjects, inboxes and consumers, and the bus itself.

What counts is what comes of it: a bus that keeps packs in accounts of their own takes a request and does nothing.
"""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from infra.cli.running import Running
from infra.packs import Pack
from tests.attack.strangers import wire
from tests.attack.strangers.tries import Tries, attack
from tests.smoke import clients

_SECONDS = 0.4
"""Answers come in milliseconds."""
_SECRET = b"stranger-secret"


@pytest.fixture(autouse=True)
def no_log() -> Iterator[None]:
    """Keep the client's own notes on refused requests out of the output."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


class Scene:
    """The attacker's connection and the victim's, with the victim's stream."""

    def __init__(self, attacker: Client, victim: Client, names: tuple[str, str, str], tries: Tries) -> None:
        self.attacker, self.victim, self.tries = attacker, victim, tries
        self.stream, self.subject, self.consumer = names

    async def ask(self, subject: str, body: object = b"") -> dict[str, Any]:
        """Return what the bus answers the attacker; nothing when it does not."""
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            reply = await self.attacker.request(subject, text, timeout=_SECONDS)
        except (TimeoutError, NatsError):
            return {}
        try:
            return json.loads(reply.data)
        except ValueError:
            return {"data": reply.data.decode(errors="replace")}

    async def state(self) -> dict[str, Any]:
        """Return the victim's stream as the victim sees it."""
        reply = await self.victim.request(f"$JS.API.STREAM.INFO.{self.stream}", b"", timeout=clients.SECONDS)
        found = json.loads(reply.data)
        assert "config" in found, found
        return {
            "config": found["config"],
            **{name: found["state"][name] for name in ("messages", "last_seq", "first_seq", "consumer_count")},
        }


Play = Callable[[Scene], Awaitable[None]]


@pytest.fixture
def play(running: Running, packs: Sequence[Pack], tries: Tries) -> Callable[[Play], None]:
    """Return a function that has two packs' connections meet."""
    streaming = [pack for pack in packs if any(stream.consumers for stream in pack.streams.values())]
    attacker, victim = streaming[0], streaming[1]
    name, stream = next((name, stream) for name, stream in victim.streams.items() if stream.consumers)
    subject = stream.subjects[0].replace(">", "stranger").replace("*", "stranger")
    names = name, subject, next(iter(stream.consumers))

    def run(act: Play) -> None:
        async def meet() -> None:
            async with (
                clients.events(running, f"{attacker.name}-nats") as one,
                clients.events(running, f"{victim.name}-nats") as two,
            ):
                scene = Scene(one, two, names, tries)
                # What the attacker is to fail with works for the victim.
                before = await scene.state()
                await two.jetstream(timeout=clients.SECONDS).publish(subject, b"{}")
                assert (await scene.state())["last_seq"] == before["last_seq"] + 1
                await act(scene)

        asyncio.run(meet())

    return run


def _listening(heard: list[bytes]) -> Callable[[Msg], Awaitable[None]]:
    async def hear(message: Msg) -> None:
        heard.append(message.data)

    return hear


@attack("an application", "an event of its making in another pack's stream")
def test_publishing_for_another(play: Callable[[Play], None]) -> None:
    async def act(scene: Scene) -> None:
        before = await scene.state()
        headers: list[dict[str, str]] = [
            {},
            {"Nats-Rollup": "all"},
            {"Nats-Rollup": "sub"},
            {"Nats-Msg-Id": "1"},
            {"Nats-Expected-Stream": scene.stream},
            {"Nats-TTL": "1s"},
        ]
        for header in headers:
            await scene.attacker.publish(scene.subject, _SECRET, headers=header or None)
            await scene.attacker.flush()
            await asyncio.sleep(0.05)
            scene.tries.note(str(header), "" if await scene.state() == before else "the stream took it")

    play(act)


@attack("an application", "what another pack's stream stores, by a reply subject that the bus itself answers to")
def test_replies_into_another_stream(play: Callable[[Play], None]) -> None:
    async def act(scene: Scene) -> None:
        before = await scene.state()
        names = ("STREAM.NAMES", "STREAM.LIST", "INFO", f"STREAM.INFO.{scene.stream}", f"CONSUMER.NAMES.{scene.stream}")
        ours = ("STREAM.INFO.NOVAX_DOCUMENTS", "CONSUMER.MSG.NEXT.NOVAX_DOCUMENTS.ai")
        subjects = ["$SYS.REQ.USER.INFO", *(f"$JS.API.{name}" for name in (*names, *ours))]
        for subject in subjects:
            await scene.attacker.publish(subject, b"", reply=scene.subject)
            await scene.attacker.flush()
            await asyncio.sleep(0.1)
            scene.tries.note(subject, "" if await scene.state() == before else "its answer is in the stream")

    play(act)


@attack("an application", "events and answers that are another pack's, as they pass")
def test_listening_to_others(play: Callable[[Play], None]) -> None:
    async def act(scene: Scene) -> None:
        inbox = scene.victim.new_inbox()
        subjects = (
            scene.subject,
            ">",
            "*.>",
            "*.*.*.>",
            "_INBOX.>",
            "*",
            inbox,
            inbox.rpartition(".")[0] + ".>",
            "$JS.>",
            "$JS.ACK.>",
            "$JS.EVENT.>",
            "$SYS.>",
            "_R_.>",
            "$KV.>",
            "$O.>",
        )
        heard: list[bytes] = []
        for subject in subjects:
            await scene.attacker.subscribe(subject, cb=_listening(heard))
            await scene.attacker.subscribe(subject, queue="workers", cb=_listening(heard))
        await scene.attacker.flush()
        await scene.victim.subscribe(inbox)
        await scene.victim.publish(inbox, _SECRET)
        await scene.victim.jetstream(timeout=clients.SECONDS).publish(scene.subject, _SECRET)
        await scene.state()
        await asyncio.sleep(0.3)
        for subject in subjects:
            scene.tries.note(subject, heard[:3])

    play(act)


@attack("an application", "what the bus knows of another pack's stream")
def test_reading_another_stream(play: Callable[[Play], None]) -> None:
    async def act(scene: Scene) -> None:
        requests: list[tuple[str, object]] = [
            (f"STREAM.INFO.{scene.stream}", b""),
            ("STREAM.LIST", {}),
            ("STREAM.NAMES", {"subject": ">"}),
            (f"STREAM.MSG.GET.{scene.stream}", {"seq": 1}),
            (f"STREAM.MSG.GET.{scene.stream}", {"last_by_subj": ">"}),
            (f"DIRECT.GET.{scene.stream}", {"seq": 1}),
            (f"DIRECT.GET.{scene.stream}.{scene.subject}", b""),
            (f"CONSUMER.INFO.{scene.stream}.{scene.consumer}", b""),
            (f"CONSUMER.LIST.{scene.stream}", {}),
            (f"CONSUMER.NAMES.{scene.stream}", {}),
            (f"CONSUMER.MSG.NEXT.{scene.stream}.{scene.consumer}", {"batch": 1, "no_wait": True}),
            ("INFO", b""),
            ("ACCOUNT.INFO", b""),
        ]
        for name, body in requests:
            found = await scene.ask(f"$JS.API.{name}", body)
            told = [found[part] for part in ("streams", "config", "data", "message", "consumers") if part in found]
            scene.tries.note(name, json.dumps(told) if scene.stream in json.dumps(told) else "")

    play(act)


@attack("an application", "another pack's stream emptied, changed, or deprived of its consumer")
def test_changing_another_stream(play: Callable[[Play], None]) -> None:
    async def act(scene: Scene) -> None:
        before = await scene.state()
        config = before["config"]
        stream, consumer = scene.stream, scene.consumer
        requests: list[tuple[str, object]] = [
            (f"STREAM.PURGE.{stream}", {}),
            (f"STREAM.DELETE.{stream}", b""),
            (f"STREAM.MSG.DELETE.{stream}", {"seq": before["last_seq"], "no_erase": False}),
            (f"STREAM.UPDATE.{stream}", {**config, "max_msgs": 1}),
            (f"STREAM.CREATE.{stream}", {**config, "subjects": []}),
            (f"STREAM.SNAPSHOT.{stream}", {"deliver_subject": "novax.stranger"}),
            (f"STREAM.RESTORE.{stream}", {"config": config, "state": {}}),
            (f"STREAM.LEADER.STEPDOWN.{stream}", {}),
            (f"STREAM.PEER.REMOVE.{stream}", {"peer": "x"}),
            (f"CONSUMER.DELETE.{stream}.{consumer}", b""),
            (f"CONSUMER.PAUSE.{stream}.{consumer}", {"pause_until": "2099-01-01T00:00:00Z"}),
            (
                f"CONSUMER.CREATE.{stream}.stranger",
                {"stream_name": stream, "config": {"name": "stranger", "deliver_policy": "all", "ack_policy": "none"}},
            ),
            (
                f"CONSUMER.DURABLE.CREATE.{stream}.stranger",
                {"stream_name": stream, "config": {"durable_name": "stranger", "ack_policy": "explicit"}},
            ),
            (
                f"CONSUMER.CREATE.{stream}",
                {"stream_name": stream, "config": {"deliver_subject": "novax.stranger", "ack_policy": "none"}},
            ),
            (f"CONSUMER.UNPIN.{stream}.{consumer}", {"group": "x"}),
            (f"CONSUMER.LEADER.STEPDOWN.{stream}.{consumer}", b""),
        ]
        for name, body in requests:
            await scene.ask(f"$JS.API.{name}", body)
            scene.tries.note(name, "" if await scene.state() == before else "the stream is another now")

    play(act)


@attack("an application", "a stream that takes in another pack's events")
def test_streams_over_others(play: Callable[[Play], None]) -> None:
    async def act(scene: Scene) -> None:
        for change in (
            {"subjects": [scene.subject]},
            {"subjects": [">"]},
            {"subjects": ["*.>"]},
            {"subjects": ["$JS.>"]},
            {"subjects": ["_INBOX.>"]},
            {"mirror": {"name": scene.stream}},
            {"sources": [{"name": scene.stream}]},
            {"sources": [{"name": scene.stream, "external": {"api": "$JS.API"}}]},
            {"subjects": ["novax.stranger"], "republish": {"src": ">", "dest": f"{scene.subject}.>"}},
            {"subjects": ["novax.stranger"], "max_bytes": -1},
        ):
            found = await scene.ask(
                "$JS.API.STREAM.CREATE.STRANGER",
                {"name": "STRANGER", "retention": "limits", "storage": "file", **change},
            )
            made = "config" in found
            if made:
                await scene.ask("$JS.API.STREAM.DELETE.STRANGER")
            scene.tries.note(str(change), json.dumps(found) if made else "")

    play(act)


@attack("an application", "another pack's delivery acknowledged, or put off, by a guessed subject")
def test_forged_acknowledgements(play: Callable[[Play], None]) -> None:
    async def act(scene: Scene) -> None:
        async def pending() -> object:
            reply = await scene.victim.request(
                f"$JS.API.CONSUMER.INFO.{scene.stream}.{scene.consumer}", b"", timeout=clients.SECONDS
            )
            found = json.loads(reply.data)
            return found["ack_floor"]["stream_seq"], found["num_ack_pending"], found["num_redelivered"]

        before = await pending()
        state = await scene.state()
        for word in (b"+ACK", b"+TERM", b"-NAK", b"+WPI", b"+NXT"):
            for sequence in range(max(1, state["last_seq"] - 3), state["last_seq"] + 1):
                await scene.attacker.publish(
                    f"$JS.ACK.{scene.stream}.{scene.consumer}.1.{sequence}.{sequence}.1700000000000000000.0",
                    word,
                    reply=scene.subject,
                )
        await scene.attacker.flush()
        await asyncio.sleep(0.2)
        scene.tries.note("acknowledge", "" if await pending() == before else f"{before} became {await pending()}")
        scene.tries.note("answer", "" if await scene.state() == state else "the stream took an answer")

    play(act)


@attack("an application", "what the bus knows of itself, or its settings")
def test_the_system(play: Callable[[Play], None]) -> None:
    async def act(scene: Scene) -> None:
        for subject in (
            "$SYS.REQ.SERVER.PING",
            "$SYS.REQ.SERVER.PING.VARZ",
            "$SYS.REQ.SERVER.PING.CONNZ",
            "$SYS.REQ.SERVER.PING.SUBSZ",
            "$SYS.REQ.SERVER.PING.JSZ",
            "$SYS.REQ.SERVER.PING.ACCOUNTZ",
            "$SYS.REQ.ACCOUNT.$G.CONNZ",
            "$SYS.REQ.ACCOUNT.$SYS.INFO",
            "$SYS.REQ.CLAIMS.LIST",
            "$SYS.REQ.CLAIMS.UPDATE",
            "$SYS.REQ.SERVER.x.RELOAD",
            "$SYS.REQ.SERVER.x.KICK",
            "$JS.API.META.LEADER.STEPDOWN",
            "$JS.API.SERVER.REMOVE",
            "$JS.API.ACCOUNT.PURGE.$G",
            "$SRV.PING",
            "$SRV.INFO",
            "$SRV.STATS",
        ):
            found = await scene.ask(subject)
            scene.tries.note(subject, "" if not found or "error" in found else json.dumps(found))

    play(act)


@attack("an application", "a message that is larger than the bus takes, or a connection that outlives a fault")
def test_large_messages(running: Running, packs: Sequence[Pack], play: Callable[[Play], None], tries: Tries) -> None:
    async def act(scene: Scene) -> None:
        before = await scene.state()
        own = running.accounts[f"{packs[0].name}-nats"]
        size = 64 * 2**20
        text = json.dumps({"user": own.username, "pass": own.password, "verbose": False, "tls_required": True})

        def send() -> bytes:
            with wire.secured(running, running.endpoints["nats"]) as line:
                line.sendall(f"CONNECT {text}\r\nPUB novax.stranger {size}\r\n".encode() + b"x" * 4096)
                return wire.said(line, b"PING\r\n")

        answer = await asyncio.to_thread(send)
        tries.note("64 MiB", "" if b"Maximum Payload" in answer or not answer else answer)
        tries.note("others", "" if await scene.state() == before else "the victim's stream is another now")

    play(act)


@attack("a stranger", "the bus, as a server, a leaf node or a gateway that nobody declared")
def test_other_kinds_of_connection(running: Running, tries: Tries) -> None:
    for first in (
        b'CONNECT {"lang":"go","cluster":"x","server":"x","name":"x"}\r\nPING\r\n',
        b'CONNECT {"server_id":"x","is_leaf":true}\r\nLS+ > 1\r\nPING\r\n',
        b'CONNECT {"gateway":"x"}\r\nPING\r\n',
        b'CONNECT {"user":"","pass":""}\r\nSUB > 1\r\nPING\r\n',
        b"SUB > 1\r\nPING\r\n",
        b'CONNECT {"no_responders":true,"headers":true,"user":"admin"}\r\nPING\r\n',
        b"GET /leafnode HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
    ):
        with wire.secured(running, running.endpoints["nats"]) as line:
            got = wire.said(line, first)
            tries.note(first.decode()[:60], got if b"PONG" in got else "")


@attack("an application", "another pack's account by a password of its own")
def test_passwords_of_others(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    own = running.account(f"{packs[0].name}-nats")

    async def knock(user: str) -> bool:
        try:
            async with clients.events(running, own.name, username=user) as client:
                await client.flush()
        except (TimeoutError, NatsError, OSError):
            return False
        return True

    for user in ("admin", "sys", "$SYS", "relay", "metrics", "", *(pack.name for pack in packs[1:])):
        tries.note(user, asyncio.run(knock(user)))
    assert asyncio.run(knock(own.username))
