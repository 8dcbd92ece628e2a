"""A container is asked until it is ready, by its own check; stand-ins for the engine and `docker` answer."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from infra.errors import UserError
from infra.platforms import engine_api, readiness
from infra.toolchain.commands import Unavailable

_DOCKER = """#!/bin/sh
echo "$@" >>"$0.calls"
case "$1" in
    logs) echo one; echo two >&2 ;;
esac
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the stand-in first on the path; return the file that it notes its calls in."""
    program = tmp_path / "docker"
    program.write_text(_DOCKER)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path / "docker.calls"


def ready_after(monkeypatch: pytest.MonkeyPatch, times: int) -> list[tuple[str, Sequence[str], float]]:
    asked: list[tuple[str, Sequence[str], float]] = []

    def execute(container: str, command: Sequence[str], *, limit: float) -> str:
        asked.append((container, command, limit))
        if len(asked) < times:
            raise Unavailable("connection\nrefused")
        return ""

    monkeypatch.setattr(engine_api, "execute", execute)
    return asked


def test_it_is_asked_again_until_it_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ready_after(monkeypatch, 3)
    monkeypatch.setattr(readiness, "_PAUSE_SECONDS", 0.01)
    readiness.await_ready("novax-dev-nats", ["ask", "it"], limit=5, within=10)
    assert asked == [("novax-dev-nats", ["ask", "it"], 5)] * 3


def test_one_that_never_is_ready_is_told_with_its_last_words(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready_after(monkeypatch, 1000000)
    with pytest.raises(UserError) as caught:
        readiness.await_ready("novax-dev-nats", ["ask"], limit=5, within=0)
    assert str(caught.value) == (
        "novax-dev-nats was not ready within 0 s (connection refused); the end of its log: one | two"
    )
    assert calls.read_text().splitlines()[-1] == "logs --tail 5 novax-dev-nats"
