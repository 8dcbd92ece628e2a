"""What makes a failover drill fail, how applications write in it, and what its report has."""

from typing import Any

import pytest

from infra.drills import failovers
from infra.drills.failover import Failover, pace_of
from infra.drills.failovers import result
from infra.drills.faults import STRIKES
from infra.drills.history import Verdict
from infra.drills.limits import LIMITS, Limit
from infra.drills.load import FLAT_OUT, STEADY
from infra.drills.modes import Fault


def seen(**changes: Any) -> Failover:  # noqa: ANN401 - a figure of any kind
    facts: dict[str, Any] = {
        "acknowledged": 100,
        "lost": (),
        "phantoms": (),
        "stale": (),
        "write_outage": 21.0,
        "read_outage": 1.0,
        "two_primaries": 0.0,
        "errors": {},
        "read_errors": {},
        **changes,
    }
    return Failover(Fault.KILL, "postgres-1", "postgres-2", Verdict(**facts), 3.0, STEADY, 1.5)


def test_a_lost_row_fails_the_drill_only_where_commits_are_synchronous() -> None:
    found = [seen(), seen(lost=((0, 7),))]
    assert result(Fault.KILL, found, synchronous=False).passed
    assert result(Fault.KILL, found, synchronous=True).problems == ("run 2: 1 acknowledged rows are lost",)
    assert result(Fault.KILL, found, synchronous=False).lost == 1


def test_an_inconsistent_history_always_fails_it() -> None:
    found = [seen(phantoms=((0, 7),)), seen(stale=((1, 2), (1, 3)))]
    assert len(result(Fault.KILL, found, synchronous=False).problems) == 2


def test_two_writable_primaries_are_reported_and_fail_it_where_commits_are_synchronous() -> None:
    found = [seen(two_primaries=9.7)]
    assert result(Fault.KILL, found, synchronous=False).passed
    assert result(Fault.KILL, found, synchronous=False).facts["runs"][0]["two_primaries_seconds"] == 9.7
    assert result(Fault.KILL, found, synchronous=True).problems == ("run 1: two primaries took writes for 9.7 s",)


def test_an_outage_beyond_the_limit_fails_it() -> None:
    found = [seen(write_outage=25.1), seen()]
    assert result(Fault.KILL, found, synchronous=False).problems == ("the longest outage is 25.1 s; allowed: 25 s",)


def test_one_slow_crash_of_twenty_is_allowed_and_two_are_not() -> None:
    quick, slow = [seen(write_outage=1.2)] * 18, seen(write_outage=3.4)
    assert result(Fault.POSTMASTER, [*quick, *quick[:1], slow], synchronous=True).passed
    assert result(Fault.POSTMASTER, [*quick, slow, slow], synchronous=True).problems == (
        "the outage's p95 is 3.4 s; allowed: 3 s",
    )


def test_a_run_that_could_not_be_ended_fails_it_and_keeps_the_others() -> None:
    report = result(Fault.KILL, [seen()], synchronous=True, failure="applications could not write again")
    assert (report.recovered, report.problems) == (False, ("run 2: applications could not write again",))
    assert report.outages == (21.0,)


def test_a_switchover_loses_nothing_in_any_mode_and_shows_clients_no_error() -> None:
    clean = seen(write_outage=2.0)
    assert result(Fault.SWITCHOVER, [clean], synchronous=False).passed
    lossy = seen(write_outage=2.0, lost=((0, 7),))
    assert result(Fault.SWITCHOVER, [lossy], synchronous=False).problems == ("run 1: 1 acknowledged rows are lost",)


def test_an_error_of_a_client_that_could_wait_fails_a_switchover_alone() -> None:
    facts = seen(write_outage=2.0, errors={"25006": 3})
    one = Failover(Fault.SWITCHOVER, "a", "b", facts.verdict, 3.0, STEADY, 1.5)
    assert result(Fault.SWITCHOVER, [one], synchronous=True).problems == (
        "run 1: clients that could wait had errors: {'25006': 3}",
    )
    assert result(Fault.POSTMASTER, [facts], synchronous=True).passed


def test_eight_write_flat_out_in_a_third_of_the_runs() -> None:
    paces = [pace_of(number, None) for number in range(1, 21)]
    assert paces[:4] == [FLAT_OUT, STEADY, STEADY, FLAT_OUT]
    assert paces.count(FLAT_OUT) * 3 >= len(paces)
    assert (FLAT_OUT.writers, FLAT_OUT.pause) == (8, 0.0)


def test_writers_that_were_asked_for_are_flat_out_each_time() -> None:
    assert {(pace_of(number, 5).writers, pace_of(number, 5).pause) for number in range(1, 4)} == {(5, 0.0)}


def test_every_sample_is_a_line_and_in_the_evidence() -> None:
    found = [seen(write_outage=1.234), seen(write_outage=2.5, lost=((0, 1),))]
    lines = failovers.samples(found)
    assert [line[3] for line in lines] == ["1.23", "2.50"]
    assert all(len(line) == len(failovers.COLUMNS) for line in lines)
    facts = result(Fault.POSTMASTER, found, synchronous=True).facts
    assert (facts["p50_seconds"], facts["p95_seconds"], facts["max_seconds"]) == (1.234, 2.5, 2.5)
    assert [one["write_outage_seconds"] for one in facts["runs"]] == [1.234, 2.5]


@pytest.mark.parametrize("found", [[], [1.0, 2.9]], ids=["nothing measured", "within"])
def test_a_limit_is_silent(found: list[float]) -> None:
    assert Limit(3.0).problem(found) == ""


def test_every_mode_has_its_strike_and_its_limit() -> None:
    assert set(LIMITS) == set(Fault)
    # A planned one is no strike on a node.
    assert set(STRIKES) == set(Fault) - {Fault.SWITCHOVER}
