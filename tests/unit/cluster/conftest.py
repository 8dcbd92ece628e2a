"""A state of the test's own, and programs that stand in for the machine's and note what they were asked."""

from collections.abc import Callable
from pathlib import Path

import pytest

Calls = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NOVAX_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path / "home"


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[[str, str], Calls]:
    """Return a function that puts a shell script on PATH, and returns what tells the arguments it got."""

    def write(name: str, script: str) -> Calls:
        asked = tmp_path / f"{name}.asked"
        asked.touch()
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho "$*" >> {asked}\n{script}\n')
        program.chmod(0o755)
        return lambda: asked.read_text().splitlines()

    return write
