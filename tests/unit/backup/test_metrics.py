"""What Prometheus is told while the store or the primary is away: what is known all the same, and at once."""

import json
import threading
import time

import pytest
from novax_backup import database, held, protection, repository, snapshots
from novax_backup.config import Config
from novax_backup.failure import Failure
from novax_backup.held import Held
from novax_backup.metrics import Collector


def figures(collector: Collector) -> dict[str, float]:
    return {sample.name: sample.value for metric in collector.collect() for sample in metric.samples}


def nothing(_config: Config) -> tuple[()]:
    return ()


@pytest.fixture(autouse=True)
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody count versions, until a test says what there is."""

    def away(_config: Config) -> Held:
        raise Failure("the object store does not answer")

    monkeypatch.setattr(held, "refreshed", away)


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


def looked(collector: Collector, name: str) -> dict[str, float]:
    """Return the figures once the look into the repository has ended."""
    deadline = time.monotonic() + 5
    while name not in (found := figures(collector)):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def test_a_cluster_without_a_full_backup_is_told(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    waits(monkeypatch, None)
    monkeypatch.setattr(repository, "backups", nothing)
    monkeypatch.setattr(snapshots, "listed", nothing)
    assert looked(Collector(config), "novax_backups")["novax_backup_protected"] == 0
    (config.state / "protection.json").write_text(json.dumps(vars(protection.Standing(protected=True))))
    assert looked(Collector(config), "novax_backups")["novax_backup_protected"] == 1


def test_what_the_lock_holds_is_told(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    waits(monkeypatch, None)
    monkeypatch.setattr(repository, "backups", nothing)
    monkeypatch.setattr(snapshots, "listed", nothing)
    monkeypatch.setattr(held, "refreshed", lambda _: Held(3, 500, 1.0))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    found = looked(Collector(config), "novax_backup_noncurrent_bytes")
    assert (found["novax_backup_noncurrent_versions"], found["novax_backup_noncurrent_bytes"]) == (3, 500)
