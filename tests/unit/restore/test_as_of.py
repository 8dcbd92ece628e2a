"""A repository that is read as it was at a time: by every command, and by the server that recovers."""

import json
import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.cli import restore
from infra.errors import UserError
from infra.restore import plan, target
from infra.restore.repository import Backup, Repository, Timeline
from infra.restore.state import State

THEN = datetime(2026, 11, 21, 12, 0, 0, 500000, tzinfo=UTC)
NOW = THEN + timedelta(hours=2)
BACKUP = Backup("20261121-100000F", "full", THEN - timedelta(hours=2), 0x2000100, 1)
STATE = State("postgres-1", "777", 2, 0x9000000, ("novax",), "")


def test_a_backup_that_is_marked_faulty_is_none_to_begin_with(monkeypatch: pytest.MonkeyPatch) -> None:
    def info(label: str, stop: int, *, error: bool) -> dict[str, Any]:
        archived, lsn = {"stop": "000000010000000000000002"}, {"stop": "0/2000100"}
        timestamp = {"stop": stop}
        return {"label": label, "type": "full", "timestamp": timestamp, "lsn": lsn, "archive": archived, "error": error}

    told = [{"backup": [info("faulty", 2, error=True), info("sound", 1, error=False)]}]
    monkeypatch.setattr(Repository, "ask", lambda *_: json.dumps(told))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    assert [backup.label for backup in Repository("c", "777").backups()] == ["sound"]
    told[0]["backup"].pop()
    with pytest.raises(UserError, match="there is no sound backup to restore"):
        Repository("c", "777").backups()


def test_every_command_is_told_the_time() -> None:
    assert Repository("c", "777", as_of=THEN).environment == {
        "PGBACKREST_REPO1_PATH": "/main/777",
        "PGBACKREST_REPO": "1",
        "PGBACKREST_REPO_TARGET_TIME": "2026-11-21 12:00:00+00",
    }


@pytest.mark.parametrize(
    ("name", "kept", "status"),
    [
        ("000000010000000000000003", "then", 0),
        ("000000010000000000000004", "now", 7),
        ("00000002.history", "now", 0),
        ("00000003.history", "", 7),
    ],
    ids=["a segment of then", "a segment of later", "a history of later", "no history"],
)
def test_the_server_recovers_from_what_was_there_and_knows_later_histories(
    tmp_path: Path, name: str, kept: str, status: int
) -> None:
    program = tmp_path / "novax-pgbackrest"
    program.write_text(
        "#!/bin/sh\n"
        'printf "%s|%s\\n" "${PGBACKREST_REPO_TARGET_TIME:-now}" "$2" >>"$SAID"\n'
        'if [ -n "${PGBACKREST_REPO_TARGET_TIME:-}" ]; then at=then; else at=now; fi\n'
        '[ "$KEPT" = "$at" ] || exit 7\n'
    )
    program.chmod(0o755)
    said = tmp_path / "said"
    fetch = Repository("c", "777", as_of=THEN).fetch
    assert "'" not in fetch  # it stands between such in the server's configuration
    done = subprocess.run(
        ["sh", "-c", fetch.replace("%f", name).replace("%p", "pg_wal/RECOVERYXLOG")],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "SAID": str(said), "KEPT": kept},
        check=False,
    )
    assert done.returncode == status
    asked = [f"2026-11-21 12:00:00+00|{name}", f"now|{name}"]
    assert said.read_text().splitlines() == asked[: 2 if name.endswith(".history") else 1]


class Then(Repository):
    """A repository that had one backup and one timeline then."""

    def backups(self) -> tuple[Backup, ...]:
        return (BACKUP,)

    def newest_timeline(self) -> int:
        return 1

    def timeline(self, number: int) -> Timeline:
        return Timeline(number)

    def end(self, timeline: Timeline) -> int:
        assert timeline.number == 1
        return 0x4000000


def test_the_timeline_and_its_end_are_those_of_then() -> None:
    source = Then("c", "777", as_of=THEN)
    latest = target.chosen(None, None, None, latest=True, now=NOW)
    found = plan.point(source, STATE, latest, None, NOW)
    assert (found.timeline.number, found.backup, found.time, found.lsn) == (1, BACKUP, None, None)
    assert found.lost == "everything that was archived after 2026-11-21 12:00:00.5+00"
    beyond = target.chosen(None, "0/5000000", None, latest=False, now=NOW)
    with pytest.raises(UserError, match="beyond the end of WAL of timeline 1; allowed: until 0/4000000"):
        plan.point(source, replace(STATE, timeline=1), beyond, None, NOW)


def test_a_time_longer_ago_than_versions_are_kept_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "now", lambda: NOW)
    latest = target.chosen(None, None, None, latest=True, now=NOW)
    assert restore.read_as_of("dev", "2026-11-21 12:00:00.5", latest) == THEN
    with pytest.raises(UserError, match=r"kept for 7 days \(novax:backup.lockDays\); allowed: from 2026-11-14 14:00"):
        restore.read_as_of("dev", "2026-11-14 13:00:00", latest)
    with pytest.raises(UserError, match=r"--as-of is 2026-11-21 15:00:00\+00, which is in the future"):
        restore.read_as_of("dev", "2026-11-21 15:00:00", latest)


def test_a_point_after_the_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "now", lambda: NOW)
    later = target.chosen("2026-11-21 13:00:00", None, None, latest=False, now=NOW)
    with pytest.raises(UserError, match=r"--to-time is 2026-11-21 13:00:00\+00, which the backups cannot have as of"):
        restore.read_as_of("dev", "2026-11-21 12:00:00", later)
