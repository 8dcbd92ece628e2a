"""The catalogue of a pack's keys as it is declared, and what is done about each way in which the cache's may differ."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Self, cast

import pytest
import redis

from infra.errors import UserError
from infra.hooks import cache_catalogue
from infra.hooks.access import Access
from infra.hooks.declaration import Changes
from infra.hooks.waiting import until_ready
from infra.packs import Pack

CART = {"key": "shop:cart:{user_id}", "type": "hash", "ttl_seconds": 60, "invalidated_by": ["shop.order.>"]}
PRICE: dict[str, Any] = {"key": "shop:price:{id}", "type": "string", "ttl_seconds": 5, "invalidated_by": []}
KEY = "shop:catalogue"


class Cache:
    """A cache of hashes and strings, as far as the catalogue needs one; it notes what is written."""

    def __init__(self, **found: object) -> None:
        self.values: dict[str, Any] = {KEY: found["value"]} if "value" in found else {}
        self.expires = cast("int", found.get("expires", -1))
        self.written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stay open: the test looks afterwards."""

    def ping(self) -> bool:
        return True

    def type(self, key: str) -> str:
        return {dict: "hash", str: "string", type(None): "none"}[type(self.values.get(key))]

    def ttl(self, _: str) -> int:
        return self.expires

    def hgetall(self, key: str) -> Mapping[str, str]:
        return self.values[key]

    def pipeline(self, *, transaction: bool) -> "Cache":
        assert transaction
        return self

    def delete(self, key: str) -> None:
        self.values.pop(key, None)
        self.expires = -1

    def hset(self, key: str, *, items: list[str]) -> None:
        self.values[key] = dict(zip(items[::2], items[1::2], strict=True))

    def execute(self) -> None:
        self.written += 1


Apply = Callable[[Cache, Pack], Changes]


@pytest.fixture
def apply(monkeypatch: pytest.MonkeyPatch) -> Apply:
    """Return a function that applies a pack's catalogue to a cache."""

    def run(cache: Cache, pack: Pack) -> Changes:
        def connect(*_: object) -> Cache:
            return cache

        monkeypatch.setattr(cache_catalogue, "connect", connect)
        return cache_catalogue.apply(Access("cache.test", 1, "admin", "PEM"), [pack], {"redis-admin": "irrelevant"})

    return run


def stored(cache: Cache) -> dict[str, Any]:
    return {family: json.loads(text) for family, text in cache.values[KEY].items()}


def test_every_family_is_declared_with_its_keys_as_they_are_in_the_cache(shop: Pack) -> None:
    assert cache_catalogue.declared([shop]) == {"shop": {"cart": CART, "price": PRICE}}


def test_a_first_run_publishes_and_a_second_writes_nothing(shop: Pack, apply: Apply) -> None:
    cache = Cache()
    assert apply(cache, shop) == ("published 2 families of keys as shop:catalogue",)
    assert stored(cache) == {"cart": CART, "price": PRICE}
    assert apply(cache, shop) == ()
    assert cache.written == 1


@pytest.mark.parametrize(
    "cache",
    [
        pytest.param(Cache(value={"cart": json.dumps(CART)}), id="a family is missing"),
        pytest.param(
            Cache(value={"cart": json.dumps(CART), "price": json.dumps(PRICE), "gone": "{}"}), id="a family went"
        ),
        pytest.param(Cache(value={"cart": "{}", "price": json.dumps(PRICE)}), id="a family was edited"),
        pytest.param(Cache(value={"cart": json.dumps(CART), "price": json.dumps(PRICE)}, expires=9), id="it expires"),
        pytest.param(Cache(value="something else"), id="it is no hash"),
    ],
)
def test_what_differs_is_replaced(shop: Pack, apply: Apply, cache: Cache) -> None:
    assert apply(cache, shop)
    assert stored(cache) == {"cart": CART, "price": PRICE}
    assert cache.expires == -1


def test_a_pack_that_keeps_nothing_has_no_catalogue(shop: Pack, apply: Apply) -> None:
    nothing = shop.model_copy(update={"cache": {}})
    cache = Cache(value={"cart": json.dumps(CART)})
    assert apply(cache, nothing) == ("published 0 families of keys as shop:catalogue",)
    assert cache.values == {}
    assert apply(cache, nothing) == ()


def test_nobody_listening_is_told_with_the_address(
    shop: Pack, authority: Mapping[str, str], closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_catalogue, "until_ready", partial(until_ready, within=0))
    access = Access("127.0.0.1", closed_port, "admin", authority["crt"])
    with pytest.raises(UserError, match=f"the cache at 127.0.0.1:{closed_port} was not ready within 0 s"):
        cache_catalogue.apply(access, [shop], {"redis-admin": "irrelevant-here"})


def test_a_cache_that_refuses_is_not_waited_for() -> None:
    assert not cache_catalogue.is_coming_up(redis.AuthenticationError("invalid username-password pair"))
