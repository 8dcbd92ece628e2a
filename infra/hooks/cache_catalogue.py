"""The cache's own description: for each pack, the families of keys that it keeps there, as data that applications read.

A hash ``<pack>:catalogue`` has a field a family; its value is JSON with the keys' shape, type, life in seconds and the
event subjects after which they are stale. It is written on the primary alone; replicas follow. What the pack's account
puts into it is undone when the declaration changes next.

The cache evicts whatever was used least, and nothing there is exempt from that: a reader that finds no catalogue goes
on with what it was built with. ``novax up --replace cache-catalogue`` publishes it again.
"""

# redis-py leaves the keyword arguments of its commands untyped:
# pyright: reportUnknownMemberType=false
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from infra.hooks.access import Access
from infra.hooks.cache_users import ADMIN_SECRET, connect, is_coming_up
from infra.hooks.declaration import JSON, Changes
from infra.hooks.waiting import until_ready
from infra.packs import CACHE_CATALOGUE, Pack

if TYPE_CHECKING:
    import redis

SECRETS = (ADMIN_SECRET,)
"""The names of the passwords that `apply` needs."""

_NO_EXPIRY = -1


def catalogue(pack: Pack) -> dict[str, JSON]:
    """Return the pack's families of keys, each with its keys as they are in the cache."""
    return {
        family: {
            "key": f"{pack.cache_prefix}{kept.key}",
            "type": kept.type,
            "ttl_seconds": kept.ttl_seconds,
            "invalidated_by": list(kept.invalidated_by),
        }
        for family, kept in pack.cache.items()
    }


def declared(packs: Sequence[Pack]) -> dict[str, JSON]:
    """Return everything that `apply` will see to, for the marker."""
    return {pack.name: catalogue(pack) for pack in packs}


def apply(access: Access, packs: Sequence[Pack], secrets: Mapping[str, str]) -> Changes:
    """Bring each pack's catalogue to what is declared and return what that took.

    `access` is the primary, with the administrator's account.

    Raises:
        UserError: the cache did not come up in time.
        redis.RedisError: it refused.
    """
    with connect(access, secrets[ADMIN_SECRET]) as client:
        until_ready(f"the cache at {access}", lambda: bool(client.ping()), is_coming_up)
        return tuple(change for pack in packs for change in _ensure(client, pack))


def _ensure(client: "redis.Redis", pack: Pack) -> Changes:
    key = f"{pack.cache_prefix}{CACHE_CATALOGUE}"
    wanted = {family: json.dumps(facts) for family, facts in catalogue(pack).items()}
    if _present(client, key) == wanted:
        return ()
    # Whole or not at all: no reader sees it half written.
    with client.pipeline(transaction=True) as pipeline:
        pipeline.delete(key)
        if wanted:
            pipeline.hset(key, items=[text for pair in wanted.items() for text in pair])
        pipeline.execute()
    return (f"published {len(wanted)} families of keys as {key}",)


def _present(client: "redis.Redis", key: str) -> Mapping[str, str] | None:
    """Return the catalogue that is there, empty for none; None where it is no catalogue, or one that will expire."""
    kind = client.type(key)
    if kind == "none":
        return {}
    if kind != "hash" or client.ttl(key) != _NO_EXPIRY:
        return None
    return cast("Mapping[str, str]", client.hgetall(key))
