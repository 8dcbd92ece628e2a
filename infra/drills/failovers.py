"""Repetitions of the failover drill: all their samples, held against the limits, as one line of the report."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg

from infra.cli.running import Running
from infra.drills import failover
from infra.drills.failover import Failover
from infra.drills.limits import LIMITS
from infra.drills.modes import Fault
from infra.drills.report import Result, quantile
from infra.errors import UserError
from infra.packs import Pack

COLUMNS = ("RUN", "WRITERS", "LED", "NO WRITE s", "NO READ s", "ACKED", "LOST", "2 PRIMARIES s", "STREAMS s", "LOAD")


def repeat(  # noqa: PLR0913 - a series has these parts
    running: Running,
    pack: Pack,
    fault: Fault,
    *,
    times: int,
    writers: int | None,
    each: Callable[[Failover], None],
) -> tuple[list[Failover], str]:
    """Run the drill this often, tell of `each`, and return them all, with a sentence on what ended them early.

    The next fault would hit a stack that is not whole, and tell nothing: so the first failure is the last run.
    """
    found: list[Failover] = []
    for number in range(1, times + 1):
        try:
            found.append(failover.run(running, pack, fault, failover.pace_of(number, writers)))
        except (UserError, psycopg.Error) as error:
            return found, " ".join(str(error).split())
        each(found[-1])
    return found, ""


def samples(found: Sequence[Failover]) -> list[tuple[str, ...]]:
    """Return a line for each run, as `COLUMNS` names its parts."""
    return [
        (
            str(number),
            f"{one.pace.writers}{'' if one.pace.pause else ' flat out'}",
            f"{one.old} -> {one.new}",
            f"{one.verdict.write_outage:.2f}",
            f"{one.verdict.read_outage:.2f}",
            str(one.verdict.acknowledged),
            str(len(one.verdict.lost)),
            f"{one.verdict.two_primaries:.1f}",
            f"{one.rejoin:.1f}",
            f"{one.busy:.1f}",
        )
        for number, one in enumerate(found, 1)
    ]


def result(fault: Fault, found: Sequence[Failover], *, synchronous: bool, failure: str = "") -> Result:
    """Return repetitions of one fault as a line of the report; `failure` is what ended them early.

    In synchronous mode, and in a switchover, a lost row is a failure; else loss is a figure.
    """
    safe = synchronous or fault == Fault.SWITCHOVER
    problems = [f"run {number}: {problem}" for number, one in enumerate(found, 1) for problem in _problems(one, safe)]
    outages = tuple(one.verdict.write_outage for one in found)
    if failure:
        problems.append(f"run {len(found) + 1}: {failure}")
    if slow := LIMITS[fault].problem(outages):
        problems.append(slow)
    return Result(
        drill=f"failover: {fault}",
        outages=outages,
        lost=sum(len(one.verdict.lost) for one in found),
        recovered=not failure,
        problems=tuple(problems),
        facts={
            "synchronous": synchronous,
            "limit": {"seconds": LIMITS[fault].seconds, "share_of_runs": LIMITS[fault].share},
            "p50_seconds": round(quantile(outages, 0.5), 3) if outages else None,
            "p95_seconds": round(quantile(outages, 0.95), 3) if outages else None,
            "max_seconds": round(max(outages), 3) if outages else None,
            "runs": [_facts(one) for one in found],
        },
    )


def _problems(one: Failover, safe: bool) -> Iterator[str]:  # noqa: FBT001 - private
    verdict = one.verdict
    if verdict.phantoms:
        yield f"{len(verdict.phantoms)} rows are there that were refused"
    if verdict.stale:
        yield f"{len(verdict.stale)} writes saw a past that does not fit"
    if verdict.lost and safe:
        yield f"{len(verdict.lost)} acknowledged rows are lost"
    if verdict.two_primaries and safe:
        yield f"two primaries took writes for {verdict.two_primaries:.1f} s"
    if one.fault == Fault.SWITCHOVER and verdict.errors:
        yield f"clients that could wait had errors: {dict(verdict.errors)}"


def _facts(one: Failover) -> dict[str, Any]:
    verdict = one.verdict
    return {
        "led": [one.old, one.new],
        "writers": one.pace.writers,
        "flat_out": not one.pace.pause,
        "acknowledged": verdict.acknowledged,
        "write_outage_seconds": round(verdict.write_outage, 3),
        "read_outage_seconds": round(verdict.read_outage, 3),
        "lost": len(verdict.lost),
        "two_primaries_seconds": round(verdict.two_primaries, 3),
        "rejoin_seconds": round(one.rejoin, 3),
        "errors": dict(verdict.errors),
        "read_errors": dict(verdict.read_errors),
        "load_average": round(one.busy, 1),
    }
