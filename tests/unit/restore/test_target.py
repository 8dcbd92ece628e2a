"""The point that a person names, and the backup and history that lead to it."""

from datetime import UTC, datetime, timedelta

import pytest

from infra.errors import UserError
from infra.restore import repository, target, wal
from infra.restore.repository import Backup, Timeline
from infra.restore.target import Kind

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OLD = Backup("old", "full", NOW - timedelta(hours=9), 0x6000000, 1)
NEW = Backup("new", "incr", NOW - timedelta(hours=3), 0x9000000, 1)
SECOND = Timeline(2, ((1, 0x8000000),))


def chosen(
    time: str | None = None, lsn: str | None = None, name: str | None = None, *, latest: bool = False
) -> target.Target:
    return target.chosen(time, lsn, name, latest=latest, now=NOW)


def test_a_time_without_a_zone_is_utc() -> None:
    assert chosen("2026-11-21 11:00:00").time == chosen("2026-11-21T18:00:00+07:00").time


def test_a_place_and_a_name_are_taken_as_postgresql_shows_them() -> None:
    assert chosen(lsn="1/5000110").lsn == 0x105000110
    assert (chosen(name="before-migration").kind, chosen(latest=True).kind) == (Kind.NAME, Kind.LATEST)
    assert target.show_lsn(target.parse_lsn("1/5000110")) == "1/5000110"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "exactly one point, and 0 are given"),
        ({"time": "2026-11-21", "latest": True}, "and 2 are given"),
        ({"time": "yesterday"}, "--to-time is 'yesterday'; allowed: a date and time"),
        ({"time": "2026-11-21 12:00:01"}, "which is in the future; allowed: until 2026-11-21 12:00:00"),
        ({"lsn": "12"}, "--to-lsn is '12'; allowed: a place in WAL"),
        ({"name": "it's"}, '--to-name is "it\'s"; allowed: 1 to 63'),
    ],
)
def test_a_wrong_point_is_refused_with_what_is_allowed(options: dict[str, str], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        chosen(**options)  # pyright: ignore[reportArgumentType] - latest is the one that is no text


def test_the_newest_backup_before_the_point_is_chosen() -> None:
    first = Timeline(1)
    assert repository.choose([OLD, NEW], first, time=None, lsn=None) == NEW
    assert repository.choose([OLD, NEW], first, time=NOW - timedelta(hours=5), lsn=None) == OLD
    assert repository.choose([OLD, NEW], first, time=None, lsn=0x8FFFFFF) == OLD
    assert repository.choose([OLD, NEW], first, time=None, lsn=0x5FFFFFF) is None


def test_a_backup_after_a_timeline_was_left_does_not_lead_to_the_next() -> None:
    assert repository.choose([OLD, NEW], SECOND, time=None, lsn=None) == OLD


def test_a_place_before_the_switch_is_in_the_parent_s_segments() -> None:
    assert repository.segment(SECOND, 0x7FFFFFF) == "000000010000000000000007"
    assert repository.segment(SECOND, 0x8000000) == "000000020000000000000008"


def test_a_history_is_read_without_its_comments() -> None:
    assert repository.parse_history("1\t0/8000000\tno recovery target\n\n# end\n2\t1/0\tx\n") == (
        (1, 0x8000000),
        (2, 0x100000000),
    )


def test_points_and_commits_are_read_from_wal() -> None:
    found = wal.parse(
        "rmgr: XLOG  tx: 0, lsn: 0/3000028, prev 0/2FFFFF8, desc: RESTORE_POINT before-migration\n"
        "rmgr: Transaction tx: 7, lsn: 0/3000100, prev 0/3000028, desc: COMMIT 2026-11-21 11:00:00.5 UTC; subxacts\n"
    )
    assert found.points == ((0x3000028, "before-migration"),)
    assert found.commits == ((0x3000100, datetime(2026, 11, 21, 11, 0, 0, 500000, UTC)),)
