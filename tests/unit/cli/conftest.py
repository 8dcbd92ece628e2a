"""A machine of the test's own: cache, state, a stack file, and scripts in place of `pulumi` and `docker`."""

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra.cli import stack
from infra.toolchain import plugins, pulumi_cli
from infra.toolchain.tools import Tool

STACK_FILE = "# differences only\nconfig:\n    novax:environment: ci\n"


class Machine(SimpleNamespace):
    """Where things are (``folder``, ``pulumi``, ``docker``), and what was run.

    Tests name the type ``SimpleNamespace``: a test folder is no package that they could import from.
    """

    folder: Path
    pulumi: Path
    docker: Path

    @property
    def stack_file(self) -> Path:
        return self.folder / "stacks" / "Pulumi.ci.yaml"

    @property
    def state(self) -> Path:
        return self.folder / "home" / "state"

    @property
    def calls(self) -> list[str]:
        """The arguments of every `pulumi` and `docker` that ran."""
        file = self.folder / "calls"
        return file.read_text().splitlines() if file.exists() else []

    def script(self, program: Path, script: str) -> None:
        """Make a program note its call and then do what the script says."""
        program.write_text(f'#!/bin/sh\necho "{program.name} $*" >> {self.folder}/calls\n{script}\n')
        program.chmod(0o755)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("NOVAX_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NOVAX_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setattr(stack, "STACKS", tmp_path / "stacks")
    (tmp_path / "bin").mkdir()
    (tmp_path / "stacks").mkdir()
    pulumi = _cached(tmp_path, pulumi_cli.PULUMI) / "pulumi"
    found = Machine(folder=tmp_path, pulumi=pulumi, docker=tmp_path / "bin" / "docker")
    found.stack_file.write_text(STACK_FILE)
    found.script(found.pulumi, "")
    found.script(found.docker, "")
    (_cached(tmp_path, plugins.PLUGINS["docker"].tool) / "pulumi-resource-docker").touch(0o755)
    return found


def _cached(folder: Path, tool: Tool) -> Path:
    cached = folder / "cache" / "tools" / tool.folder_name
    cached.mkdir(parents=True)
    (cached / "novax-source.json").write_text('{"source": "build", "origin": "test", "tried": []}')
    return cached


@pytest.fixture
def wait_for() -> Callable[[Callable[[], bool]], None]:
    """Return a function that waits until something is true, and fails after 5 s."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < deadline, "waited for 5 s"
            time.sleep(0.02)

    return wait
