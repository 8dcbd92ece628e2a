"""Which dump or cold copy a restore takes, and what is no point of one."""

from datetime import UTC, datetime

import pytest

from infra.errors import UserError
from infra.restore import sources
from infra.restore.target import Kind, Target

DAY = 86400
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp()
FOUND = {
    "snapshots": [
        {"database": "livechat", "key": f"snapshots/livechat/{day}.dump.gpg", "taken": NOON + day * DAY, "bytes": 2048}
        for day in range(3)
    ],
    "cold": [
        {"path": f"{month}/main/7", "label": f"2026{month}01-000000F", "begun": NOON + month * 30 * DAY}
        for month in (1, 2)
    ],
}
LATEST = Target(Kind.LATEST)


def at(day: float) -> Target:
    return Target(Kind.TIME, "then", time=datetime.fromtimestamp(NOON + day * DAY, UTC))


@pytest.mark.parametrize(("target", "day"), [(LATEST, 2), (at(1.5), 1), (at(1), 1), (at(9), 2)])
def test_the_newest_dump_up_to_the_time_is_taken(target: Target, day: int) -> None:
    chosen = sources.dump(FOUND, "livechat", target)
    assert chosen.flags == ("--dump", f"snapshots/livechat/{day}.dump.gpg")
    assert dict(chosen.lines)["not in it"] == f"everything committed after 2026-11-{21 + day} 12:00:00+00"


def test_the_newest_cold_copy_up_to_the_time_is_taken() -> None:
    assert sources.cold(FOUND, LATEST).flags == ("--cold", "2/main/7")
    assert sources.cold(FOUND, at(31)).flags == ("--cold", "1/main/7")


def test_a_time_before_the_oldest_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(UserError, match="before the oldest daily dump of database livechat; allowed: from 2026-11-21"):
        sources.dump(FOUND, "livechat", at(-1))


def test_what_was_never_taken_is_refused() -> None:
    with pytest.raises(UserError, match="there is no daily dump of the roles"):
        sources.dump(FOUND, sources.ROLES, LATEST)
    with pytest.raises(UserError, match="there is no cold copy"):
        sources.cold({"cold": []}, LATEST)


@pytest.mark.parametrize("kind", [Kind.LSN, Kind.NAME])
def test_a_place_in_wal_is_no_point_of_a_dump(kind: Kind) -> None:
    with pytest.raises(UserError, match=f"^--{kind} names a point in WAL, and --source cold has none"):
        sources.cold(FOUND, Target(kind, "x"))
