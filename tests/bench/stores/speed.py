"""How fast and how large: the same requests against all stores, taking turns, so that a busy machine hits all alike."""

import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from html import unescape

import urllib3

from tests.attack.store_signing import Key, Request, header
from tests.bench.figures import Ratio, percentile, pooled, ratio
from tests.bench.stores import processes
from tests.bench.stores.objects import put_in_parts
from tests.bench.stores.server import Server

BUCKET = "speed"
LISTED = 10_000
_SMALL, _PART = 4096, 8 * 1024 * 1024
_PARTS = 2
_SPREAD = 4096
_WRITERS = 4


class Arm:
    """A store's client, and a connection for requests that the client would spend more time on than the store."""

    def __init__(self, server: Server) -> None:
        self.client = server.client()
        self._url = f"https://{server.access}"
        self._key = Key(server.root.name, server.root.password)
        self._pool = urllib3.PoolManager(ssl_context=server.access.ssl_context())

    def get(self, path: str, query: Mapping[str, str]) -> bytes:
        """Return what a signed request is answered."""
        signed = header(Request("GET", path, query), self._url, self._key)
        return self._pool.request("GET", f"{self._url}{signed.target}", headers=dict(signed.headers)).data


Load = Callable[[Arm, int], object]


@dataclass(frozen=True)
class Kind:
    """One kind of request, and how many of it make a turn."""

    name: str
    load: Load
    times: int


@dataclass
class Speeds:
    """What a store took for each load, turn by turn, in seconds; and its memory in bytes."""

    rounds: dict[str, list[list[float]]] = field(default_factory=dict[str, list[list[float]]])
    resting: int = 0
    peak: int = 0

    def milliseconds(self, load: str, part: float) -> float:
        """Return a percentile of all requests of a load."""
        return percentile(pooled(self.rounds[load]), part) * 1000

    def by(self, other: "Speeds", load: str) -> Ratio:
        """Return how this store's median compares with another's."""
        return ratio(self.rounds[load], other.rounds[load], 0.5)


def measure(servers: Sequence[Server], rounds: int, tick: Callable[[], None]) -> Mapping[str, Speeds]:
    """Let running stores take turns at each load; every second round goes the other way round."""
    found = {server.name: Speeds(resting=processes.resident(server.pid)) for server in servers}
    arms = {server.name: Arm(server) for server in servers}
    for server in servers:
        _fill(arms[server.name])
        processes.forget_peak(server.pid)
    for number in range(rounds):
        for kind in KINDS:
            for server in servers if number % 2 == 0 else reversed(servers):
                taken = _turn(arms[server.name], kind, number)
                found[server.name].rounds.setdefault(kind.name, []).append(taken)
                tick()
    for server in servers:
        found[server.name].peak = processes.peak(server.pid)
    return found


def _turn(arm: Arm, kind: Kind, number: int) -> list[float]:
    taken: list[float] = []
    for place in range(kind.times):
        started = time.perf_counter()
        kind.load(arm, number * kind.times + place)
        taken.append(time.perf_counter() - started)
    return taken


def _fill(arm: Arm) -> None:
    arm.client.create_bucket(Bucket=BUCKET)
    with ThreadPoolExecutor(_WRITERS) as pool:
        assert len(list(pool.map(partial(_put_listed, arm), range(LISTED)))) == LISTED


def _put_listed(arm: Arm, number: int) -> None:
    arm.client.put_object(Bucket=BUCKET, Key=f"listed/{number:05}", Body=b"")


@cache
def _noise() -> bytes:
    """Return content that nothing compresses, as backups are, made before the first request is timed."""
    return random.Random(1).randbytes(_PART + _SPREAD)  # noqa: S311


def _content(number: int, size: int) -> bytes:
    begin = number % _SPREAD
    return _noise()[begin : begin + size]


def _put_small(arm: Arm, number: int) -> None:
    arm.client.put_object(Bucket=BUCKET, Key=f"small/{number}", Body=_content(number, _SMALL))


def _get_small(arm: Arm, number: int) -> None:
    content = arm.client.get_object(Bucket=BUCKET, Key=f"small/{number}")["Body"].read()
    assert content == _content(number, _SMALL)


def _delete_small(arm: Arm, number: int) -> None:
    arm.client.delete_object(Bucket=BUCKET, Key=f"small/{number}")


def _put_large(arm: Arm, number: int) -> None:
    put_in_parts(arm.client, BUCKET, f"large/{number}", [_content(part, _PART) for part in range(_PARTS)])


def _get_large(arm: Arm, number: int) -> None:
    content = arm.client.get_object(Bucket=BUCKET, Key=f"large/{number}")["Body"].read()
    assert len(content) == _PARTS * _PART


def _list(arm: Arm, _number: int) -> None:
    """Count names page by page, as the library would, without the time that it takes to make objects of them."""
    names, more = 0, {}
    while True:
        page = arm.get(f"/{BUCKET}", {"list-type": "2", "prefix": "listed/", **more})
        names += page.count(b"<Key>")
        token = re.search(rb"<NextContinuationToken>([^<]+)<", page)
        if not token:
            break
        more = {"continuation-token": unescape(token[1].decode())}
    assert names == LISTED, page[:500]


KINDS = (
    Kind("put 4 KiB", _put_small, 100),
    Kind("get 4 KiB", _get_small, 100),
    Kind("delete 4 KiB", _delete_small, 100),
    Kind("put 16 MiB in parts of 8", _put_large, 4),
    Kind("get 16 MiB", _get_large, 4),
    Kind("list 10,000", _list, 1),
)
"""In this order: what is read or deleted was put before, in the same round."""
