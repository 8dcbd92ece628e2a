"""Sources are tried in order, and the reasons are kept."""

from pathlib import Path

import pytest

from infra.errors import UserError
from infra.toolchain.commands import Unavailable
from infra.toolchain.tools import Plan, Resolved, Source, Tool


def _refuse() -> None:
    raise Unavailable("no route")


def _refuse_halfway(folder: Path) -> None:
    (folder / "half").write_text("half")
    (folder / "folder").mkdir()
    raise Unavailable("no route")


def _deliver(folder: Path) -> None:
    (folder / "tool").write_text("tool")


PUBLISHER = Source("publisher", "example", _refuse, _refuse_halfway)
BUILD = Source("build", "from source", lambda: None, _deliver)


def test_the_next_source_delivers_into_an_empty_folder() -> None:
    resolved = Tool("tool", "1", (PUBLISHER, BUILD)).resolve()
    assert resolved.source == "build"
    assert {entry.name for entry in resolved.folder.iterdir()} == {"tool", "novax-source.json"}
    assert "publisher (example): no route" in (resolved.folder / "novax-source.json").read_text()


def test_without_any_source_the_error_names_every_reason() -> None:
    with pytest.raises(UserError, match=r"tool 1 cannot be had.*install it(.|\n)*publisher \(example\): no route"):
        Tool("tool", "1", (PUBLISHER,)).resolve()


def test_a_plan_names_the_source_and_obtains_nothing(cache: Path) -> None:
    plan = Tool("tool", "1", (PUBLISHER, BUILD)).plan()
    assert plan == Plan("tool", "1", "build", "from source (publisher: no route)", ok=True)
    assert not cache.exists()
    assert not Tool("tool", "1", (PUBLISHER,)).plan().ok


def test_an_installed_tool_comes_first_but_the_cache_on_path_is_not_one(tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    installed.mkdir()
    tool = Tool("tool", "1", (BUILD,), installed=lambda: installed)
    assert tool.resolve() == Resolved(installed, "installed", "found on this machine")
    cached = Tool("tool", "1", (BUILD,)).resolve()
    assert Tool("tool", "1", (BUILD,), installed=lambda: cached.folder).resolve().source == "build"


def test_version_and_recipe_are_the_key() -> None:
    names = {Tool("tool", version, (), recipe).folder_name for version in ("1", "2") for recipe in ((), ("flag",))}
    assert len(names) == 4
