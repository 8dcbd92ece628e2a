"""The longest pause of a schedule, by hand, and the sentence for one that pg_cron would not take."""

import pytest

from infra.schedules import longest_pause

HOUR, DAY = 3600, 86400


@pytest.mark.parametrize(
    ("schedule", "seconds"),
    [
        ("10 seconds", 10),
        ("* * * * *", 60),
        ("*/5 * * * *", 300),
        # 56 minutes past is followed by the full hour.
        ("*/7 * * * *", 420),
        ("15 * * * *", HOUR),
        ("0 8-18/2 * * *", 14 * HOUR),
        ("30 2 * * *", DAY),
        ("0 3,4 * * *", 23 * HOUR),
        ("0 3 * * 0", 7 * DAY),
        ("0 3 * * 7", 7 * DAY),
        ("0 3 * * 1-5", 3 * DAY),
        ("0 3 1 * *", 31 * DAY),
        ("0 3 1 */3 *", 92 * DAY),
        ("0 0 29 2 *", (4 * 365 + 1) * DAY),
        # With a day of the month and of the week, either will do.
        ("0 0 15 * 1", 7 * DAY),
        # A star in one of them gives nothing, so both must hold: odd days that are Mondays.
        ("0 0 */2 * 1", 21 * DAY),
    ],
)
def test_the_longest_pause(schedule: str, seconds: int) -> None:
    assert longest_pause(schedule) == seconds


@pytest.mark.parametrize(
    ("schedule", "sentence"),
    [
        ("60 * * * *", "'60' is no minute; allowed: 0 to 59; correct it"),
        ("0 0 0 * *", "'0' is no day of the month; allowed: 1 to 31; correct it"),
        ("0 5-3 * * *", "'5-3' is no hour; allowed: 0 to 23; correct it"),
        ("0 5- * * *", "'5-' is no hour; allowed: *, a number or a range, each with or without a step"),
        ("*/0 * * * *", "'*/0' is no minute; allowed: *, a number or a range"),
        ("0 0 31 2 *", "'0 0 31 2 *' names no date that exists"),
    ],
)
def test_what_is_no_schedule_is_told(schedule: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="no ") as caught:
        longest_pause(schedule)
    assert str(caught.value).startswith(sentence)
