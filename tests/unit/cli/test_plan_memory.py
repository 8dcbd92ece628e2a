"""A plan without changes is told again only while all that it was made of is the same."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from infra import paths
from infra.cli import plan_memory
from infra.preview.report import Report

CONTAINER: Mapping[str, Any] = {
    "Id": "abc",
    "HostConfig": {"Memory": 1},
    "ExecIDs": None,
    "State": {"Status": "running", "Health": {"Log": []}},
}
NOTHING = Report(stack="ci", counts={}, operations=(), risks=())


class World:
    """What the engine says, changed by a test."""

    def __init__(self, docker: Path) -> None:
        self._docker = docker
        self.container: dict[str, Any] = json.loads(json.dumps(CONTAINER))
        self.images = "sha256:1 novax/nats:2.10\nsha256:0 novax/base:1"

    def write(self) -> None:
        """Have `docker` say it."""
        answers = {"container inspect": json.dumps([self.container]), "container ls": "abc", "image ls": self.images}
        cases = "\n".join(f"'{call}') echo '{text}' ;;" for call, text in answers.items())
        self._docker.write_text(f'#!/bin/sh\ncase "$1 $2" in\n{cases}\nesac\n')


@pytest.fixture
def world(machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    project = tmp_path / "project"
    (project / "infra" / "__pycache__").mkdir(parents=True)
    (project / "infra" / "__main__.py").write_text("main()")
    monkeypatch.setattr(paths, "PROJECT", project)
    monkeypatch.setattr(paths, "IMAGE_LOCK", project / "images.json")
    found = World(machine.docker)
    found.write()
    return found


def digest(world: World) -> str:
    world.write()
    found = plan_memory.digest("ci")
    assert found
    return found


def health(world: World, _: SimpleNamespace) -> None:
    world.container["State"]["Health"]["Log"].append("ok")
    world.container["ExecIDs"] = ["1"]


def order(world: World, _: SimpleNamespace) -> None:
    world.images = "\n".join(reversed(world.images.splitlines()))


def compiled(_: World, __: SimpleNamespace) -> None:
    (paths.PROJECT / "infra" / "__pycache__" / "x.pyc").write_text("x")


@pytest.mark.parametrize("happen", [health, order, compiled])
def test_what_no_plan_reads_changes_nothing(
    world: World, machine: SimpleNamespace, happen: Callable[[World, SimpleNamespace], None]
) -> None:
    before = digest(world)
    happen(world, machine)
    assert digest(world) == before


def code(_: World, __: SimpleNamespace) -> None:
    (paths.PROJECT / "infra" / "__main__.py").write_text("main(1)")


def new_file(_: World, __: SimpleNamespace) -> None:
    (paths.PROJECT / "sql").mkdir()
    (paths.PROJECT / "sql" / "1.sql").write_text("")


def settings(_: World, machine: SimpleNamespace) -> None:
    machine.stack_file.write_text("config: {novax:environment: ci, novax:nats: {memory: 1MiB}}")


def lock(_: World, __: SimpleNamespace) -> None:
    paths.IMAGE_LOCK.write_text("{}")


def state(_: World, machine: SimpleNamespace) -> None:
    file = machine.state / ".pulumi" / "stacks" / "novax" / "ci.json"
    file.parent.mkdir(parents=True)
    file.write_text("{}")


def memory(world: World, _: SimpleNamespace) -> None:
    world.container["HostConfig"]["Memory"] = 2


def stopped(world: World, _: SimpleNamespace) -> None:
    world.container["State"]["Status"] = "exited"


def image(world: World, _: SimpleNamespace) -> None:
    world.images = "sha256:2 novax/nats:2.10"


@pytest.mark.parametrize("happen", [code, new_file, settings, lock, state, memory, stopped, image])
def test_whatever_a_plan_reads_makes_a_new_one(
    world: World, machine: SimpleNamespace, happen: Callable[[World, SimpleNamespace], None]
) -> None:
    before = digest(world)
    happen(world, machine)
    assert digest(world) != before


def test_an_environment_of_ours_is_read_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(world)
    monkeypatch.setenv("NOVAX_IMAGE_MIRROR", "registry.example")
    assert digest(world) != before


def test_without_an_engine_nothing_is_known(world: World, machine: SimpleNamespace) -> None:
    assert digest(world)
    machine.docker.write_text("#!/bin/sh\nexit 1\n")
    assert plan_memory.digest("ci") is None


def test_a_report_is_told_again_for_its_own_digest_alone() -> None:
    assert plan_memory.recall("ci", "a") is None
    plan_memory.keep("ci", "a", NOTHING)
    assert plan_memory.recall("ci", "a") == NOTHING
    assert plan_memory.recall("ci", "b") is None
    assert plan_memory.recall("dev", "a") is None


def test_a_broken_file_is_none() -> None:
    plan_memory.keep("ci", "a", NOTHING)
    (file,) = (paths.cache() / "plans").iterdir()
    file.write_text("{")
    assert plan_memory.recall("ci", "a") is None
