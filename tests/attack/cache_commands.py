"""Every command that the cache has, in forms that reach for what an account should not have."""

# redis-py leaves the keyword arguments of its commands untyped:
# pyright: reportUnknownMemberType=false
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import redis
from redis.exceptions import NoPermissionError

REFUSED = "NOPERM"

PATIENCE_SECONDS = 0.5
"""For a client's ``socket_timeout``: a command that is taken and waits for something has not been refused."""


@dataclass(frozen=True)
class Command:
    """A command, or one below another such as ``config|get``, with what the server says of it."""

    name: str
    arity: int
    """How many words it takes, its name among them; that many at least where it is negative."""
    flags: frozenset[str]
    first_key: int
    last_key: int

    @property
    def before_signing_in(self) -> bool:
        """Whether a session may give it before it has an account; no account is refused it."""
        return "no_auth" in self.flags

    def words(self, arguments: Sequence[str]) -> tuple[str, ...]:
        """Return the command with as many of these arguments as it takes, the last one repeated where it wants more."""
        name = self.name.split("|")
        room = abs(self.arity) - len(name)
        filled = (*arguments, *[arguments[-1]] * (room - len(arguments)))
        return (*name, *(filled if self.arity < 0 else filled[:room]))

    def reaching(self, own: str, other: str) -> tuple[tuple[str, ...], ...]:
        """Return the command with a key or channel that is another's: wherever it may stand, then behind one's own."""
        places: list[tuple[str, ...]] = [
            (other,),
            ("1", other),
            ("STREAMS", other, "0"),
            ("x", "1", other),
            ("GROUP", "x", "y", "STREAMS", other),
        ]
        if self.last_key > self.first_key:
            places.append((*[own] * (self.last_key - 1), other))
        return tuple(dict.fromkeys(map(self.words, places)))


def commands(admin: redis.Redis) -> tuple[Command, ...]:
    """Return everything that the server knows; what is a name for others alone is left out."""
    found = cast("Mapping[str, Mapping[str, Any]]", admin.execute_command("COMMAND"))
    return tuple(command for facts in found.values() for command in _with_those_below(facts))


def _with_those_below(facts: Mapping[str, Any]) -> Iterator[Command]:
    if below := facts.get("subcommands"):
        for one in below:
            yield _command(one)
        return
    yield Command(
        str(facts["name"]),
        int(facts["arity"]),
        frozenset(facts["flags"]),
        int(facts["first_key_pos"]),
        int(facts["last_key_pos"]),
    )


def _command(raw: Sequence[Any]) -> Command:
    return Command(str(raw[0]), int(raw[1]), frozenset(raw[2]), int(raw[3]), int(raw[4]))


def answer(client: redis.Redis, words: Sequence[str]) -> str:
    """Return how the server answers: the first word of its refusal, or nothing when it does as it is told."""
    connection = client.connection_pool.get_connection()
    said = ""
    try:
        connection.send_command(*words)
        connection.read_response()
    except NoPermissionError:
        said = REFUSED
    except redis.RedisError as error:
        said = str(error).partition(" ")[0]
    if said != REFUSED:
        # What it did to its session is not for the next one.
        connection.disconnect()
    client.connection_pool.release(connection)
    return said
