"""Where the Docker Engine can be restarted from, and that the same command starts it again."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from infra.drills import engine
from infra.errors import UserError
from infra.toolchain.commands import Unavailable

DAEMON = ("dockerd", "-c", "read _")


def systemd(*, runs: bool) -> Callable[..., str]:
    def answers(command: Sequence[str], **_: object) -> str:
        if not runs:
            raise Unavailable(f"{command[0]}: inactive")
        return ""

    return answers


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Make this machine one on which root works, systemd runs the engine, and no daemon was started by hand."""
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(engine.os, "geteuid", lambda: 0)
    monkeypatch.setattr(engine.engine, "SYSTEMD", tmp_path)
    monkeypatch.setattr(engine, "answer", systemd(runs=True))
    monkeypatch.setattr(engine, "_PID_FILE", tmp_path / "docker.pid")


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process by the daemon's name, where there is no systemd."""
    monkeypatch.setattr(engine.engine, "SYSTEMD", tmp_path / "nothing")
    process = subprocess.Popen(DAEMON, executable="/bin/sh", stdin=subprocess.PIPE)
    (tmp_path / "docker.pid").write_text(f"{process.pid}\n")
    # The parent goes on a moment before the new program's arguments are there.
    while not Path(f"/proc/{process.pid}/cmdline").read_bytes():
        time.sleep(0.01)
    with process:
        yield process
        process.kill()


def test_systemd_restarts_its_own_engine() -> None:
    assert not engine.out_of_reach()
    engine.restart()


def test_a_service_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(command: Sequence[str], **_: object) -> str:
        if "restart" in command:
            raise Unavailable("unit docker.service failed")
        return ""

    monkeypatch.setattr(engine, "answer", answers)
    with pytest.raises(UserError, match=r"was not restarted: unit docker\.service failed"):
        engine.restart()


def test_an_engine_on_another_host_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://engine:2376")
    assert engine.out_of_reach() == "the engine is on another host"


def test_nobody_but_root_restarts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.os, "geteuid", lambda: 1000)
    assert engine.out_of_reach() == "restarting the engine takes root"


def test_a_daemon_without_systemd_is_ended_and_started_by_its_own_command(
    daemon: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Sequence[str]] = []
    monkeypatch.setattr(engine.engine, "start_daemon", started.append)
    assert not engine.out_of_reach()
    engine.restart()
    assert daemon.wait() == -signal.SIGTERM
    assert started == [list(DAEMON)]


def test_where_nobody_knows_how_to_start_it_again_it_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(engine, "answer", systemd(runs=False))
    assert "nobody knows how to start it again" in engine.out_of_reach()
    (tmp_path / "docker.pid").write_text(str(os.getpid()))
    assert "nobody knows how to start it again" in engine.out_of_reach(), "that process is somebody else's"
