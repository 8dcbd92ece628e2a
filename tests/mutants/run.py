"""Plants small wrong changes, one at a time, in copies of the checkout: the test that each one names must be red.

A change is a patch whose first line says what goes wrong; the second is the id of the test that must see it. Where that
is no unit test it asks a running stack, which is named by ``--stack``, and which stays as it is.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from infra.errors import UserError
from infra.paths import PROJECT

FOLDER = Path(__file__).parent
AT_ONCE = 2
UNIT = "tests/unit/"
_FAILED = 1
"""What pytest ends with when tests ran and some failed; anything else above 0 means that it could not run them."""


class Verdict(StrEnum):
    """What came of a planted change; the first is what it is for."""

    RED = "red"
    GREEN = "green: its test does not see it"
    MISPLACED = "does not apply; write it anew"
    UNTRIED = "its test could not be run"


@dataclass(frozen=True)
class Change:
    """A small wrong change: its patch, what goes wrong with it, and the test that must be red."""

    patch: Path
    meaning: str
    test: str


@dataclass(frozen=True)
class Outcome:
    """What came of a change, after how many seconds; ``said`` is what pytest or git printed."""

    change: Change
    verdict: Verdict
    seconds: float
    said: str


def changes(folder: Path = FOLDER) -> list[Change]:
    """Return the changes that a folder has, by name."""
    return [Change(patch, *_heading(patch)) for patch in sorted(folder.glob("*.patch"))]


def _heading(patch: Path) -> tuple[str, str]:
    meaning, test, *_ = patch.read_text(encoding="utf-8").splitlines()
    return meaning, test


def apply(patch: Path, root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Have git apply a patch to a folder, with more options of its own; what it said is in the result."""
    # A folder within a repository would be taken for a part of it.
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(root.parent)}
    command = ["git", "apply", *options, str(patch)]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def attempt(change: Change, root: Path, *options: str) -> Outcome:
    """Plant a change in a copy of the checkout, run its test, and take the change out again."""
    started = time.monotonic()
    planted = apply(change.patch, root)
    if planted.returncode:
        return Outcome(change, Verdict.MISPLACED, time.monotonic() - started, planted.stderr)
    try:
        done = _test(root, change.test, *options)
    finally:
        apply(change.patch, root, "--reverse")
    verdict = {0: Verdict.GREEN, _FAILED: Verdict.RED}.get(done.returncode, Verdict.UNTRIED)
    return Outcome(change, verdict, time.monotonic() - started, done.stdout + done.stderr)


def _test(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Bytecode is told by time and size, and a change may have the size of what it replaces.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


@contextmanager
def copies(number: int) -> Generator[list[Path]]:
    """Yield so many copies of the checkout as it is, with what is not committed; they are gone afterwards."""
    listing = ["git", "-C", str(PROJECT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split("\0")
    with TemporaryDirectory(prefix="novax-mutants-") as folder:
        roots = [Path(folder, str(count)) for count in range(number)]
        for root in roots:
            for file in filter(None, files):
                if (PROJECT / file).exists():
                    (root / file).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(PROJECT / file, root / file, follow_symlinks=False)
        yield roots


def outcomes(tried: Sequence[Change], *options: str) -> Iterator[Outcome]:
    """Try changes, a few at once, and yield what comes of each in their order; options are pytest's.

    Raises:
        UserError: a test that they name is red without any of them.
    """
    with copies(AT_ONCE) as roots, ThreadPoolExecutor(AT_ONCE) as pool:
        clean = _test(roots[0], *options, *sorted({change.test for change in tried}))
        if clean.returncode:
            raise UserError(f"tests must be green before a change is planted:\n{clean.stdout}{clean.stderr}")
        free: SimpleQueue[Path] = SimpleQueue()
        for root in roots:
            free.put(root)

        def one(change: Change) -> Outcome:
            root = free.get()
            try:
                return attempt(change, root, *options)
            finally:
                free.put(root)

        yield from pool.map(one, tried)


def main() -> int:
    """Try all changes, or those of the names that are given; print a line for each, and return 1 unless all are red."""
    parser = argparse.ArgumentParser(description="plant small wrong changes; each must be seen by its test")
    parser.add_argument("names", nargs="*", help="changes, each called as its patch; all without")
    parser.add_argument("--stack", help="a running stack, for the tests that want one")
    given = parser.parse_args()
    known = changes()
    if unknown := set(given.names) - {change.patch.stem for change in known}:
        raise UserError(f"no such change: {', '.join(sorted(unknown))}; tests/mutants has one in each .patch file")
    wanted = [change for change in known if not given.names or change.patch.stem in given.names]
    tried = [change for change in wanted if given.stack or change.test.startswith(UNIT)]
    red = 0
    for outcome in outcomes(tried, *(("--stack", given.stack) if given.stack else ())):
        red += outcome.verdict is Verdict.RED
        change = outcome.change
        print(f"{outcome.seconds:5.1f} s  {change.patch.stem}: {outcome.verdict}  ({change.test})", flush=True)  # noqa: T201
        if outcome.verdict is not Verdict.RED:
            print(f"         {change.meaning}\n{outcome.said}", flush=True)  # noqa: T201
    left = f"; {len(wanted) - len(tried)} more want a stack (--stack)" if len(tried) < len(wanted) else ""
    print(f"{red} of {len(tried)} planted changes are red{left}")  # noqa: T201
    return int(red != len(tried))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UserError as error:
        sys.exit(str(error))
