"""Streams and consumers as JetStream gets them."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import json
from collections.abc import Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest
from nats.errors import Error as NatsError
from nats.errors import NoServersError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import BadRequestError, NotFoundError, ServiceUnavailableError

from infra.demands import Consumer
from infra.errors import UserError
from infra.hooks import streams
from infra.hooks.access import Access
from infra.hooks.waiting import until_ready
from infra.packs import Pack


def test_a_stream_is_on_disk_within_its_limits_and_knows_repeated_messages(shop: Pack) -> None:
    config = streams.stream_config("SHOP_EVENTS", shop.streams["SHOP_EVENTS"], 3)
    assert config.name == "SHOP_EVENTS"
    assert config.subjects == ["shop.events.>"]
    assert config.storage is StorageType.FILE
    assert config.retention is RetentionPolicy.LIMITS
    assert config.max_age == 7 * 24 * 3600
    assert config.max_bytes == 64 * 1024 * 1024
    assert config.duplicate_window == 120
    assert config.num_replicas == 3


def test_a_consumer_is_durable_and_acknowledges_each_message(shop: Pack) -> None:
    config = streams.consumer_config("mail", shop.streams["SHOP_EVENTS"].consumers["mail"])
    assert (config.name, config.durable_name) == ("mail", "mail")
    assert config.ack_policy is AckPolicy.EXPLICIT
    assert config.deliver_policy is DeliverPolicy.ALL
    assert config.filter_subjects == ["shop.events.order.>"]
    assert config.ack_wait == 60
    assert config.max_deliver == 10


def test_a_consumer_without_subjects_gets_the_whole_stream() -> None:
    assert streams.consumer_config("all", Consumer()).filter_subjects is None


def test_the_declaration_shows_streams_consumers_and_replicas(shop: Pack) -> None:
    assert streams.declared([shop], replicas=3) == {
        "SHOP_EVENTS": {
            "subjects": ["shop.events.>"],
            "max_age_days": 7,
            "max_mebibytes": 64,
            "replicas": 3,
            "consumers": {
                "mail": {"subjects": ["shop.events.order.>"], "ack_wait_seconds": 60, "max_deliver": 10},
                "search": {"subjects": [], "ack_wait_seconds": 30, "max_deliver": 10},
            },
        }
    }


def test_the_declaration_is_plain_json(packs: tuple[Pack, ...]) -> None:
    assert json.loads(json.dumps(streams.declared(packs))) == streams.declared(packs)


def test_document_events_of_novax_are_consumed_by_all_who_need_them(packs: tuple[Pack, ...]) -> None:
    documents = packs[0].streams["NOVAX_DOCUMENTS"]
    assert documents.subjects == ("novax.document.created", "novax.document.updated", "novax.document.deleted")
    assert sorted(documents.consumers) == ["ai", "cache", "notification", "search"]


def test_the_administrators_password_is_all_that_is_needed(packs: tuple[Pack, ...]) -> None:
    assert streams.secret_names(packs) == ("nats-admin",)


@pytest.mark.parametrize(
    "error",
    [
        NoServersError(),
        ServiceUnavailableError(),
        ConnectionResetError("gone"),
        NatsError("nats: empty response from server when expecting INFO message"),
    ],
)
def test_a_server_that_comes_up_is_waited_for(error: Exception) -> None:
    assert streams.is_coming_up(error)


@pytest.mark.parametrize("error", [NatsError("nats: 'Authorization Violation'"), BadRequestError()])
def test_a_server_that_refuses_is_not(error: Exception) -> None:
    assert not streams.is_coming_up(error)


def test_nobody_listening_is_told_with_the_address(
    shop: Pack, authority: Mapping[str, str], closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "until_ready", partial(until_ready, within=0))
    access = Access("127.0.0.1", closed_port, "admin", authority["crt"])
    with pytest.raises(UserError, match=f"NATS at 127.0.0.1:{closed_port} was not ready within 0 s"):
        streams.apply(access, [shop], {"nats-admin": "irrelevant-here"})


class Jetstream:
    """JetStream that keeps what it is given, by name."""

    def __init__(self) -> None:
        self.streams: dict[str, StreamConfig] = {}
        self.consumers: dict[tuple[str, str], ConsumerConfig] = {}

    async def stream_info(self, name: str) -> SimpleNamespace:
        if name not in self.streams:
            raise NotFoundError
        return SimpleNamespace(config=self.streams[name], state=SimpleNamespace(messages=0))

    async def add_stream(self, config: StreamConfig) -> None:
        self.streams[config.name or ""] = config

    update_stream = add_stream

    async def consumer_info(self, stream: str, durable: str) -> SimpleNamespace:
        if (stream, durable) not in self.consumers:
            raise NotFoundError
        return SimpleNamespace(config=self.consumers[stream, durable])

    async def add_consumer(self, stream: str, config: ConsumerConfig) -> None:
        self.consumers[stream, config.durable_name or ""] = config


def pending(jetstream: Jetstream, pack: Pack, *, make: bool) -> list[tuple[str, str, str]]:
    """Return what is not as declared, made or not: of what, how it differs, and what is told when it is made."""

    with asyncio.Runner() as runner:
        changes = streams.pending(runner, cast("Any", jetstream), pack.streams, 1)
        found: list[tuple[str, str, str]] = []
        for change in changes:
            if make:
                change.make()
                change.made = True
            found.append((change.subject, change.difference, change.done))
    return found


def test_what_is_not_as_declared_is_told_without_being_changed(shop: Pack) -> None:
    jetstream = Jetstream()
    gone = ("stream SHOP_EVENTS", "is gone", "created stream SHOP_EVENTS")
    # Without its stream there is nothing to say of a consumer.
    assert pending(jetstream, shop, make=False) == [gone]
    assert jetstream.streams == {}
    made = pending(jetstream, shop, make=True)
    assert made[0] == gone
    assert {subject for subject, _, _ in made[1:]} == {
        f"consumer {name} of stream SHOP_EVENTS" for name in ("mail", "search")
    }
    assert pending(jetstream, shop, make=False) == []
    jetstream.streams["SHOP_EVENTS"] = jetstream.streams["SHOP_EVENTS"].evolve(max_age=1.0)
    changed = ("stream SHOP_EVENTS", "was changed by hand: max_age", "updated stream SHOP_EVENTS (max_age)")
    assert pending(jetstream, shop, make=False) == [changed]
    assert pending(jetstream, shop, make=True) == [changed]
    assert pending(jetstream, shop, make=False) == []
