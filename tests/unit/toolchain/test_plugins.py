"""The plugin lies where Pulumi looks, and follows its sources."""

import shutil
from pathlib import Path

import pytest

from infra.toolchain import plugins
from infra.toolchain.plugins import PLUGINS, Plugin

DOCKER = PLUGINS["docker"]


@pytest.fixture
def built(cache: Path) -> Path:
    """A plugin that was built earlier."""
    folder = cache / "tools" / DOCKER.tool.folder_name
    folder.mkdir(parents=True)
    (folder / "novax-source.json").write_text('{"source": "build", "origin": "here", "tried": []}')
    return _write(folder)


@pytest.fixture
def home_program(tmp_path: Path) -> Path:
    """Where Pulumi looks."""
    return tmp_path / "home/pulumi/plugins/resource-docker-v5.2.0/pulumi-resource-docker"


def test_a_built_plugin_is_linked_and_the_link_mended(built: Path, home_program: Path, tmp_path: Path) -> None:
    DOCKER.ensure()
    assert home_program.resolve() == built
    home_program.unlink()
    home_program.symlink_to(tmp_path / "older")
    DOCKER.ensure()
    assert home_program.resolve() == built
    assert [entry.name for entry in home_program.parent.iterdir()] == [home_program.name]


def test_a_published_plugin_is_left_alone(built: Path, home_program: Path) -> None:
    home_program.parent.mkdir(parents=True)
    published = _write(home_program.parent)
    assert DOCKER.ensure().source == "installed"
    assert not published.is_symlink()
    assert built.exists()


def test_an_ordinary_pulumi_installation_has_it_already(tmp_path: Path, home_program: Path) -> None:
    ordinary = tmp_path / ".pulumi/plugins/resource-docker-v5.2.0"
    ordinary.mkdir(parents=True)
    _write(ordinary)
    DOCKER.ensure()
    assert home_program.resolve() == ordinary / "pulumi-resource-docker"


def test_the_stand_in_for_kubernetes_stays_small() -> None:
    written = [file.read_text(encoding="utf-8") for file in PLUGINS["kubernetes"].sources.glob("*.go")]
    assert sum(len(text.splitlines()) for text in written) < 900


def test_a_changed_source_is_another_tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = Plugin("docker", "1").tool.folder_name
    shutil.copytree(DOCKER.sources, tmp_path / "docker")
    monkeypatch.setattr(plugins, "SOURCES", tmp_path)
    assert Plugin("docker", "1").tool.folder_name == before
    (tmp_path / "docker/main.go").write_text("package main\n")
    assert Plugin("docker", "1").tool.folder_name != before


def _write(folder: Path) -> Path:
    program = folder / "pulumi-resource-docker"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return program
