"""Revisions of this checkout, rendered: each by its own code, in a process of its own, without engine or secrets."""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.errors import UserError
from infra.paths import PROJECT
from infra.preview.comparison import resource
from infra.preview.plan import Resource

_PARTS = ("infra", "stacks", "sql", "charts")
"""The folders that a program reads."""

_SECONDS = 300


@dataclass(frozen=True)
class Rendered:
    """One stack of one revision; ``skipped`` says why it has no resources, where it could not be rendered."""

    resources: tuple[Resource, ...]
    skipped: str = ""


def checkout(stacks: Sequence[str] = ()) -> dict[str, Rendered]:
    """Return the stacks of the checkout as it lies there; all of them where none is named.

    Raises:
        UserError: the program fails.
    """
    return _render(PROJECT, stacks, "the checkout")


def against(base: str, folder: Path) -> tuple[dict[str, Rendered], dict[str, Rendered]]:
    """Return the stacks of a revision, unpacked into a folder, and those of the checkout.

    Raises:
        UserError: there is no such revision, or one of the two programs fails.
    """
    with ThreadPoolExecutor(2) as pool:
        before = pool.submit(lambda: _render(_unpacked(base, folder), (), base))
        after = pool.submit(checkout)
        return before.result(), after.result()


@contextmanager
def folder() -> Generator[Path]:
    """Yield a folder for a revision's files, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="novax-revision-") as name:
        yield Path(name)


def _unpacked(base: str, into: Path) -> Path:
    """Write a revision's files; unlike a git worktree this leaves nothing behind in the repository."""
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}").decode().strip()
    present = [part for part in _PARTS if _git("ls-tree", "--name-only", commit, part)]
    archive = into / "revision.tar"
    archive.write_bytes(_git("archive", "--format=tar", commit, *present))
    with tarfile.open(archive) as files:
        files.extractall(into, filter="data")
    archive.unlink()
    return into


def _git(*arguments: str) -> bytes:
    command = ["git", "-C", str(PROJECT), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(f"git cannot be asked ({error}); install it") from None
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip() or "no such revision"
        raise UserError(f"git {arguments[0]} {arguments[-1]!r} failed: {reason}; fetch the revision, or name another")
    return done.stdout


def _render(root: Path, stacks: Sequence[str], what: str) -> dict[str, Rendered]:
    command = [sys.executable, "-P", str(Path(__file__).with_name("rendering.py")), str(root), *stacks]
    # Its own code comes first, before the project that is installed.
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise UserError(f"the program of {what} did not end within {_SECONDS} s") from None
    if done.returncode:
        raise UserError(f"the program of {what} cannot be rendered: {done.stderr.strip()[-2000:]}")
    answer: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return {
        name: Rendered(tuple(map(resource, found["resources"])), found["skipped"]) for name, found in answer.items()
    }
