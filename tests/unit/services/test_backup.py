"""What the backup container is told of the settings, and what the defaults come to."""

# The scheduler has no types:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from novax_backup.service import trigger

from infra.service_settings import BackupSettings

KINDS = ("full", "incremental", "verify", "snapshot", "cold", "drill")
FEBRUARY, MARCH = datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)
"""Four weeks, which begin with the month."""


def test_each_setting_reaches_the_container_under_its_own_name(rendered: Callable[..., str]) -> None:
    schedules = {kind: f"{minute} 1 * * *" for minute, kind in enumerate(KINDS)}
    settings = {**schedules, "keepFull": 3, "keepSnapshotDays": 5}
    facts = json.loads(rendered("backup", "backup.json", backup=settings))
    assert facts["schedules"] == schedules
    assert facts["keep"] == {"full": 3, "snapshot_days": 5}


def runs(schedule: str) -> int:
    """Return how often a schedule's time comes within four weeks."""
    found, due = 0, trigger(schedule).get_next_fire_time(None, FEBRUARY)
    while due and due < MARCH:
        found, due = found + 1, trigger(schedule).get_next_fire_time(due, due + timedelta(seconds=1))
    return found


@pytest.mark.parametrize(
    ("kind", "number"),
    [("full", 28), ("incremental", 4 * 28), ("verify", 4), ("snapshot", 28), ("cold", 1), ("drill", 4)],
)
def test_the_defaults_make_so_many_runs_in_four_weeks(kind: str, number: int) -> None:
    assert runs(getattr(BackupSettings(), kind)) == number


def test_the_defaults_keep_and_lock_a_week_of_backups_two_weeks_of_dumps_and_a_year_of_cold_copies() -> None:
    kept = BackupSettings()
    week = runs(kept.full) // 4
    assert (kept.keep_full, kept.lock_days, kept.keep_snapshot_days, kept.keep_cold_days) == (week, 7, 14, 365)


def test_backups_spare_the_primary_and_sign_in_to_it_alone(rendered: Callable[..., str]) -> None:
    assert "\nbackup-standby=prefer\n" in rendered("backup", "pgbackrest.conf")
    service = rendered("backup", "pg_service.conf").splitlines()
    assert {"sslmode=verify-full", "ssl_min_protocol_version=TLSv1.3"} <= set(service)
