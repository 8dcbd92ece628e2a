"""Edits of published source: each place once, or a sentence; and a key that changes with them."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from infra.errors import UserError
from infra.images import recipe
from infra.paths import PROJECT
from infra.toolchain import go, go_edits, go_programs
from infra.toolchain.go_edits import Edit

SOURCE = "package a\n\nfunc first() {\n\tone()\n\ttwo()\n}\n"
CLOSED = re.compile(r"\b(?:CVE|SN)-\d{4}-\d+\b")

Module = Callable[..., Path]


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """Return a module with one file."""
    (tmp_path / "module" / "a").mkdir(parents=True)
    (tmp_path / "module" / "a" / "a.go").write_text(SOURCE)
    return tmp_path / "module"


def edit(**parts: object) -> Edit:
    usual = {"advisories": ["CVE-1"], "why": "w", "file": "a/a.go", "at": "one()", "put": "after", "text": "\tmore()\n"}
    return Edit.model_validate({**usual, **parts})


def test_text_goes_after_the_line_or_stands_instead_of_the_place(module: Path) -> None:
    edit().apply(module)
    edit(at="two()", put="instead", text="three()").apply(module)
    assert (module / "a/a.go").read_text() == SOURCE.replace("one()\n\ttwo()", "one()\n\tmore()\n\tthree()")


@pytest.mark.parametrize(
    ("parts", "times"), [({"at": "gone()"}, 0), ({"at": "()"}, 3), ({"file": "a/moved.go"}, 0)], ids=str
)
def test_a_place_that_is_not_there_once_is_told(module: Path, parts: dict[str, str], times: int) -> None:
    with pytest.raises(UserError, match=rf"for CVE-1 looks for .* which stands there {times} times; it must"):
        edit(**parts).apply(module)
    assert (module / "a/a.go").read_text() == SOURCE


def test_a_field_that_does_not_exist_is_no_edit() -> None:
    with pytest.raises(ValidationError, match="before"):
        edit(before="x")


def write(folder: Path, own: str, **parts: object) -> go_edits.Edits:
    document = {"module": "example.org/m", "adds": {"a/own.go": "own.go"}, "edits": [edit(**parts).model_dump()]}
    folder.mkdir(exist_ok=True)
    (folder / "edits.yaml").write_text(yaml.safe_dump(document | {"edits": [edit(**parts).model_dump(mode="json")]}))
    (folder / "own.go").write_text(own)
    return go_edits.load(folder)


def test_files_of_our_own_are_added_and_never_over_others(module: Path, tmp_path: Path) -> None:
    edits = write(tmp_path / "edits", "package a\n")
    edits.apply(module)
    assert (module / "a/own.go").read_text() == "package a\n"
    assert "more()" in (module / "a/a.go").read_text()
    with pytest.raises(UserError, match=r"a/own\.go is to be added to example\.org/m, which has a file of that name"):
        edits.apply(module)


def test_the_key_changes_with_an_edit_and_with_an_added_file(tmp_path: Path) -> None:
    one, again, other, own = (
        write(tmp_path / "1", "package a\n"),
        write(tmp_path / "2", "package a\n"),
        write(tmp_path / "3", "package a\n", text="\tless()\n"),
        write(tmp_path / "4", "package a\n\n"),
    )
    assert one.digest == again.digest
    assert len({one.digest, other.digest, own.digest}) == 3


def test_minio_s_image_is_another_when_its_edits_or_the_modules_that_it_needs_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, minio = go_programs.MINIO_CHANGES, go_programs.PROGRAMS["minio"]
    (first, *rest) = now.edits.edits
    edited = now.edits.model_copy(update={"edits": (first.model_copy(update={"text": "\n"}), *rest)})
    references = {recipe.recipes("minio")[0].reference}
    for changes in (replace(now, edits=edited), replace(now, raised={**now.raised, "golang.org/x/net": "v0.59.0"})):
        other = go_programs.program("minio", "github.com/minio/minio", minio.version, changes)
        assert other.folder_name != minio.folder_name
        monkeypatch.setitem(go_programs.PROGRAMS, "minio", other)
        references.add(recipe.recipes("minio")[0].reference)
    assert len(references) == 3


def test_a_program_is_built_from_the_changed_copy(
    tmp_path: Path, module: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[str, str], Path]
) -> None:
    log = tmp_path / "log"
    program("go", f'echo "$@" >> {log}; case "$*" in *"list -m"*) echo {module};; *env*) echo go1.99.0; echo /x;; esac')

    def workspace(folder: Path) -> go.Workspace:
        return go.Workspace(folder, "go", {})

    monkeypatch.setattr(go, "workspace", workspace)
    for path in (module, *module.rglob("*")):
        path.chmod(0o555)
    edits = write(tmp_path / "edits", "package a\n").model_copy(update={"module": "example.org/module"})
    built: list[str] = []

    def build(workspace: go.Workspace, package: str, _output: Path, *, ldflags: str) -> None:
        built.append(f"{package} {ldflags}")
        assert "more()" in (workspace.folder / "module/a/a.go").read_text()

    monkeypatch.setattr(go.Workspace, "build", build)
    changes = go_programs.Changes(edits, {"example.org/needed": "v2"})
    (source,) = go_programs.program("p", "example.org/module", "v1", changes).sources
    source.obtain(tmp_path)
    assert built == [f"example.org/module {go_programs.LDFLAGS}"]
    get_one, get_other, *_, replaced = [line for line in log.read_text().splitlines() if "list -m" not in line]
    assert (get_one, get_other) == ("get example.org/module@v1", "get example.org/needed@v2")
    assert replaced.endswith("mod edit -replace=example.org/module=./module")
    assert (module / "a/a.go").read_text() == SOURCE


def test_each_advisory_that_an_edit_closes_is_in_the_table_and_no_other_says_so() -> None:
    rows = [line for line in (PROJECT / "docs/security.md").read_text().splitlines() if line.startswith("| ")]
    by_edit = {name for line in rows if "| edit:" in line for name in CLOSED.findall(line.split("|")[1])}
    assert by_edit == {name for one in go_programs.MINIO_CHANGES.edits.edits for name in one.advisories}


def test_each_advisory_that_the_added_file_speaks_of_belongs_to_an_edit() -> None:
    own = (PROJECT / "infra/toolchain/minio/refusals.go").read_text()
    edits = go_programs.MINIO_CHANGES.edits.edits
    assert set(CLOSED.findall(own)) <= {name for one in edits for name in one.advisories}


def test_each_test_that_the_table_names_exists() -> None:
    table = (PROJECT / "docs/security.md").read_text()
    for file, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", table):
        assert f"def {name}(" in (PROJECT / file).read_text(), f"{file}::{name}"
