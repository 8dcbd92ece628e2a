"""The cache's configuration and accounts as they are in force, against its files and the packs."""

# redis-py leaves the keyword arguments of its commands untyped:
# pyright: reportUnknownMemberType=false
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import redis

from infra.drift.report import Finding
from infra.hooks import names
from infra.hooks.cache_users import accounts, pending
from infra.packs import Pack
from infra.services.redis import PLATFORM_ACCOUNTS

AREA = "redis"

_SECRET = ("masterauth", "requirepass")
_UNITS = {"": 1, "b": 1, "kb": 2**10, "mb": 2**20, "gb": 2**30}
_SIZE = re.compile(r"(\d+)([kmg]?b)", re.IGNORECASE)


def declared(text: str) -> dict[str, str]:
    """Return the directives of a configuration file as ``CONFIG GET`` prints them, secrets left out."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, _, value = line.strip().partition(" ")
        if name and not name.startswith("#") and name not in _SECRET:
            found[name] = _printed(value.strip().strip('"'))
    return found


def findings(member: str, wanted: Mapping[str, str], present: Mapping[str, str]) -> Iterator[Finding]:
    """Yield each directive whose value is another; what the server does not tell is not compared."""
    for name, value in wanted.items():
        if name in present and present[name] != value:
            message = f"{name} is {present[name] or 'empty'}; declared is {value or 'empty'}"
            yield Finding(area=AREA, subject=member, message=message)


def read(client: redis.Redis, names: Sequence[str]) -> dict[str, str]:
    """Return the values of directives, by name."""
    return cast("dict[str, str]", client.config_get(*names))


def account_findings(
    member: str, client: redis.Redis, packs: Sequence[Pack], secrets: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield each pack's account that is not as declared; `secrets` are by their names."""
    for change in pending(client, member, packs, secrets):
        yield Finding(area=AREA, subject=change.subject, message=change.difference, hook=names.CACHE_USERS)


def undeclared(member: str, client: redis.Redis, packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield each account that neither the platform nor a pack declares."""
    known = {*PLATFORM_ACCOUNTS, *(account.name for account in accounts(packs))}
    for name in sorted(set(cast("list[str]", client.acl_users())) - known):
        message = f"is declared by nothing; {member} has it"
        yield Finding(area=AREA, subject=f"account {name}", message=message, undeclared=True)


def _printed(value: str) -> str:
    found = _SIZE.fullmatch(value)
    return str(int(found[1]) * _UNITS[found[2].lower()]) if found else value
