"""Stores and deletes in the same folders over and over: whether an object that was acknowledged stays.

SeaweedFS keeps keys in folders and removes those that became empty; until 4.41 it could take a new object with them.
"""

import random
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.bench.stores.seen import Check, Seen, Verdict, code_of
from tests.bench.stores.server import Server

_BUCKET = "churned"
_WRITERS, _FOLDERS, _HELD = 4, 250, 20
_SECONDS = 75
"""SeaweedFS looks for empty folders every 30 s."""


def _stays(server: Server) -> Seen:
    server.client().create_bucket(Bucket=_BUCKET)
    with ThreadPoolExecutor(_WRITERS) as pool:
        counts = list(pool.map(partial(_churn, server), range(_WRITERS)))
    written, gone = (sum(numbers) for numbers in zip(*counts, strict=True))
    told = f"{gone} of {written} objects gone, in folders that became empty and were filled again"
    return Seen(Verdict.NO if gone else Verdict.YES, told)


def _churn(server: Server, writer: int) -> tuple[int, int]:
    """Return how many objects a writer stored, and how many of them were gone before it deleted them."""
    client, chance = server.client(), random.Random(writer)  # noqa: S311
    held: deque[str] = deque()
    end, written, gone = time.monotonic() + _SECONDS, 0, 0
    while time.monotonic() < end:
        key = f"{writer}/{chance.randrange(_FOLDERS)}/{written}"
        client.put_object(Bucket=_BUCKET, Key=key, Body=b"kept")
        written += 1
        held.append(key)
        if len(held) > _HELD:
            oldest = held.popleft()
            gone += bool(code_of(partial(client.head_object, Bucket=_BUCKET, Key=oldest)))
            client.delete_object(Bucket=_BUCKET, Key=oldest)
    return written, gone


CHECKS = (Check("what is acknowledged stays while others are deleted", _stays),)
