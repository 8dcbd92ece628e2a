"""The checker finds what a drill must find, each kind fed to it by hand."""

import pytest

from infra.drills.failover import Failover
from infra.drills.failovers import result
from infra.drills.history import History, Outcome, Sample, Write, judge, longest_gap, overlap
from infra.drills.load import FLAT_OUT
from infra.drills.modes import Fault


def write(number: int, outcome: Outcome = "acknowledged", *, seen: int | None = None, writer: int = 0) -> Write:
    return Write(
        writer, number, number - 0.1, float(number), outcome, seen, "" if outcome == "acknowledged" else "57P01"
    )


def rows(*numbers: int) -> list[tuple[int, int]]:
    return [(0, number) for number in numbers]


def test_a_quiet_history_is_consistent_and_loses_nothing() -> None:
    verdict = judge(History([write(1, seen=0), write(2, seen=1), write(3, seen=2)]), rows(1, 2, 3))
    assert verdict.consistent
    assert (verdict.acknowledged, verdict.lost, verdict.write_outage) == (3, (), 1.0)


def test_an_acknowledged_row_that_is_gone_is_lost() -> None:
    assert judge(History([write(1), write(2)]), rows(1)).lost == ((0, 2),)


def test_a_write_without_an_answer_may_or_may_not_be_there() -> None:
    for present in (rows(1), rows(1, 2)):
        verdict = judge(History([write(1), write(2, "unknown")]), present)
        assert verdict.consistent
        assert verdict.lost == ()


@pytest.mark.parametrize("present", [rows(1, 2), rows(1, 3)], ids=["refused", "never made"])
def test_a_row_that_nobody_wrote_is_a_phantom(present: list[tuple[int, int]]) -> None:
    verdict = judge(History([write(1), write(2, "refused")]), present)
    assert verdict.phantoms == (present[1],)
    assert not verdict.consistent


def test_a_write_that_saw_less_than_was_acknowledged_is_stale() -> None:
    verdict = judge(History([write(1, seen=0), write(2, seen=1), write(3, seen=1)]), rows(1, 2, 3))
    assert verdict.stale == ((0, 3),)


def test_a_write_that_saw_more_than_was_ever_sent_is_stale() -> None:
    assert judge(History([write(1, seen=0), write(2, seen=2)]), rows(1, 2)).stale == ((0, 2),)


def test_a_write_may_see_one_before_it_that_had_no_answer() -> None:
    history = History([write(1, seen=0), write(2, "unknown"), write(3, seen=2), write(4, seen=3)])
    assert judge(history, rows(1, 2, 3, 4)).stale == ()


def test_what_is_lost_is_not_called_stale_as_well() -> None:
    verdict = judge(History([write(1, seen=0), write(2, seen=1), write(3, seen=1)]), rows(1, 3))
    assert (verdict.lost, verdict.stale) == (((0, 2),), ())


def test_writers_do_not_mix() -> None:
    history = History([write(1, seen=0), write(1, seen=0, writer=1), write(2, seen=1, writer=1)])
    assert judge(history, [(0, 1), (1, 1), (1, 2)]).consistent


def test_errors_are_counted_by_their_code() -> None:
    assert judge(History([write(1), write(2, "unknown"), write(3, "refused")]), rows(1)).errors == {"57P01": 2}


def test_the_longest_gap_between_answers_is_the_outage() -> None:
    assert longest_gap([1.0, 1.5, 22.5, 23.0]) == 21.0
    assert longest_gap([7.0]) == 0.0
    assert longest_gap([]) == float("inf")


def samples(node: str, *facts: tuple[float, bool]) -> list[Sample]:
    return [Sample(node, at, writable) for at, writable in facts]


def test_two_nodes_that_take_writes_at_once_are_measured() -> None:
    old = samples("a", (0.0, True), (0.1, True), (0.2, True), (0.3, False))
    new = samples("b", (0.0, False), (0.1, True), (0.2, True), (0.3, True))
    assert overlap([*old, *new]) == pytest.approx(0.2)


def test_one_after_the_other_is_no_overlap() -> None:
    old = samples("a", (0.0, True), (0.1, False))
    new = samples("b", (0.1, True), (0.2, True))
    assert overlap([*old, *new]) == 0.0


def test_a_node_that_dies_after_a_sample_does_not_overlap_with_the_one_promoted_next() -> None:
    old = samples("a", (0.0, True), (0.1, True))
    new = samples("b", (0.3, True), (0.4, True))
    assert overlap([*old, *new]) == 0.0


def test_a_node_that_thaws_and_takes_one_more_write_is_seen() -> None:
    """As a paused primary without synchronous commits does (measured)."""
    old = samples("a", (0.0, True), (60.0, True), (60.1, False))
    new = samples("b", *((tenth / 10, True) for tenth in range(220, 620)))
    assert overlap([*old, *new]) == pytest.approx(0.1)


def test_a_node_that_stays_writable_beside_the_new_primary_is_measured_whole() -> None:
    """As one that was cut off and looked up names for too long did (measured: 9.7 s)."""
    old = samples("a", *((tenth / 10, True) for tenth in range(300)))
    new = samples("b", *((tenth / 10, tenth >= 200) for tenth in range(300)))
    assert overlap([*old, *new]) == pytest.approx(10.0, abs=0.1)


def test_a_frozen_node_is_not_writable_while_it_is_silent() -> None:
    old = samples("a", (0.0, True), (60.0, False))
    new = samples("b", *((tenth / 10, tenth >= 220) for tenth in range(600)))
    assert overlap([*old, *new]) == 0.0


def test_three_nodes_are_compared_in_pairs() -> None:
    """The worst case counts twice over, as it should: each pair is a way to lose writes."""
    nodes = [sample for node in "abc" for sample in samples(node, (0.0, True), (0.1, True), (0.2, False))]
    assert overlap(nodes) == pytest.approx(3 * 0.2)


WRITES = [write(number, seen=number - 1, writer=writer) for writer in range(8) for number in range(1, 126)]
PRESENT = [(w.writer, w.number) for w in WRITES]
PROBED = [*samples("a", (0.0, True), (0.1, True), (0.2, False)), *samples("b", (0.2, False), (0.3, True), (0.4, True))]


def failed(history: History, present: list[tuple[int, int]]) -> tuple[str, ...]:
    """Return what a drill in synchronous mode says of a run with this history."""
    one = Failover(Fault.POSTMASTER, "a", "b", judge(history, present), 3.0, FLAT_OUT, 1.5)
    return result(Fault.POSTMASTER, [one], synchronous=True).problems


def test_a_run_of_eight_writers_without_a_fault_is_green() -> None:
    assert failed(History(WRITES, samples=PROBED), PRESENT) == ()


def test_one_lost_row_among_a_thousand_turns_the_drill_red() -> None:
    present = [row for row in PRESENT if row != (3, 60)]
    assert failed(History(WRITES), present) == ("run 1: 1 acknowledged rows are lost",)


def test_one_phantom_turns_it_red() -> None:
    assert failed(History(WRITES), [*PRESENT, (3, 126)]) == ("run 1: 1 rows are there that were refused",)


def test_one_look_into_the_past_turns_it_red() -> None:
    past = [write(90, seen=88, writer=5) if (w.writer, w.number) == (5, 90) else w for w in WRITES]
    assert failed(History(past), PRESENT) == ("run 1: 1 writes saw a past that does not fit",)


def test_a_tenth_of_a_second_with_two_primaries_turns_it_red() -> None:
    probed = [*PROBED, *samples("a", (0.35, True))]
    assert failed(History(WRITES, samples=probed), PRESENT) == ("run 1: two primaries took writes for 0.1 s",)
