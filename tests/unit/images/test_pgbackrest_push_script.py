"""What the archive command makes of a segment that the archive has with other content."""

import os
import subprocess
from pathlib import Path

import pytest

from infra.images.recipe import FOLDER

SCRIPT = FOLDER / "postgres" / "novax-pgbackrest-push"
SEGMENT = "0000003B000000000000003E"
"""Of timeline 59."""

DUPLICATE = 45


@pytest.fixture
def wal(tmp_path: Path) -> Path:
    folder = tmp_path / "pg_wal"
    folder.mkdir()
    (folder / SEGMENT).write_bytes(b"")
    return folder


def push(wal: Path, answer: int) -> subprocess.CompletedProcess[str]:
    """Push the segment where pgBackRest ends with a code."""
    program = wal.parent / "novax-pgbackrest"
    program.write_text(f'#!/bin/sh\necho "$@"\nexit {answer}\n')
    program.chmod(0o755)
    environment = {"PATH": f"{wal.parent}:{os.defpath}"}
    command = [str(SCRIPT), f"{wal}/{SEGMENT}"]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize("answer", [0, 1, 32, 103])
def test_any_other_outcome_is_pgbackrest_s(wal: Path, answer: int) -> None:
    (wal / "0000003C.history").write_text("59\t0/410000A0\tno recovery target specified\n")
    done = push(wal, answer)
    assert (done.returncode, done.stdout) == (answer, f"archive-push {wal}/{SEGMENT}\n")


def test_what_the_primary_of_an_ended_timeline_archived_stands(wal: Path) -> None:
    (wal / "0000003B.history").write_text("58\t0/3B0000A0\tno recovery target specified\n")
    (wal / "0000003C.history").write_text(
        "58\t0/3B0000A0\tno recovery target specified\n\n59\t0/410000A0\tno recovery target specified\n"
    )
    done = push(wal, DUPLICATE)
    assert done.returncode == 0
    assert f"{SEGMENT} is of timeline 59, which has ended" in done.stderr


def test_on_the_timeline_that_goes_on_it_stays_an_error(wal: Path) -> None:
    assert push(wal, DUPLICATE).returncode == DUPLICATE
    (wal / "0000003B.history").write_text("58\t0/590000A0\tno recovery target specified 59\n5\t0/59\tno\n")
    assert push(wal, DUPLICATE).returncode == DUPLICATE
