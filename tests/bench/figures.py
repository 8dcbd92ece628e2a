"""Percentiles, ratios and their spread; pure, so that what a benchmark claims can be tested without one."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

Rounds = Sequence[Sequence[float]]
"""Samples (in seconds) of one arm, a sequence for each of its turns."""

RESAMPLES = 400
INTERVAL = 0.9
"""The part of all resamples that a spread covers."""


@dataclass(frozen=True)
class Ratio:
    """One arm's percentile by another's, and the ends of its spread."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f}-{self.high:.2f})"


def percentile(samples: Sequence[float], part: float) -> float:
    """Return the value below which a part (0 to 1) of the samples lies, between neighbours in proportion.

    Raises:
        ValueError: there are no samples.
    """
    if not samples:
        raise ValueError("no samples, so no percentile")
    ordered = sorted(samples)
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def pooled(rounds: Rounds) -> list[float]:
    """Return the samples of all turns."""
    return [sample for one in rounds for sample in one]


def ratio(numerator: Rounds, denominator: Rounds, part: float) -> Ratio:
    """Return the ratio of two arms' percentiles.

    Turns are drawn again, with both arms' turns of a round together, because what disturbs a machine disturbs
    neighbours in time alike; the spread is what 90 % of the draws give. The draws are the same every time.

    Raises:
        ValueError: the arms have not had equally many turns.
    """
    if len(numerator) != len(denominator):
        raise ValueError(f"{len(numerator)} turns cannot be paired with {len(denominator)}")
    chance = random.Random(1)  # noqa: S311
    places = range(len(numerator))
    found: list[float] = []
    for _ in range(RESAMPLES):
        drawn = chance.choices(places, k=len(places))
        found.append(_ratio([numerator[place] for place in drawn], [denominator[place] for place in drawn], part))
    edge = (1 - INTERVAL) / 2
    return Ratio(_ratio(numerator, denominator, part), percentile(found, edge), percentile(found, 1 - edge))


def _ratio(numerator: Rounds, denominator: Rounds, part: float) -> float:
    return percentile(pooled(numerator), part) / percentile(pooled(denominator), part)
