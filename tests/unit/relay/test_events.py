"""Which subject an event has, and what a repeated message is known by."""

from datetime import UTC, datetime, timedelta

import pytest
from novax_relay import events
from novax_relay.config import Config
from novax_relay.events import Event

SHOP = ("shop.order.created", "shop.stock.*", "shop.events.>")
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event_type", "subject"),
    [
        ("order.created", "shop.order.created"),
        ("stock.updated", "shop.stock.updated"),
        ("order.deleted", "shop.events.order.deleted"),
    ],
)
def test_an_event_goes_to_the_stream_that_takes_it(event_type: str, subject: str) -> None:
    assert events.subject("shop", SHOP, event_type) == subject


def test_an_event_that_no_stream_takes_has_no_subject(config: Config) -> None:
    novax = config.pack("novax")
    assert events.subject("novax", novax.subjects, "document.created") == "novax.document.created"
    assert events.subject("novax", novax.subjects, "weather.changed") is None


def test_a_number_that_is_given_again_after_a_restore_is_another_message() -> None:
    assert events.message_id("shop", 7, AT) == events.message_id("shop", 7, AT)
    assert events.message_id("shop", 7, AT) != events.message_id("shop", 7, AT + timedelta(microseconds=1))
    assert Event(7, "order.created", "orders", "1", {}, AT).headers("shop")["Nats-Msg-Id"] == events.message_id(
        "shop", 7, AT
    )
