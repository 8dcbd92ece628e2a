"""What makes a failover drill fail."""

from infra.drills.failover import Failover, result
from infra.drills.faults import STRIKES
from infra.drills.history import Verdict
from infra.drills.modes import Fault


def seen(**changes: object) -> Failover:
    facts: dict[str, object] = {
        "acknowledged": 100,
        "lost": (),
        "phantoms": (),
        "stale": (),
        "write_outage": 21.0,
        "read_outage": 1.0,
        "two_primaries": 0.0,
        "errors": {},
        **changes,
    }
    return Failover(Fault.KILL, "postgres-1", "postgres-2", Verdict(**facts), 3.0)  # pyright: ignore[reportArgumentType]


def test_a_lost_row_fails_the_drill_only_where_commits_are_synchronous() -> None:
    found = [seen(), seen(lost=((0, 7),))]
    assert result(Fault.KILL, found, synchronous=False).passed
    problems = result(Fault.KILL, found, synchronous=True).problems
    assert problems == ("run 2: 1 acknowledged rows are lost in synchronous mode",)
    assert result(Fault.KILL, found, synchronous=False).lost == 1


def test_an_inconsistent_history_always_fails_it() -> None:
    found = [seen(phantoms=((0, 7),)), seen(stale=((1, 2), (1, 3)))]
    assert len(result(Fault.KILL, found, synchronous=False).problems) == 2


def test_two_writable_primaries_are_reported_and_fail_it_where_commits_are_synchronous() -> None:
    found = [seen(two_primaries=9.7)]
    assert result(Fault.KILL, found, synchronous=False).passed
    assert result(Fault.KILL, found, synchronous=False).facts["two_primaries_seconds"] == [9.7]
    assert result(Fault.KILL, found, synchronous=True).problems == ("run 1: two primaries took writes for 9.7 s",)


def test_every_mode_has_its_strike() -> None:
    assert set(STRIKES) == set(Fault)
