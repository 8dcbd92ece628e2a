"""A part of `make test` is left out only where it was asked for, and nothing has changed since it ended well."""

import subprocess
from pathlib import Path

import pytest

from infra import paths
from tests import parts


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "checkout"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / ".gitignore").write_text(".novax/\n")
    (folder / "file").write_text("one\n")
    monkeypatch.setattr(paths, "PROJECT", folder)
    monkeypatch.setattr(paths, "IMAGE_LOCK", folder / ".novax" / "images.json")
    monkeypatch.setattr(parts, "_PARTS", folder / ".novax" / "parts")
    return folder


@pytest.fixture
def ended(checkout: Path) -> Path:
    """Return a checkout in which a part has ended well."""
    assert not parts.begin("smoke", resume=True)
    parts.end("smoke")
    return checkout


@pytest.mark.usefixtures("ended")
def test_a_part_that_has_ended_well_is_left_out_where_that_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert parts.begin("smoke", resume=True)
    assert "smoke is left out: it has ended well" in capsys.readouterr().err
    assert not parts.begin("drill", resume=True)
    assert not parts.begin("smoke", resume=False)


@pytest.mark.usefixtures("ended")
def test_a_part_that_failed_since_runs_again() -> None:
    parts.begin("smoke", resume=False)
    assert not parts.begin("smoke", resume=True)


@pytest.mark.parametrize("name", ["file", "new", ".novax/images.json"])
def test_whatever_has_changed_has_it_run_again(ended: Path, name: str) -> None:
    (ended / name).write_text("two\n")
    assert not parts.begin("smoke", resume=True)


def test_what_was_changed_meanwhile_does_not_count(checkout: Path) -> None:
    parts.begin("smoke", resume=True)
    (checkout / "file").write_text("two\n")
    parts.end("smoke")
    (checkout / "file").write_text("one\n")
    assert not parts.begin("smoke", resume=True)


def test_nothing_of_the_developer_s_is_staged(ended: Path) -> None:
    staged = subprocess.run(["git", "-C", str(ended), "ls-files"], capture_output=True, check=True)
    assert staged.stdout == b""


def test_the_exit_code_tells_make(ended: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESUME", "1")
    assert parts.main("begin", "smoke") == 0
    (ended / "file").write_text("two\n")
    assert parts.main("begin", "smoke") == 1
    assert parts.main("end", "smoke") == 0
    assert parts.main("begin", "smoke") == 0
