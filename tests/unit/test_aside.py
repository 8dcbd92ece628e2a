"""The stack `dev` waits for tests on a small machine, and goes on whatever became of them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import aside


class Engine:
    """An engine that runs two containers of the stack; it notes what it is told."""

    def __init__(self) -> None:
        self.running, self.paused, self.calls = ["a", "b"], list[str](), list[str]()

    def docker(self, *arguments: str) -> str:
        verb, *names = arguments
        if verb == "ps":
            return "\n".join(self.paused if "status=paused" in names else self.running)
        self.calls.append(" ".join(arguments))
        self.running, self.paused = self.paused, self.running
        return ""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    found = Engine()
    monkeypatch.setattr(aside, "docker", found.docker)
    monkeypatch.setattr(aside, "_PAUSED", tmp_path / "paused")
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return found


def test_it_waits_and_goes_on_and_both_are_said(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    aside.pause()
    assert engine.calls == ["pause a b"]
    assert "stack dev waits while tests run, because this machine has fewer than 4 cores" in capsys.readouterr().err
    aside.resume()
    assert engine.calls == ["pause a b", "unpause a b"]
    aside.resume()
    assert len(engine.calls) == 2


def test_what_was_removed_meanwhile_or_paused_by_others_is_let_alone(engine: Engine) -> None:
    aside.pause()
    engine.paused = ["b", "c"]
    aside.resume()
    assert engine.calls[-1] == "unpause b"


@pytest.mark.parametrize("cores", [4, 64])
def test_a_machine_with_room_for_two_pauses_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, cores: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    aside.pause()
    assert engine.calls == []


@pytest.mark.parametrize("do", [aside.pause, aside.resume])
def test_without_a_running_stack_there_is_nothing_to_do(engine: Engine, do: Callable[[], None]) -> None:
    engine.running = []
    do()
    assert engine.calls == []
