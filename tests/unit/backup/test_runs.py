"""Records of runs, and the one run at a time that makes them."""

import re
from pathlib import Path

import pytest
from novax_backup import jobs, repository, runs
from novax_backup.config import Config
from novax_backup.contents import Backup
from novax_backup.failure import Failure

from infra.cli import backup_runner


def test_a_run_leaves_its_outcome_duration_and_facts(tmp_path: Path) -> None:
    with runs.recorded(tmp_path, "full") as run:
        run.facts = {"label": "x"}
    (found,) = runs.read(tmp_path)
    assert (found.kind, found.outcome, found.facts) == ("full", "succeeded", {"label": "x"})
    assert found.seconds is not None


def test_a_failed_run_leaves_its_sentence(tmp_path: Path) -> None:
    with pytest.raises(Failure), runs.recorded(tmp_path, "full"):
        raise Failure("the store is away")
    last = runs.last(tmp_path, "full")
    assert last
    assert (last.outcome, last.message) == ("failed", "the store is away")
    assert runs.last(tmp_path, "full", "succeeded") is None


def test_a_defect_leaves_its_kind_on_one_line(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two"), runs.recorded(tmp_path, "full"):
        raise ValueError("two\nlines")
    last = runs.last(tmp_path, "full")
    assert last
    assert last.message == "ValueError: two lines"


def test_a_run_that_goes_on_can_be_seen(tmp_path: Path) -> None:
    with runs.recorded(tmp_path, "full"):
        (found,) = runs.read(tmp_path)
        assert (found.outcome, found.seconds) == ("running", None)


def test_old_records_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "KEPT_PER_KIND", 2)
    for kind in ("full", "full", "verify", "full"):
        with runs.recorded(tmp_path, kind):
            pass
    assert [run.kind for run in runs.read(tmp_path)] == ["full", "verify", "full"]


def test_two_runs_do_not_meet(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(jobs, "_LOOK_SECONDS", 0.05)

    def second(config: Config) -> dict[str, object]:
        with pytest.raises(Failure, match="another run is going on and does not end"):
            jobs.perform(config, "verify")
        return {}

    monkeypatch.setitem(jobs.KINDS, "full", second)
    assert jobs.perform(config, "full").outcome == "succeeded"


def test_a_run_waits_for_another_to_end(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            other.__exit__(None, None, None)

    monkeypatch.setitem(jobs.KINDS, "full", lambda _: {})
    other = jobs.alone(config, "run full")
    other.__enter__()
    assert jobs.perform(config, "full", pause).outcome == "succeeded"
    assert len(waits) == 3


def test_a_run_that_waits_ends_with_the_container(config: Config) -> None:
    with (
        jobs.alone(config, "run full"),
        pytest.raises(Failure, match="another run"),
        jobs.alone(config, "run full", lambda _: True),
    ):
        pass


def test_every_schedule_has_its_work(config: Config) -> None:
    assert set(config.schedules) == set(jobs.KINDS)


@pytest.mark.parametrize("kind", ["full", "incremental"])
def test_each_kind_of_backup_is_taken_as_that_kind(config: Config, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    def take(_config: Config, kind: str) -> Backup:
        return Backup(kind, kind, 1, 2, 3, 4, "", "", faulty=False)

    monkeypatch.setattr(repository, "take", take)
    assert jobs.perform(config, kind).facts["kind"] == kind


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(jobs, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(jobs, "_SILENT_SECONDS", 0.1)


@pytest.mark.usefixtures("impatient")
def test_who_waits_says_once_for_what(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    with jobs.alone(config, "run incremental"):
        pass
    with jobs.alone(config, "run full"), pytest.raises(Failure), jobs.alone(config, "run verify"):
        pass
    (line,) = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"waiting for the end of run full, which began at \d\d:\d\d:\d\d UTC", line)
    assert line.startswith(backup_runner.WAITING)


@pytest.mark.usefixtures("impatient")
def test_a_short_wait_is_not_told(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    def give_up(_seconds: float) -> bool:
        return True

    with jobs.alone(config, "run full"), pytest.raises(Failure), jobs.alone(config, "run verify", give_up):
        pass
    assert capsys.readouterr().err == ""
