"""What the other services need when PostgreSQL has gone back in time: caches, event streams, search."""

# redis-py leaves the arguments and answers of its commands untyped:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from collections.abc import Sequence
from itertools import islice
from typing import Any

import redis

from infra.cli.running import Running
from infra.errors import UserError
from infra.hooks.cache import connect
from infra.packs import CACHE_CATALOGUE, Pack
from infra.restore import events, search
from infra.toolchain.progress import say, step

_BATCH = 1000


def flush_caches(running: Running, packs: Sequence[Pack]) -> int:
    """Delete the packs' keys from the cache, and nobody else's; return how many there were.

    A pack's catalogue stays: the platform publishes it, from what is declared.

    Raises:
        UserError: the cache does not answer.
    """
    account = running.account("redis")
    client = connect(running.access(account), account.password)
    removed = 0
    try:
        with client:
            for pack in packs:
                catalogue = f"{pack.cache_prefix}{CACHE_CATALOGUE}"
                scanned = client.scan_iter(match=f"{pack.cache_prefix}*", count=_BATCH)
                found = (key for key in scanned if key != catalogue)
                while keys := list(islice(found, _BATCH)):
                    removed += int(client.unlink(*keys))
    except redis.RedisError as error:
        raise UserError(f"the caches of {', '.join(p.name for p in packs)} are not deleted: {error}") from error
    return removed


def replay(running: Running, packs: Sequence[Pack]) -> dict[str, Any]:
    """Publish what is pending in the restored outboxes and make the search indexes anew; return what came of it.

    Everything is tried; what fails stays to be done by hand, and is said.

    Raises:
        UserError: something failed; the message has a command for each.
    """
    found: dict[str, Any] = {"events": {}, "search": {}}
    problems: list[str] = []
    for pack in packs:
        try:
            done = events.publish(running, pack)
        except UserError as error:
            problems.append(f"{error} (`novax events publish {pack.name} -s {running.stack}`)")
        else:
            found["events"][pack.name] = done.published
    if not running.services["meilisearch"].present:
        say("  search is left out: it does not run on this stack")
        found["search"] = None
    else:
        for pack in (pack for pack in packs if pack.search):
            try:
                with step(f"search indexes of {pack.name}"):
                    found["search"][pack.name] = [vars(index) for index in search.rebuild(running, pack)]
            except UserError as error:
                problems.append(f"{error} (`novax rebuild-search {pack.name} -s {running.stack}`)")
    if problems:
        raise UserError("the data is restored; what is left: " + "; ".join(problems))
    return found
