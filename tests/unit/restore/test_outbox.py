"""Which subject an event has, and what a repeated message is known by."""

from datetime import UTC, datetime, timedelta

import pytest

from infra.demands import Stream
from infra.packs import Pack, load_packs
from infra.paths import PROJECT
from infra.restore import outbox
from infra.restore.outbox import Event

SHOP = Pack(
    name="shop",
    description="",
    streams={
        "SHOP_ORDERS": Stream(subjects=("shop.order.created", "shop.stock.*"), max_age_days=1, max_mebibytes=1),
        "SHOP_EVENTS": Stream(subjects=("shop.events.>",), max_age_days=1, max_mebibytes=1),
    },
)
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
    assert outbox.subject(SHOP, event_type) == subject


def test_an_event_that_no_stream_takes_has_no_subject() -> None:
    (novax,) = load_packs(("novax",), PROJECT / "sql")
    assert outbox.subject(novax, "document.created") == "novax.document.created"
    assert outbox.subject(novax, "weather.changed") is None


def test_a_number_that_is_given_again_after_a_restore_is_another_message() -> None:
    def event(created: datetime) -> Event:
        return Event(7, "order.created", "orders", "1", {}, created)

    assert event(AT).message_id(SHOP) == event(AT).message_id(SHOP)
    assert event(AT).message_id(SHOP) != event(AT + timedelta(microseconds=1)).message_id(SHOP)
