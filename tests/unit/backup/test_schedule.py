"""Cron's fields mean what cron means by them."""

# The scheduler has no types:
# pyright: reportUnknownMemberType=false

from datetime import UTC, datetime

import pytest
from novax_backup.service import trigger, weekdays

SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "names"),
    [("*", "*"), ("0", "sun"), ("7", "sun"), ("6", "sat"), ("1-5", "mon,tue,wed,thu,fri"), ("5-7", "sun,fri,sat")],
)
def test_weekdays_count_from_sunday(field: str, names: str) -> None:
    assert weekdays(field) == names


def test_steps_of_weekdays() -> None:
    assert weekdays("*/2") == "sun,tue,thu,sat"


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("0 2 * * *", datetime(2026, 11, 22, 2, 0, tzinfo=UTC)),
        ("0 */6 * * *", datetime(2026, 11, 21, 12, 0, tzinfo=UTC)),
        ("0 4 * * 0", datetime(2026, 11, 22, 4, 0, tzinfo=UTC)),
        ("0 5 1 * *", datetime(2026, 12, 1, 5, 0, tzinfo=UTC)),
        ("0 5 1 * 1", datetime(2026, 11, 23, 5, 0, tzinfo=UTC)),
    ],
)
def test_the_next_time(schedule: str, expected: datetime) -> None:
    assert trigger(schedule).get_next_fire_time(None, SATURDAY) == expected
