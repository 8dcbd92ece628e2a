"""Where a restore ends, as pgBackRest is told it."""

from datetime import UTC, datetime

from infra.restore.plan import Point
from infra.restore.repository import Backup, Timeline

MOMENT = datetime(2026, 11, 21, 12, 45, tzinfo=UTC)
BACKUP = Backup("20261121-020000F", "full", MOMENT, 1, 1)


def test_what_was_written_at_the_place_is_left_out() -> None:
    assert Point(Timeline(2), BACKUP, None, 0x5000110, "").options == [
        "--target-timeline=2",
        "--type=lsn",
        "--target=0/5000110",
        "--target-exclusive",
        "--target-action=promote",
    ]


def test_what_was_committed_at_the_time_is_there() -> None:
    assert Point(Timeline(1), BACKUP, MOMENT, None, "").options == [
        "--target-timeline=1",
        "--type=time",
        "--target=2026-11-21 12:45:00+00",
        "--target-action=promote",
    ]


def test_without_a_point_all_is_replayed() -> None:
    assert Point(Timeline(1), BACKUP, None, None, "").options == ["--target-timeline=1"]
