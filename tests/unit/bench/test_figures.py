"""What a benchmark makes of its samples."""

import pytest

from tests.bench.figures import percentile, pooled, ratio


@pytest.mark.parametrize(
    ("samples", "part", "expected"),
    [([3.0], 0.99, 3.0), ([4.0, 1.0, 3.0, 2.0, 5.0], 0.5, 3.0), ([1.0, 2.0], 0.5, 1.5), ([1.0, 2.0, 3.0], 1.0, 3.0)],
)
def test_a_percentile_lies_between_its_neighbours(samples: list[float], part: float, expected: float) -> None:
    assert percentile(samples, part) == pytest.approx(expected)  # pyright: ignore[reportUnknownMemberType]


def test_without_samples_there_is_no_percentile() -> None:
    with pytest.raises(ValueError, match="no samples"):
        percentile([], 0.5)


def test_turns_are_put_together() -> None:
    assert pooled([[1.0], [2.0, 3.0]]) == [1.0, 2.0, 3.0]


def test_a_ratio_of_equal_arms_is_one_without_spread() -> None:
    rounds = [[1.0, 2.0, 3.0]] * 4
    found = ratio(rounds, rounds, 0.5)
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)
    assert str(found) == "1.00 (1.00-1.00)"


def test_what_disturbs_both_arms_of_a_round_does_not_widen_the_spread() -> None:
    slow_and_fast = [[1.0], [10.0], [1.0], [10.0]]
    twice = [[sample * 2 for sample in one] for one in slow_and_fast]
    found = ratio(twice, slow_and_fast, 0.5)
    assert (found.low, found.high) == (2.0, 2.0)


def test_a_disturbance_of_one_arm_widens_it() -> None:
    found = ratio([[1.0], [1.0], [5.0]], [[1.0], [1.0], [1.0]], 0.99)
    assert found.low < found.value <= found.high


def test_arms_with_other_numbers_of_turns_are_not_compared() -> None:
    with pytest.raises(ValueError, match="cannot be paired"):
        ratio([[1.0]], [[1.0], [1.0]], 0.5)
