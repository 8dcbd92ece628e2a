"""Schedules of jobs, in the form that pg_cron takes: how long a job may rest between two runs.

What starts jobs is pg_cron; this only tells what to expect of it.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

_RANGES = {"minute": (0, 59), "hour": (0, 23), "day of the month": (1, 31), "month": (1, 12), "day of the week": (0, 7)}
_PART = re.compile(r"((?P<all>\*)|(?P<first>\d+)(-(?P<last>\d+))?)(/(?P<step>[1-9]\d*))?")
_DAY_MINUTES = 24 * 60
_FIRST = date(2024, 1, 1)
_DAYS = 9 * 366
"""Long enough for the rarest of dates, 29 February, to come more than once."""


@cache
def longest_pause(schedule: str) -> int:
    """Return the longest time between two starts, in seconds.

    Raises:
        ValueError: a number is out of its field's range, or the schedule names no date that exists.
    """
    if schedule.endswith(" seconds"):
        return int(schedule.removesuffix(" seconds"))
    fields = schedule.split()
    minutes, hours, days, months, weekdays = (_values(name, field) for name, field in zip(_RANGES, fields, strict=True))
    times = [hour * 60 + minute for hour in sorted(hours) for minute in sorted(minutes)]
    # Where both are given, either will do; a field that starts with a star gives nothing.
    either = not fields[2].startswith("*") and not fields[4].startswith("*")
    dates = [
        number
        for number, month, day, weekday in _calendar()
        if month in months
        and ((day in days or weekday in weekdays) if either else (day in days and weekday in weekdays))
    ]
    if not dates:
        raise ValueError(f"{schedule!r} names no date that exists; allowed: one that comes again; correct it")
    within = [later - earlier for earlier, later in pairwise(times)]
    across = [(later - earlier) * _DAY_MINUTES + times[0] - times[-1] for earlier, later in pairwise(dates)]
    return max(within + across) * 60


def _values(name: str, field: str) -> frozenset[int]:
    low, high = _RANGES[name]
    values: set[int] = set()
    for part in field.split(","):
        matched = _PART.fullmatch(part)
        if not matched:
            raise ValueError(f"{part!r} is no {name}; allowed: *, a number or a range, each with or without a step")
        first, last = (
            (low, high) if matched["all"] else (int(matched["first"]), int(matched["last"] or matched["first"]))
        )
        values.update(range(first, last + 1, int(matched["step"] or 1)))
    if not values or min(values) < low or max(values) > high:
        raise ValueError(f"{field!r} is no {name}; allowed: {low} to {high}; correct it")
    # Sunday has two numbers.
    return frozenset(values | {0} if name == "day of the week" and 7 in values else values)  # noqa: PLR2004


def _calendar() -> Iterator[tuple[int, int, int, int]]:
    """Yield the number, month, day and weekday (Sunday is 0) of each day that is looked at."""
    for number in range(_DAYS):
        on = _FIRST + timedelta(days=number)
        yield number, on.month, on.day, on.isoweekday() % 7
