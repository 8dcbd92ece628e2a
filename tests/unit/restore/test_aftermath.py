"""What is deleted from the cache when PostgreSQL has gone back in time."""

from collections.abc import Iterator
from typing import Self

import pytest
import redis

from infra.cli.running import Account, Endpoint, Running
from infra.packs import Pack
from infra.restore import aftermath

KEYS = ("shop:user:1", "shop:catalogue", "shop:catalogue:2", "blog:user:1")


class Cache:
    """Stands for the cache: has keys, and remembers which were deleted."""

    def __init__(self) -> None:
        self.deleted: list[str] = []

    def __call__(self, **_options: object) -> "Cache":
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def scan_iter(self, match: str, **_options: object) -> Iterator[str]:
        return (key for key in KEYS if key.startswith(match.removesuffix("*")))

    def unlink(self, *keys: str) -> int:
        self.deleted += keys
        return len(keys)


def test_a_packs_keys_go_and_its_catalogue_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache()
    monkeypatch.setattr(redis, "Redis", cache)
    endpoint = Endpoint("redis", "redis", "redis-1", "rediss", "127.0.0.1", 6379)
    account = Account("redis", "admin", "redis/secret", endpoint)
    running = Running("dev", "", (), {}, {"redis": endpoint}, {"redis": account}, {})
    assert aftermath.flush_caches(running, [Pack(name="shop", description="")]) == 2
    assert cache.deleted == ["shop:user:1", "shop:catalogue:2"]
