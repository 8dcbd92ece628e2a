"""What Prometheus is told while the store or the primary is away: what is known all the same, and at once."""

import threading
import time

import pytest
from novax_backup import database, repository, snapshots
from novax_backup.config import Config
from novax_backup.failure import Failure
from novax_backup.metrics import Collector


def figures(collector: Collector) -> dict[str, float]:
    return {sample.name: sample.value for metric in collector.collect() for sample in metric.samples}


def nothing(_config: Config) -> tuple[()]:
    return ()


def waits(monkeypatch: pytest.MonkeyPatch, size: int | None) -> None:
    def wal_waiting(_config: Config) -> int:
        if size is None:
            raise Failure("the PostgreSQL primary does not answer")
        return size

    monkeypatch.setattr(database, "wal_waiting", wal_waiting)


def test_waiting_wal_is_told_while_the_repository_does_not_answer(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()

    def hangs(_config: Config) -> tuple[()]:
        released.wait(10)
        return ()

    waits(monkeypatch, 16 << 20)
    monkeypatch.setattr(repository, "backups", hangs)
    monkeypatch.setattr(snapshots, "listed", nothing)
    collector = Collector(config)
    started = time.monotonic()
    assert figures(collector)["novax_wal_waiting_bytes"] == 16 << 20
    assert "novax_backups" not in figures(collector)
    assert time.monotonic() - started < 2
    released.set()
    while "novax_backups" not in figures(collector):
        assert time.monotonic() - started < 5
        time.sleep(0.01)


def test_a_primary_that_does_not_answer_has_no_figure_and_the_others_stay(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(monkeypatch, None)
    monkeypatch.setattr(repository, "backups", nothing)
    monkeypatch.setattr(snapshots, "listed", nothing)
    collector = Collector(config)
    deadline = time.monotonic() + 5
    while "novax_backup_repository_up" not in (found := figures(collector)):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert "novax_wal_waiting_bytes" not in found
