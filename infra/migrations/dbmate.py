"""Runs dbmate: which file it is at, and what the database said when one failed; what is to be run is decided before.

dbmate gives each file a transaction of its own, with the record of its version in it, so a failing file leaves
nothing. The connection, password included, travels in its environment; nothing else of ours does, and no home, in
which its driver would look for a certificate to sign in with.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from infra import surroundings
from infra.errors import UserError
from infra.hooks.primary import Login
from infra.migrations.files import Series

PROGRAM = "dbmate"

Report = Callable[[str], None]
"""Takes a line of progress."""

_BEGUN = re.compile(r"^(?:Applying|Rolling back): (?P<file>\S+)$")
_DONE = re.compile(r"^(?:Applied|Rolled back): (?P<line>(?P<file>\S+) in \S+)$")
_NOISE = "Error: pq: "


class Failed(Exception):  # noqa: N818  # a result that the caller puts into words
    """dbmate stopped at a file (empty: before the first); the message is what the database said."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(reason)
        self.file = file


def run(login: Login, series: Series, command: Literal["migrate", "rollback"], report: Report) -> tuple[str, ...]:
    """Run a command of dbmate on a database and return the files that it finished, in order.

    Args:
        login: the pack's migrator, on the primary itself.
        series: where the files are, and which table has their versions.
        command: ``migrate`` applies what is pending and never a file older than an applied one; ``rollback`` undoes
            the last.
        report: hears of each file as it is finished.

    Raises:
        Failed: a file failed; those before it stand.
        UserError: dbmate is not installed.
    """
    arguments = [str(_program()), "--migrations-dir", str(series.folder), "--migrations-table", series.table]
    strict = ["--strict"] if command == "migrate" else []
    # Elsewhere than here: dbmate reads a file `.env` of the folder it starts in.
    with tempfile.TemporaryDirectory(prefix="novax-dbmate-") as folder, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [*arguments, "--no-dump-schema", command, *strict],
            cwd=folder,
            env={"DATABASE_URL": login.url(), "HOME": surroundings.NOWHERE},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        finished, at = _follow(process, report)
        errors.seek(0)
        if process.returncode:
            raise Failed(at, errors.read().strip().removeprefix(_NOISE).removeprefix("Error: "))
    return finished


def _follow(process: subprocess.Popen[str], report: Report) -> tuple[tuple[str, ...], str]:
    """Return the files that were finished, and the one that was begun and not finished."""
    finished: list[str] = []
    at = ""
    with process:
        for line in process.stdout or ():
            if begun := _BEGUN.match(line):
                at = begun["file"]
            elif done := _DONE.match(line):
                finished.append(done["file"])
                at = ""
                report(done["line"])
    return tuple(finished), at


def _program() -> Path:
    beside = Path(sys.prefix) / "bin"
    found = shutil.which(PROGRAM, path=os.pathsep.join((str(beside), os.environ.get("PATH", os.defpath))))
    if not found:
        raise UserError(f"{PROGRAM} is neither in {beside} nor on PATH; run `make setup`, which installs it")
    return Path(found)
