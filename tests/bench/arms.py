"""Arms of a measurement, taking turns on one session, so that only what differs between them differs."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from infra.seeding.tables import ours
from tests.bench.figures import Ratio, percentile, pooled, ratio

Parameters = Mapping[str, Any]

WARM_UPS = 10
"""Untimed executions at the beginning of a turn: statements are prepared anew in each, and the server decides after
five executions whether it goes on planning them."""


@dataclass(frozen=True)
class Arm:
    """One way to get the same rows. ``setup`` runs in the turn's transaction, which is rolled back."""

    name: str
    query: str
    setup: tuple[str, ...] = ()
    executions: int = 50
    """How many executions of a turn are timed."""


@dataclass
class Measured:
    """What an arm took, turn by turn, in seconds, and how many rows its first execution gave."""

    arm: Arm
    rounds: list[list[float]] = field(default_factory=list[list[float]])
    rows: int = 0

    def milliseconds(self, part: float) -> float:
        """Return a percentile of all executions."""
        return percentile(pooled(self.rounds), part) * 1000

    def by(self, other: "Measured", part: float) -> Ratio:
        """Return how this arm's percentile compares with another's."""
        return ratio(self.rounds, other.rounds, part)


def alternate(
    connection: psycopg.Connection,
    arms: Sequence[Arm],
    parameters: Sequence[Parameters],
    rounds: int,
    tick: Callable[[], None],
) -> dict[str, Measured]:
    """Let the arms take turns and return what each took; every second round goes the other way round.

    `parameters` are gone through one after another, the same in all arms of a round.
    """
    found = {arm.name: Measured(arm) for arm in arms}
    for number in range(rounds):
        for arm in arms if number % 2 == 0 else reversed(arms):
            given = [parameters[(number * arm.executions + place) % len(parameters)] for place in range(arm.executions)]
            rows, taken = _turn(connection, arm, given)
            found[arm.name].rounds.append(taken)
            found[arm.name].rows = found[arm.name].rows or rows
            tick()
    return found


def _turn(connection: psycopg.Connection, arm: Arm, parameters: Sequence[Parameters]) -> tuple[int, list[float]]:
    query = arm.query.encode()
    taken: list[float] = []
    with connection.transaction(force_rollback=True), connection.cursor(binary=True) as cursor:
        for statement in arm.setup:
            cursor.execute(ours(statement))
        cursor.execute(query, parameters[0], prepare=True)
        rows = len(cursor.fetchall())
        for given in parameters[1 : min(WARM_UPS, arm.executions)]:
            cursor.execute(query, given, prepare=True)
            cursor.fetchall()
        for given in parameters:
            started = time.perf_counter()
            cursor.execute(query, given, prepare=True)
            cursor.fetchall()
            taken.append(time.perf_counter() - started)
    return rows, taken
