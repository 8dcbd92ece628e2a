"""infra/bootstrap: quick when nothing changed, and one sentence when it cannot go on."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.paths import PROJECT

NEEDED = ("sh", "sha256sum", "cat", "dirname", "date", "mkdir")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a virtual environment whose Python notes what it is asked to do."""
    folder = tmp_path / "checkout"
    (folder / "infra").mkdir(parents=True)
    shutil.copy(PROJECT / "infra" / "bootstrap", folder / "infra")
    (folder / "requirements.lock").write_text("package==1\n")
    (folder / "pyproject.toml").write_text("[project]\n")
    _python(folder / ".venv" / "bin" / "python", f'echo "$*" >> {tmp_path}/asked')
    return folder


def _python(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def _bootstrap(checkout: Path) -> subprocess.CompletedProcess[str]:
    tools = checkout.parent / "tools"
    tools.mkdir(exist_ok=True)
    for name in NEEDED:
        if not (tools / name).exists():
            (tools / name).symlink_to(shutil.which(name) or name)
    # An ordinary user without apt-get: nothing may be installed on the machine that runs this test.
    _python(tools / "id", "echo 1000")
    command = [str(checkout / "infra" / "bootstrap")]
    return subprocess.run(command, env={"PATH": str(tools)}, capture_output=True, text=True, check=False)


def test_packages_are_installed_with_their_hashes_and_then_never_again(checkout: Path) -> None:
    first = _bootstrap(checkout)
    asked = (checkout.parent / "asked").read_text()
    assert first.returncode == 0, first.stderr
    assert "--require-hashes -r requirements.lock" in asked
    assert "✓ Python packages from requirements.lock" in first.stdout
    second = _bootstrap(checkout)
    assert (second.returncode, second.stdout) == (0, "")
    assert (checkout.parent / "asked").read_text() == asked


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_is_installed(checkout: Path, changed: str) -> None:
    _bootstrap(checkout)
    (checkout / changed).write_text("# changed\n")
    assert "✓" in _bootstrap(checkout).stdout


def test_a_moved_checkout_is_installed_anew(checkout: Path) -> None:
    _bootstrap(checkout)
    moved = checkout.rename(checkout.with_name("moved"))
    assert "✓" in _bootstrap(moved).stdout


def test_a_failed_install_shows_why_and_is_tried_again(checkout: Path) -> None:
    _python(checkout / ".venv" / "bin" / "python", "echo 'hash mismatch' >&2; exit 1")
    for _ in range(2):
        done = _bootstrap(checkout)
        assert done.returncode == 1
        assert "hash mismatch" in done.stderr


def test_without_a_new_enough_python_one_sentence_says_what_to_do(checkout: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    _python(checkout.parent / "tools" / "python3", "exit 1")
    done = _bootstrap(checkout)
    assert done.returncode == 1
    assert done.stderr.startswith("novax: no Python 3.11 or newer on PATH; install one")


def test_without_the_venv_module_one_sentence_says_what_to_do(checkout: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    script = 'case "$2" in *ensurepip*) exit 1;; *print*) echo python3.12-venv;; esac'
    _python(checkout.parent / "tools" / "python3", script)
    done = _bootstrap(checkout)
    assert done.returncode == 1
    assert (
        done.stderr
        == "novax: python3 has no venv module; run 'apt-get install python3.12-venv' as root and try again.\n"
    )


def test_it_is_executable() -> None:
    assert os.access(PROJECT / "infra" / "bootstrap", os.X_OK)
