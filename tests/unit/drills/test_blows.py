"""Who must be healthy after a blow, and where the Docker Engine can be restarted from."""

from collections.abc import Callable
from pathlib import Path

import pytest

from infra.cli.running import Running, Service
from infra.drills import blows


def systemd(*, runs: bool) -> Callable[..., bool]:
    def answers(*_command: str) -> bool:
        return runs

    return answers


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Make this machine one on which systemd runs the engine."""
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(blows.os, "geteuid", lambda: 0)
    monkeypatch.setattr(blows, "_SYSTEMD", tmp_path)
    monkeypatch.setattr(blows, "_answers", systemd(runs=True))


@pytest.mark.usefixtures("ready")
def test_systemd_restarts_its_own_engine() -> None:
    assert not blows.engine_out_of_reach()


@pytest.mark.usefixtures("ready")
def test_an_engine_on_another_host_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://engine:2376")
    assert blows.engine_out_of_reach() == "the engine is on another host"


@pytest.mark.usefixtures("ready")
def test_nobody_but_root_restarts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blows.os, "geteuid", lambda: 1000)
    assert blows.engine_out_of_reach() == "restarting the engine takes root"


@pytest.mark.usefixtures("ready")
def test_an_engine_that_somebody_started_by_hand_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blows, "_answers", systemd(runs=False))
    assert "systemd does not run the engine here" in blows.engine_out_of_reach()


@pytest.mark.usefixtures("ready")
def test_where_there_is_no_systemd_it_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(blows, "_SYSTEMD", tmp_path / "nothing")
    assert "systemd does not run the engine here" in blows.engine_out_of_reach()


def test_every_declared_container_must_be_healthy_and_others_do_not_count() -> None:
    there = Service("nats", "nats", 64, present=True, members={"nats": "novax-ci-nats"})
    absent = Service("meilisearch", "meilisearch", 64, present=False, members={"meilisearch": "novax-ci-meilisearch"})
    stack = Running("ci", "", (), {"nats": there, "meilisearch": absent}, {}, {}, {})
    beside = {"novax-ci-restore-look": "Up 6 minutes"}
    assert not blows.ailing(stack, {"novax-ci-nats": "Up 5 minutes (healthy)", **beside})
    for status in ("Up 2 seconds (health: starting)", "Up 2 minutes (unhealthy)", "Exited (137) 2 seconds ago"):
        assert blows.ailing(stack, {"novax-ci-nats": status, **beside}) == {"novax-ci-nats"}
    assert blows.ailing(stack, beside) == {"novax-ci-nats"}
