"""Every committed migration is safe to run on a live database, by squawk; the parts that undo are ours to judge."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.migrations.files import SQL, read_series
from infra.paths import PROJECT

FOLDERS = sorted(SQL.glob("*/migrations"))


@pytest.fixture(scope="module")
def squawk() -> str:
    found = shutil.which("squawk", path=f"{sys.prefix}/bin:{os.environ['PATH']}")
    assert found, "run `make setup`"
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
@pytest.mark.parametrize("transaction", [True, False], ids=["in a transaction", "outside"])
def test_the_up_parts_are_clean(squawk: str, tmp_path: Path, folder: Path, *, transaction: bool) -> None:
    chosen = [found for found in read_series(folder, "").migrations if found.up.transaction == transaction]
    for migration in chosen:
        # Empty lines in place of what is before, so that a finding has the line of the file.
        (tmp_path / migration.file).write_text("\n" * (migration.up.line - 1) + migration.up.sql)
    if not chosen:
        pytest.skip("there are no such files")
    wrapped = ["--assume-in-transaction"] if transaction else []
    files = [str(tmp_path / migration.file) for migration in chosen]
    config = ["--config", str(PROJECT / ".squawk.toml"), "--reporter", "gcc"]
    done = subprocess.run([squawk, *config, *wrapped, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
