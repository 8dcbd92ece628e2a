"""One account a pack in the cache, on the primary and on each replica: accounts are not replicated.

An account reaches keys and channels that start with its pack's prefix, and no command that reveals or disturbs those
of others. Keys are never touched.
"""

# redis-py leaves the keyword arguments of its commands untyped:
# pyright: reportUnknownMemberType=false
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from infra.hooks.access import Access
from infra.hooks.cache import connect
from infra.hooks.declaration import JSON, Change, Changes, made
from infra.hooks.waiting import until_ready
from infra.packs import Pack

if TYPE_CHECKING:
    import redis

ADMIN_SECRET = "redis-admin"  # noqa: S105 - the name of a secret

COMMANDS = (
    "+@all",
    "-@admin",
    "-@dangerous",
    # Dangerous by its category, yet what common clients ask for to see that a server is ready.
    "+info",
    # These name keys and channels without regard to an account's patterns.
    "-scan",
    "-randomkey",
    "-pubsub",
    "-client|tracking",
    # Of memory an account is told what its keys take; the rest is the server's, PURGE a pause for everybody.
    "-memory",
    "+memory|usage",
    # While a script runs nobody else is answered, and one that loops runs for as long as nobody kills it.
    "-@scripting",
)
"""What an account may do, in the order in which the rules apply."""


@dataclass(frozen=True)
class Account:
    """An account of the cache; its patterns are those of its pack."""

    name: str
    keys: str
    channels: str
    secret: str

    def rules(self, password: str) -> tuple[str, ...]:
        """Return the rules of ``ACL SETUSER`` that make the account, whatever it was before."""
        return ("reset", "on", f"#{_digest(password)}", self.keys, self.channels, *COMMANDS)

    def agrees(self, present: Mapping[str, object] | None, password: str) -> bool:
        """Tell whether an answer of ``ACL GETUSER`` is this account."""
        return present is not None and {
            **present,
            "flags": sorted(set(cast("list[str]", present["flags"])) - {"sanitize-payload"}),
        } == {
            "flags": ["on"],
            "passwords": [_digest(password)],
            "commands": " ".join(COMMANDS),
            "keys": self.keys,
            "channels": self.channels,
            "selectors": [],
        }


def _digest(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()


def accounts(packs: Sequence[Pack]) -> tuple[Account, ...]:
    """Return the account of each pack."""
    return tuple(
        Account(pack.name, f"~{pack.cache_prefix}*", f"&{pack.cache_prefix}*", f"redis-{pack.name}") for pack in packs
    )


def declared(packs: Sequence[Pack]) -> dict[str, JSON]:
    """Return everything that `apply` will see to, for the marker."""
    return {
        account.name: {"keys": account.keys, "channels": account.channels, "commands": list(COMMANDS)}
        for account in accounts(packs)
    }


def secret_names(packs: Sequence[Pack]) -> tuple[str, ...]:
    """Return the names of all passwords that `apply` needs, the administrator's first."""
    return (ADMIN_SECRET, *(account.secret for account in accounts(packs)))


def apply(members: Sequence[Access], packs: Sequence[Pack], secrets: Mapping[str, str]) -> Changes:
    """Bring the accounts of every member to what is declared and return what that took.

    Raises:
        UserError: a member did not come up in time.
        redis.RedisError: a member refused, for example because it has no ACL file to save to.
    """
    changes: list[str] = []
    for access in members:
        with connect(access, secrets[ADMIN_SECRET]) as client:
            until_ready(f"the cache at {access}", lambda client=client: client.ping(), is_coming_up)
            changes += made(pending(client, str(access), packs, secrets))
            # Also when nothing is new: an earlier run may have been stopped before it came to this.
            client.acl_save()
    return tuple(changes)


def pending(client: "redis.Redis", where: str, packs: Sequence[Pack], secrets: Mapping[str, str]) -> Iterator[Change]:
    """Yield each account of one member, named `where`, that is not as declared."""
    for account in accounts(packs):
        password, present = secrets[account.secret], _user(client, account.name)
        if not account.agrees(present, password):
            yield Change(
                where,
                f"account {account.name} {'was changed by hand' if present else 'is gone'}",
                f"set account {account.name} at {where}",
                partial(_set, client, account.name, account.rules(password)),
            )


def _set(client: "redis.Redis", name: str, rules: Sequence[str]) -> None:
    client.execute_command("ACL", "SETUSER", name, *rules)


def _user(client: "redis.Redis", name: str) -> Mapping[str, object] | None:
    # Not `acl_getuser`: it sorts commands from categories, and their common order is what the rules mean.
    return cast("Mapping[str, object] | None", client.execute_command("ACL", "GETUSER", name))


def is_coming_up(error: Exception) -> bool:
    """Tell whether a command failed because the cache is not listening, or still loading its data."""
    import redis  # noqa: PLC0415  # a plan runs no hook, and needs no client
    from redis.exceptions import AuthenticationError, AuthorizationError  # noqa: PLC0415

    if isinstance(error, AuthenticationError | AuthorizationError) or "certificate" in str(error).lower():
        return False
    return isinstance(error, redis.ConnectionError | redis.TimeoutError)
