"""Chance that is the same every time: identifiers, skewed sizes and moments, all drawn from one seed."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")

_ZIPF = 1.1
"""Exponent of the sizes of tenants: the first of 20 has about a quarter of everything."""

_HOURS = (2, 1, 1, 1, 2, 4, 8, 14, 25, 38, 45, 44, 34, 40, 46, 45, 42, 36, 33, 38, 42, 36, 20, 8)
"""How busy each hour of a day is in Jakarta: office hours, a lunch break and the evening."""

_JAKARTA_HOURS = 7


class Chance:
    """One stream of chance; a stream for each tenant keeps them from changing each other."""

    def __init__(self, seed: int, *label: object) -> None:
        self._seed = seed
        self.random = random.Random("/".join(map(str, (seed, *label))))  # noqa: S311  # data, no secrets

    def stream(self, *label: object) -> "Chance":
        """Return a stream that depends on the seed and the label alone."""
        return Chance(self._seed, *label)

    def uuid(self) -> UUID:
        """Return an identifier in the form of a random one."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def happens(self, probability: float) -> bool:
        """Return whether something of this probability happens."""
        return self.random.random() < probability

    def one(self, choices: Sequence[T]) -> T:
        """Return one of the choices, each as likely as the others."""
        return choices[int(self.random.random() * len(choices))]

    def weighted(self, choices: dict[T, float]) -> T:
        """Return one of the keys; the values say how likely each is."""
        return self.random.choices(list(choices), list(choices.values()))[0]

    def between(self, least: int, most: int) -> int:
        """Return a whole number, both ends included."""
        return self.random.randint(least, most)

    def size(self, median: float, *, most: int, spread: float = 0.8) -> int:
        """Return a size of at least 1, log-normal: many are small, few are large."""
        return min(most, max(1, round(median * self.random.lognormvariate(0, spread))))

    def seconds(self, mean: float) -> timedelta:
        """Return a waiting time of that mean, exponential."""
        return timedelta(seconds=round(self.random.expovariate(1 / mean), 3))

    def moment(self, earliest: datetime, latest: datetime) -> datetime:
        """Return a moment of a busy hour between the two, later days more likely: tenants grow.

        `latest` lies more than a day after `earliest`.
        """
        days = (latest - earliest).days
        day = earliest + timedelta(days=int(days * self.random.random() ** 0.7))
        hour = self.random.choices(range(24), cum_weights=_CUMULATIVE)[0] - _JAKARTA_HOURS
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        found = midnight + timedelta(hours=hour, milliseconds=self.random.randrange(3_600_000))
        return min(max(found, earliest), latest)


_CUMULATIVE = tuple(accumulate(_HOURS))


def shares(total: int, parts: int, *, least: int = 1) -> list[int]:
    """Divide a number among parts by Zipf's law, largest first; each gets at least `least`, so the sum may be more."""
    weights = [1 / (rank + 1) ** _ZIPF for rank in range(parts)]
    return [max(least, round(total * weight / sum(weights))) for weight in weights]


def scaled(count: float, scale: float, *, least: int = 1) -> int:
    """Return how many of something there are at a scale, when there are `count` at scale 1."""
    return max(least, round(count * scale))


def tenants(count: float, scale: float) -> int:
    """Return how many tenants there are at a scale: ten times the data is three times the tenants, each larger."""
    return scaled(count, scale**0.5, least=3)
