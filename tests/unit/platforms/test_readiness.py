"""A container is asked until it is ready, by its own check; a stand-in for `docker` answers."""

from pathlib import Path

import pytest

from infra.errors import UserError
from infra.platforms import readiness

_DOCKER = """#!/bin/sh
echo "$@" >>"$0.calls"
case "$1" in
    logs) echo one; echo two >&2 ;;
    exec) [ "$(grep -c "^exec" "$0.calls")" -ge "$READY_AFTER" ] || { echo "connection refused" >&2; exit 7; } ;;
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


def test_it_is_asked_again_until_it_is_ready(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READY_AFTER", "3")
    monkeypatch.setattr(readiness, "_PAUSE_SECONDS", 0.01)
    readiness.await_ready("novax-dev-nats", ["ask", "it"], limit=5, within=10)
    assert calls.read_text().splitlines() == ["exec novax-dev-nats ask it"] * 3


def test_one_that_never_is_ready_is_told_with_its_last_words(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READY_AFTER", "1000000")
    with pytest.raises(UserError) as caught:
        readiness.await_ready("novax-dev-nats", ["ask"], limit=5, within=0)
    assert str(caught.value) == (
        "novax-dev-nats was not ready within 0 s (connection refused); the end of its log: one | two"
    )
    assert calls.read_text().splitlines()[-1] == "logs --tail 5 novax-dev-nats"
