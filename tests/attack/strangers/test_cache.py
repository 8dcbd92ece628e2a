"""An application at the cache: what is another's, what is everybody's, and what is the server's."""

# redis-py leaves the keyword arguments of its commands untyped:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false
import time
from collections.abc import Iterator, Sequence

import pytest
import redis
from redis.exceptions import NoPermissionError, ReadOnlyError, RedisError, ResponseError

from infra.cli.running import Running
from infra.packs import Pack
from tests.attack.strangers.tries import Tries, attack, found, lists
from tests.smoke import clients

_COMMANDS = lists(__file__)
SECRET = "stranger-secret"
_KEY = "stranger"


@pytest.fixture(scope="module")
def pair(packs: Sequence[Pack]) -> tuple[Pack, Pack]:
    """Return the attacker and the victim."""
    return packs[0], packs[1]


@pytest.fixture(scope="module")
def planted(running: Running, pair: tuple[Pack, Pack]) -> Iterator[None]:
    """Have a key of each kind for the victim, and one for the attacker."""
    attacker, victim = pair
    with (
        clients.cache(running, f"{victim.name}-redis") as own,
        clients.cache(running, f"{attacker.name}-redis") as other,
    ):
        theirs = f"{victim.cache_prefix}{_KEY}"
        mine = f"{attacker.cache_prefix}{_KEY}"
        own.set(theirs, SECRET, ex=300)
        own.rpush(f"{theirs}-list", SECRET)
        own.hset(f"{theirs}-hash", "field", SECRET)
        own.zadd(f"{theirs}-zset", {SECRET: 1})
        own.sadd(f"{theirs}-set", SECRET)
        own.xadd(f"{theirs}-stream", {"field": SECRET})
        other.set(mine, "mine", ex=300)
        yield
        own.delete(theirs, *(f"{theirs}-{kind}" for kind in ("list", "hash", "zset", "set", "stream")))
        other.delete(mine)


def _words(command: str, pair: tuple[Pack, Pack]) -> list[str]:
    attacker, victim = pair
    names = {"theirs": f"{victim.cache_prefix}{_KEY}", "mine": f"{attacker.cache_prefix}{_KEY}"}
    return [word.format(**names) for word in command.split(" ")]


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("kind", _COMMANDS)
@attack("an application", "another pack's keys, or the rights of the server's owner")
def test_commands(running: Running, pair: tuple[Pack, Pack], tries: Tries, kind: str) -> None:
    for endpoint in (end.name for end in running.endpoints.values() if end.service == "redis"):
        with clients.cache(running, f"{pair[0].name}-redis", endpoint=endpoint) as attacker:
            for command in _COMMANDS[kind]:
                words = _words(command, pair)
                tries.refused(
                    f"{endpoint} {command}",
                    lambda words=words: attacker.execute_command(*words),
                    ResponseError,
                    "no permissions|No permissions|has no|command not allowed",
                )
    with clients.cache(running, f"{pair[1].name}-redis") as victim:
        assert victim.get(f"{pair[1].cache_prefix}{_KEY}") == SECRET


@pytest.mark.usefixtures("planted")
@attack("an application", "another pack's key inside a transaction or a pipeline")
def test_transactions(running: Running, pair: tuple[Pack, Pack], tries: Tries) -> None:
    theirs = f"{pair[1].cache_prefix}{_KEY}"
    mine = f"{pair[0].cache_prefix}{_KEY}"
    with clients.cache(running, f"{pair[0].name}-redis") as attacker:
        for transaction in (True, False):
            with attacker.pipeline(transaction=transaction) as pipe:
                for key in (mine, theirs):
                    pipe.get(key)
                pipe.delete(theirs)
                try:
                    answers = str(pipe.execute(raise_on_error=False))
                except RedisError as error:
                    answers = str(error)
            tries.note(f"transaction={transaction}", found([SECRET], answers))
    with clients.cache(running, f"{pair[1].name}-redis") as victim:
        tries.note("delete", "" if victim.get(theirs) == SECRET else "it is gone")


@pytest.mark.usefixtures("planted")
@attack("an application", "names of another pack's keys, from what the server tells of changes")
def test_tracking_of_others(running: Running, pair: tuple[Pack, Pack], tries: Tries) -> None:
    theirs = f"{pair[1].cache_prefix}{_KEY}"
    with (
        clients.cache(running, f"{pair[0].name}-redis", protocol=3) as attacker,
        clients.cache(running, f"{pair[1].name}-redis") as victim,
    ):
        connection = attacker.connection_pool.get_connection()
        for command in (
            ("CLIENT", "TRACKING", "ON", "BCAST"),
            ("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", pair[1].cache_prefix),
            ("CLIENT", "TRACKING", "ON"),
        ):
            connection.send_command(*command)
            try:
                connection.read_response()
            except NoPermissionError:
                tries.note(" ".join(command))
                continue
            victim.set(theirs, SECRET, ex=300)
            time.sleep(0.2)
            told = str(connection.read_response(push_request=True)) if connection.can_read(timeout=0.3) else ""
            tries.note(" ".join(command), found([theirs], told))
        connection.disconnect()


@attack("an application", "what another pack publishes, or a message in its channels")
def test_channels_of_others(running: Running, pair: tuple[Pack, Pack], tries: Tries) -> None:
    name = f"{pair[1].cache_prefix}{_KEY}"
    with clients.cache(running, f"{pair[0].name}-redis") as attacker:
        for command in ("SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE"):
            for channel in (
                name,
                f"{pair[1].cache_prefix}*",
                "*",
                "__keyspace@0__:*",
                "__keyevent@0__:set",
                "__redis__:invalidate",
            ):
                if command != "PSUBSCRIBE" and "*" in channel:
                    continue
                tries.refused(
                    f"{command} {channel}",
                    lambda c=command, n=channel: _subscribed(attacker, c, n),
                    NoPermissionError,
                    "channel",
                )
        for command in ("PUBLISH", "SPUBLISH"):
            for channel in (name, "__keyspace@0__:x", "__sentinel__:hello"):
                tries.refused(
                    f"{command} {channel}",
                    lambda c=command, n=channel: attacker.execute_command(c, n, "x"),
                    NoPermissionError,
                    "channel|no permissions",
                )


def _subscribed(client: redis.Redis, command: str, channel: str) -> object:
    connection = client.connection_pool.get_connection()
    try:
        connection.send_command(command, channel)
        return connection.read_response()
    finally:
        connection.disconnect()
        client.connection_pool.release(connection)


@attack("an application", "a name or password of another account, or another account's rights")
def test_accounts_of_others(running: Running, packs: Sequence[Pack], pair: tuple[Pack, Pack], tries: Tries) -> None:
    own = running.account(f"{pair[0].name}-redis")
    for name in ("admin", "default", "replica", "metrics", *(pack.name for pack in packs[1:])):
        tries.refused(
            f"AUTH {name}",
            lambda name=name: clients.cache(running, own.name, username=name).ping(),
            redis.RedisError,
            "WRONGPASS|invalid username-password",
        )
    with clients.cache(running, own.name) as attacker:
        assert attacker.ping()


@attack("an application", "a replica that takes a write, or follows somebody else")
def test_a_replica(running: Running, pair: tuple[Pack, Pack], tries: Tries) -> None:
    ends = [end.name for end in running.endpoints.values() if end.service == "redis"]
    if len(ends) == 1:
        pytest.skip("novax:redis.replicas is 0")
    with clients.cache(running, f"{pair[0].name}-redis", endpoint=ends[1]) as replica:
        for words in (
            ("SET", f"{pair[0].cache_prefix}{_KEY}", "x"),
            ("REPLICAOF", "NO", "ONE"),
            ("REPLICAOF", "127.0.0.1", "1"),
            ("FAILOVER",),
            ("CONFIG", "SET", "replica-read-only", "no"),
        ):
            tries.refused(
                " ".join(words),
                lambda words=words: replica.execute_command(*words),
                (ReadOnlyError, NoPermissionError),
                "read only|no permissions|READONLY",
            )


@attack(
    "an application",
    "another pack's keys evicted by a flood of its own",
    limit="they share its memory, and a flood of one evicts the others'",
)
def test_eviction(running: Running, pair: tuple[Pack, Pack], tries: Tries) -> None:
    with (
        clients.cache(running, f"{pair[1].name}-redis") as victim,
        clients.cache(running, f"{pair[0].name}-redis") as attacker,
    ):
        keys = [f"{pair[1].cache_prefix}{_KEY}-{number}" for number in range(200)]
        for key in keys:
            victim.set(key, SECRET, ex=60)
        flood = [f"{pair[0].cache_prefix}{_KEY}-{number}" for number in range(140)]
        try:
            with attacker.pipeline(transaction=False) as pipe:
                for key in flood:
                    pipe.set(key, "x" * 300_000, ex=60)
                    pipe.get(key)
                pipe.execute(raise_on_error=False)
            left = sum(1 for key in keys if victim.exists(key))
            tries.note("flood", f"{len(keys) - left} of {len(keys)} keys are gone" if left < len(keys) else "")
        finally:
            for key in flood:
                attacker.delete(key)
            for key in keys:
                victim.delete(key)


@attack("an application", "how many keys there are of all packs", limit="its counters (`INFO`, `DBSIZE`) are of all")
def test_counters(running: Running, pair: tuple[Pack, Pack], tries: Tries) -> None:
    attacking, owning = (clients.cache(running, f"{pack.name}-redis") for pack in pair)
    with attacking as attacker, owning as victim:
        victim.set(f"{pair[1].cache_prefix}{_KEY}", SECRET, ex=60)
        tries.note("DBSIZE", attacker.dbsize())
        tries.note("INFO", attacker.info("keyspace"))
