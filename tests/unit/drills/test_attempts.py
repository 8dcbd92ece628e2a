"""A client at work: what was acknowledged and is gone is counted, and a failure is followed by a new connection."""

import time
from collections.abc import Collection, Generator
from contextlib import contextmanager

import pytest

from infra.drills.attempts import Worker
from infra.drills.client import Client


class Box(Client):
    """Takes things, but for some that it refuses; some it acknowledges and loses."""

    kind = "box"
    failures = (OSError,)

    def __init__(self, *, refused: Collection[int] = (), lost: Collection[int] = (), durable: bool = True) -> None:
        self.refused, self.forgets = refused, lost
        self.durable = durable
        self.things: set[int] = set()
        self.connections = 0

    @contextmanager
    def place(self) -> Generator[None]:
        yield

    def connect(self) -> None:
        self.connections += 1

    def send(self, number: int) -> None:
        if number in self.refused:
            raise ConnectionResetError
        if number not in self.forgets:
            self.things.add(number)

    def close(self) -> None:
        pass

    def kept(self, numbers: Collection[int]) -> set[int]:
        return self.things & set(numbers)


def at_work(client: Box, things: int = 12) -> Worker:
    worker = Worker(client, pause=0.01)
    worker.start()
    deadline = time.monotonic() + 10
    while worker.acknowledged < things and time.monotonic() < deadline:
        time.sleep(0.005)
    worker.stop()
    return worker


def test_what_is_kept_is_not_lost() -> None:
    seen = at_work(Box()).seen()
    assert (seen.lost, seen.errors) == (0, {})
    assert seen.kept == seen.acknowledged >= 12


def test_a_lost_thing_is_counted() -> None:
    seen = at_work(Box(lost={3, 5})).seen()
    assert seen.lost == 2
    assert seen.kept == seen.acknowledged - 2


def test_where_losing_is_allowed_it_is_no_loss() -> None:
    seen = at_work(Box(lost={3, 5}, durable=False)).seen()
    assert seen.lost is None
    assert seen.kept == seen.acknowledged - 2


def test_a_refusal_is_no_acknowledgement_and_is_followed_by_a_new_connection() -> None:
    box = Box(refused={2, 4})
    seen = at_work(box).seen()
    assert seen.errors == {"ConnectionResetError": 2}
    assert seen.lost == 0
    assert box.connections == 3


def test_an_outage_is_the_longest_time_between_two_acknowledgements() -> None:
    seen = at_work(Box(refused=range(3, 23))).seen()
    assert seen.outage >= 20 * 0.01


def test_a_client_that_nobody_ever_answered_waited_endlessly() -> None:
    box = Box(refused=range(1, 1000))
    worker = Worker(box, pause=0.01)
    worker.start()
    time.sleep(0.05)
    worker.stop()
    assert worker.seen().outage == pytest.approx(float("inf"))
