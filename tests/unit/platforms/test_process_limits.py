"""The engine is told once for each limit, and a refusal stops the deployment."""

import subprocess

import pytest

from infra.errors import UserError
from infra.platforms.process_limits import set_limits


class Engine:
    """Notes the commands that it is given and answers each the same."""

    def __init__(self, code: int = 0, complaint: str = "") -> None:
        self.commands: list[list[str]] = []
        self._answer = subprocess.CompletedProcess([], code, "", complaint)

    def __call__(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        return self._answer


def test_containers_with_the_same_limit_get_it_together(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine()
    monkeypatch.setattr(subprocess, "run", engine)
    changes = set_limits({"db": 512, "cache-1": 64, "cache-2": 64}, {"db": "id1", "cache-1": "id2", "cache-2": "id3"})
    assert engine.commands == [
        ["docker", "update", "--pids-limit", "64", "id2", "id3"],
        ["docker", "update", "--pids-limit", "512", "id1"],
    ]
    assert changes == ("limited the processes of 3 containers",)


def test_a_refusal_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Engine(1, "No such container: id1\n"))
    with pytest.raises(UserError) as raised:
        set_limits({"db": 512}, {"db": "id1"})
    assert str(raised.value) == "the process limit 512 could not be set: No such container: id1; run this again"
