"""The engine: each reason for its silence has a sentence, and a daemon outlives who started it."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.errors import UserError
from infra.toolchain import engine

ProgramWriter = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def no_remote_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.delenv("DOCKER_CONTEXT", raising=False)


def test_an_engine_that_answers_is_used(program: ProgramWriter) -> None:
    program("docker", "echo 28.0.1")
    assert engine.ensure() == "28.0.1"
    assert engine.plan().ok


def test_a_user_outside_the_group_is_told_the_command(program: ProgramWriter) -> None:
    program("docker", "echo 'permission denied while trying to connect' >&2; exit 1")
    with pytest.raises(UserError, match=r"sudo usermod -aG docker"):
        engine.ensure()


def test_a_remote_engine_is_not_replaced_by_a_local_one(
    program: ProgramWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("docker", "echo 'Cannot connect' >&2; exit 1")
    monkeypatch.setenv("DOCKER_HOST", "tcp://192.0.2.1:2376")
    with pytest.raises(UserError, match=r"DOCKER_HOST is tcp://192.0.2.1:2376.*\(Cannot connect\).*unset DOCKER_HOST"):
        engine.ensure()
    assert not engine.plan().ok


def test_who_may_not_install_is_told_who_may(program: ProgramWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    program("docker", "echo 'Cannot connect' >&2; exit 1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(UserError, match="only root may install or start one"):
        engine.ensure()


def test_a_plan_says_what_would_be_done(
    program: ProgramWriter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    program("docker", "exit 1")
    with pytest.raises(UserError, match="only on Debian or Ubuntu"):
        engine.ensure()
    program("apt-get", "exit 1")
    assert (engine.plan().source, engine.plan().ok) == ("package", True)
    program("dockerd", "exit 1")
    assert "not running" in engine.plan().detail


def test_a_started_daemon_has_a_session_of_its_own_and_a_log(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "daemon.log"
    started = time.monotonic()
    engine._start_detached(["sh", "-c", "echo $$; exec sleep 30"], log)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    assert time.monotonic() - started < 5
    while not log.read_text().endswith("\n"):
        assert time.monotonic() - started < 5
        time.sleep(0.05)
    pid = int(log.read_text())
    session = os.getsid(pid)
    os.kill(pid, 9)
    assert session == pid
