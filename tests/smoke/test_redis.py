"""The cache: replicated, encrypted, bounded, and each pack kept to its own keys."""

# redis-py leaves the keyword arguments of its commands untyped:
# pyright: reportUnknownMemberType=false
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import cast

import pytest
import redis
from redis.exceptions import AuthenticationError, NoPermissionError, ReadOnlyError

from infra.cli.running import Running
from infra.hooks.cache_catalogue import catalogue
from infra.packs import CACHE_CATALOGUE, Pack
from infra.settings import Settings
from infra.specs import DATA_DIR
from tests.smoke import clients, engine
from tests.smoke.waiting import eventually

MIB = 2**20

KEY = "smoke:key"


@pytest.fixture(scope="module")
def pack(packs: Sequence[Pack]) -> Pack:
    return packs[0]


@pytest.fixture(scope="module")
def members(running: Running) -> list[str]:
    """Return the endpoint of every member, the primary's first."""
    return [end.name for end in running.endpoints.values() if end.service == "redis"]


@pytest.fixture(scope="module")
def admin(running: Running) -> Iterator[redis.Redis]:
    with clients.cache(running, "redis") as client:
        yield client


def test_every_replica_follows_the_primary(running: Running, admin: redis.Redis, members: Sequence[str]) -> None:
    facts = admin.info("replication")
    assert (facts["role"], facts["connected_slaves"]) == ("master", len(members) - 1)
    for endpoint in members[1:]:
        with clients.cache(running, "redis", endpoint=endpoint) as replica:
            facts = replica.info("replication")
        assert (facts["role"], facts["master_link_status"]) == ("slave", "up"), endpoint


def test_what_is_written_on_the_primary_is_read_on_a_replica(
    running: Running, pack: Pack, members: Sequence[str]
) -> None:
    if len(members) == 1:
        pytest.skip("novax:redis.replicas is 0")
    account, key = f"{pack.name}-redis", f"{pack.cache_prefix}{KEY}"
    with clients.cache(running, account) as primary, clients.cache(running, account, endpoint=members[1]) as replica:
        primary.set(key, "written", ex=60)

        def arrived() -> None:
            assert replica.get(key) == "written"

        eventually(arrived, within=5)
        primary.delete(key)


def test_a_replica_takes_no_writes(running: Running, pack: Pack, members: Sequence[str]) -> None:
    for endpoint in members[1:]:
        replica = clients.cache(running, f"{pack.name}-redis", endpoint=endpoint)
        with replica, pytest.raises(ReadOnlyError):
            replica.set(f"{pack.cache_prefix}{KEY}", "lost")


def test_memory_is_bounded_and_the_least_used_keys_go_first(
    running: Running, settings: Settings, members: Sequence[str]
) -> None:
    for endpoint in members:
        with clients.cache(running, "redis", endpoint=endpoint) as client:
            assert client.config_get("maxmemory") == {"maxmemory": str(settings.redis.maxmemory * MIB)}, endpoint
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "allkeys-lru"}, endpoint


def test_writes_are_logged_to_disk(running: Running, members: Sequence[str]) -> None:
    for endpoint in members:
        with clients.cache(running, "redis", endpoint=endpoint) as client:
            facts = client.info("persistence")
        assert (facts["aof_enabled"], facts["aof_last_write_status"]) == (1, "ok"), endpoint
    for container in running.services["redis"].members.values():
        assert engine.exit_code(container, f"test -s {DATA_DIR}/appendonlydir/appendonly.aof.manifest") == 0


def test_an_application_finds_what_its_pack_keeps_in_the_cache(
    running: Running, packs: Sequence[Pack], members: Sequence[str]
) -> None:
    for pack, endpoint in product(packs, members):
        with clients.cache(running, f"{pack.name}-redis", endpoint=endpoint) as client:
            found = cast("dict[str, str]", client.hgetall(f"{pack.cache_prefix}{CACHE_CATALOGUE}"))
        assert {family: json.loads(text) for family, text in found.items()} == catalogue(pack), endpoint


def test_an_application_uses_keys_and_channels_of_its_pack(running: Running, packs: Sequence[Pack]) -> None:
    for pack in packs:
        key = f"{pack.cache_prefix}{KEY}"
        with clients.cache(running, f"{pack.name}-redis") as client:
            client.hset(key, "field", "value")
            client.expire(key, 60)
            assert client.hget(key, "field") == "value"
            assert client.publish(f"{pack.cache_prefix}smoke", "hello") == 0
            client.delete(key)


def test_an_application_reaches_no_keys_or_channels_of_others(running: Running, packs: Sequence[Pack]) -> None:
    for pack, other in pairwise((*packs, packs[0])):
        key = f"{other.cache_prefix}{KEY}"
        commands = [
            ("GET", key),
            ("SET", key, "taken"),
            ("DEL", key),
            ("PUBLISH", f"{other.cache_prefix}smoke", "hello"),
            ("SUBSCRIBE", f"{other.cache_prefix}smoke"),
            ("PSUBSCRIBE", "*"),
            ("EVAL", "return redis.call('get', KEYS[1])", "1", key),
            ("SET", "without-prefix", "x"),
        ]
        if pack is not other:
            _all_refused(running, pack, commands)


def test_an_application_can_neither_look_around_nor_do_harm(running: Running, pack: Pack) -> None:
    _all_refused(
        running,
        pack,
        [
            ("KEYS", "*"),
            ("SCAN", "0"),
            ("RANDOMKEY",),
            ("FLUSHALL",),
            ("FLUSHDB",),
            ("CONFIG", "GET", "*"),
            ("ACL", "LIST"),
            ("SHUTDOWN",),
            ("REPLICAOF", "NO", "ONE"),
            ("MONITOR",),
            ("CLIENT", "LIST"),
        ],
    )


@pytest.mark.parametrize("password", ["", "redis", "password", "foobared"])
def test_empty_default_and_wrong_passwords_are_refused(
    running: Running, packs: Sequence[Pack], members: Sequence[str], password: str
) -> None:
    users = ("default", "admin", "replica", "metrics", *(pack.name for pack in packs))
    for endpoint, user in product(members, users):
        client = clients.cache(running, "redis", endpoint=endpoint, username=user, password=password)
        with client, pytest.raises(AuthenticationError):
            client.ping()


def test_nothing_works_before_signing_in(running: Running, members: Sequence[str]) -> None:
    for endpoint in members:
        client = clients.cache(running, "redis", endpoint=endpoint, username=None, password=None)
        with client, pytest.raises(AuthenticationError):
            client.info()


def test_plain_text_is_refused(running: Running, members: Sequence[str]) -> None:
    for endpoint in members:
        client = clients.cache(running, "redis", endpoint=endpoint, ssl=False)
        with client, pytest.raises(redis.ConnectionError):
            client.ping()


def _all_refused(running: Running, pack: Pack, commands: Sequence[tuple[str, ...]]) -> None:
    allowed: list[tuple[str, ...]] = []
    for command in commands:
        # A session each: SUBSCRIBE, where it works, would change what the next answer means.
        with clients.cache(running, f"{pack.name}-redis") as client:
            try:
                client.execute_command(*command)
            except NoPermissionError:
                continue
            allowed.append(command)
    assert allowed == []
