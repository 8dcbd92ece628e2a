"""How a stack's backups stand, asked of its container, and `up` that waits for the first one."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from infra.cli import lifecycle, protection, running
from infra.cli.protection import Protection
from infra.cli.running import Running, Service
from infra.errors import UserError
from infra.toolchain.commands import Unavailable

RUNS: dict[str, Any] = {"protected": False, "reason": "it runs", "progress": None, "held": None}
PROTECTED: dict[str, Any] = {
    "protected": True,
    "reason": "",
    "progress": None,
    "held": {"versions": 3, "bytes": 500, "counted": 1.0},
}


def copied(done: int) -> dict[str, Any]:
    return {**RUNS, "progress": [done << 20, 40 << 20]}


@pytest.fixture
def stack(up: Running) -> Running:
    """Return a stack with a backup container."""
    backup = Service("backup", "backup", 320, present=True, members={"backup": "novax-dev-backup"})
    return replace(up, services={**up.services, "backup": backup})


class Container:
    """Answers with these in turn, the last for ever; a clock goes on by a minute each time."""

    def __init__(self, *answers: dict[str, Any] | Unavailable) -> None:
        self.answers = list(answers)
        self.now = 0.0

    def answer(self, command: Sequence[str], *, limit: float) -> str:
        assert list(command[-2:]) == ["novax-backup", "protection"]
        assert limit
        self.now += 60
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, Unavailable):
            raise found
        return json.dumps(found)


def says(monkeypatch: pytest.MonkeyPatch, *answers: dict[str, Any] | Unavailable) -> None:
    made = Container(*answers)
    monkeypatch.setattr(protection, "answer", made.answer)
    monkeypatch.setattr(protection, "_LOOK_SECONDS", 0.0)
    monkeypatch.setattr("time.monotonic", lambda: made.now)


def test_what_the_container_says_is_read(stack: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, PROTECTED, copied(10))
    assert protection.look(stack) == Protection(protected=True, held_versions=3, held_bytes=500)
    assert protection.look(stack) == Protection(protected=False, reason="it runs", progress=(10 << 20, 40 << 20))


def test_a_container_that_does_not_answer_protects_nobody(stack: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, Unavailable("Error response\nno such container"))
    found = protection.look(stack)
    assert found
    assert found.lines == ("not protected yet: the backup container does not say how it stands: no such container",)


def test_a_stack_without_backups_says_nothing(up: Running) -> None:
    assert protection.look(up) is None


def test_up_waits_until_there_is_one_and_prints_how_far_it_is(
    stack: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    says(monkeypatch, RUNS, copied(8), copied(9), copied(39), PROTECTED)
    protection.wait(stack)
    lines = [line.strip() for line in capsys.readouterr().err.splitlines()]
    assert [line for line in lines if line.endswith(" of 40 MiB")] == ["8 of 40 MiB", "39 of 40 MiB"]
    assert lines[-1].startswith("✓ first full backup of stack dev")


def test_up_waits_longer_than_its_bound_while_the_backup_goes_on(
    stack: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, *map(copied, range(40)), PROTECTED)
    protection.wait(stack)


def test_up_ends_with_a_sentence_when_nothing_moves(stack: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, {**RUNS, "reason": "the last try failed at x: the bucket is full"})
    with pytest.raises(UserError, match=r"does not go on for 15 min 0 s: the last try failed at x"):
        protection.wait(stack)


@pytest.mark.parametrize(("environment", "waits"), [("production", True), ("staging", False), ("dev", False)])
def test_up_of_production_alone_waits(
    stack: Running, monkeypatch: pytest.MonkeyPatch, environment: str, *, waits: bool
) -> None:
    done: list[str] = []

    def wait(_: Running) -> None:
        done.append("waited")

    def load(_: str) -> Running:
        return stack

    monkeypatch.setattr(running, "load", load)
    monkeypatch.setattr(protection, "wait", wait)
    lifecycle.see_to_the_first_backup("dev", environment)
    assert done == ["waited"] * waits
