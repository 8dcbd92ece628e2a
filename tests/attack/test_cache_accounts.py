"""Each account of the cache gives every command that the server knows, and is refused all but those that it needs."""

# redis-py leaves the keyword arguments of its commands untyped:
# pyright: reportUnknownMemberType=false
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise

import pytest
import redis

from infra.cli.running import Running
from infra.packs import Pack
from infra.services.redis import METRICS_PASSWORD, METRICS_USER, REPLICA_PASSWORD, REPLICA_USER, REPLICATING, WATCHING
from tests.attack.cache_commands import PATIENCE_SECONDS, REFUSED, Command, answer, commands
from tests.attack.kept import passwords
from tests.smoke import clients

SWITCHED_OFF = {"debug", "module|load", "module|loadex", "module|unload"}
"""What the server answers to nobody; it says so before it looks at the account."""

OF_NO_KEY = {
    *("acl|cat", "acl|genpass", "acl|help", "acl|whoami", "asking", "echo", "info", "lolwut", "ping", "time"),
    *("client|caching", "client|getname", "client|getredir", "client|help", "client|id", "client|info"),
    *("client|no-touch", "client|reply", "client|setinfo", "client|setname", "client|trackinginfo"),
    *("command|count", "command|docs", "command|getkeys", "command|getkeysandflags", "command|help"),
    *("command|info", "command|list", "config|help", "latency|help", "module|help", "object|help"),
    *("slowlog|help", "xgroup|help", "xinfo|help", "dbsize", "select", "wait", "waitaof", "readonly", "readwrite"),
    *("multi", "exec", "discard", "unwatch", "unsubscribe", "punsubscribe", "sunsubscribe"),
    *("cluster|countkeysinslot", "cluster|getkeysinslot", "cluster|help", "cluster|info", "cluster|keyslot"),
    *("cluster|links", "cluster|myid", "cluster|myshardid", "cluster|nodes", "cluster|shards", "cluster|slots"),
}
"""What an application may give whatever it adds: it tells of the server or of its own session alone."""


@pytest.fixture(scope="module")
def known(running: Running) -> Sequence[Command]:
    """Return everything that the server knows and that an account can be refused."""
    with clients.cache(running, "redis") as admin:
        return [one for one in commands(admin) if not one.before_signing_in and one.name not in SWITCHED_OFF]


@pytest.fixture(scope="module")
def sign_in(running: Running) -> Callable[[str, str], redis.Redis]:
    """Return a function that gives a client for an account of the platform; no command has a password of it."""
    kept = passwords(running.stack)
    return lambda user, secret: clients.cache(
        running, "redis", username=user, password=kept[secret], socket_timeout=PATIENCE_SECONDS
    )


@pytest.mark.parametrize(
    ("user", "secret", "needed"),
    [
        (METRICS_USER, METRICS_PASSWORD.name, WATCHING),
        (REPLICA_USER, REPLICA_PASSWORD.name, REPLICATING),
    ],
)
def test_an_account_of_the_platform_does_what_it_needs(
    known: Sequence[Command], sign_in: Callable[[str, str], redis.Redis], user: str, secret: str, needed: str
) -> None:
    with sign_in(user, secret) as client:
        # Only what it does not need is tried: PSYNC would make the server send all it has.
        taken = {
            one.name
            for one in known
            if f"+{one.name}" not in needed.split() and answer(client, one.words(("x",))) != REFUSED
        }
    # A transaction that was not begun is told so before the account is looked at.
    assert taken <= {"exec"}


def test_the_observer_does_not_come_to_the_replica_s_password(sign_in: Callable[[str, str], redis.Redis]) -> None:
    """With it one is a replica, whom the server sends everything."""
    with sign_in(METRICS_USER, METRICS_PASSWORD.name) as client:
        for name in ("masterauth", "*"):
            assert answer(client, ("CONFIG", "GET", name)) == REFUSED
        assert answer(client, ("PSYNC", "?", "-1")) == REFUSED


def test_an_application_reaches_nothing_of_another_by_any_command(
    running: Running, packs: Sequence[Pack], known: Sequence[Command]
) -> None:
    for pack, other in pairwise((*packs, packs[0])):
        with clients.cache(running, f"{pack.name}-redis", socket_timeout=PATIENCE_SECONDS) as client:
            try_it = partial(_reaches, client, f"{pack.cache_prefix}x", f"{other.cache_prefix}x")
            assert {one.name for one in known if try_it(one)} <= OF_NO_KEY, pack.name


def _reaches(client: redis.Redis, own: str, other: str, command: Command) -> bool:
    """Tell whether no form of a command is refused."""
    return all(answer(client, words) != REFUSED for words in command.reaching(own, other))


@pytest.mark.parametrize("words", [("PUBSUB", "NUMPAT"), ("PUBSUB", "NUMSUB", "other:x"), ("PUBSUB", "CHANNELS")])
def test_an_application_is_not_told_who_listens(running: Running, packs: Sequence[Pack], words: Sequence[str]) -> None:
    with clients.cache(running, f"{packs[0].name}-redis") as client:
        assert answer(client, words) == REFUSED


@pytest.fixture
def looping(running: Running, packs: Sequence[Pack]) -> Iterator[redis.Redis]:
    """Yield a client of an application, and end a script that it left running."""
    with clients.cache(running, f"{packs[0].name}-redis", socket_timeout=PATIENCE_SECONDS) as client:
        yield client
    # With nothing to end that is an error.
    with clients.cache(running, "redis") as admin, suppress(redis.ResponseError):
        admin.script_kill()


def test_an_application_holds_up_nobody_by_a_script(
    looping: redis.Redis, running: Running, packs: Sequence[Pack]
) -> None:
    assert answer(looping, ("EVAL", "while true do end", "0")) == REFUSED
    with clients.cache(running, f"{packs[-1].name}-redis", socket_timeout=PATIENCE_SECONDS) as client:
        assert client.ping()
