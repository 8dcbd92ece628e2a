"""Other programs are started, limited and ended."""

import os
import time
from pathlib import Path

import pytest

from infra.toolchain import commands
from infra.toolchain.commands import Unavailable


def test_an_answer_is_stripped_output() -> None:
    assert commands.answer(["echo", " yes "]) == "yes"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (["sh", "-c", "echo no >&2; exit 3"], "^no$"),
        (["sh", "-c", "exit 3"], "sh failed with exit code 3"),
        (["sleep", "60"], "did not answer within 2 s"),
        (["absent-program"], "absent-program cannot be run: No such file"),
    ],
)
def test_no_answer_has_a_reason(command: list[str], reason: str) -> None:
    with pytest.raises(Unavailable, match=reason):
        commands.answer(command, limit=2)


def test_a_failed_run_ends_with_its_last_lines() -> None:
    with pytest.raises(Unavailable, match=r"building failed with exit code 2\n(line \d+\n){11}line 40$"):
        commands.run(["sh", "-c", "for i in $(seq 40); do echo line $i; done; exit 2"], "building")


def test_a_run_beyond_its_limit_ends_with_everything_that_it_started(tmp_path: Path) -> None:
    started = time.monotonic()
    script = f"sleep 60 & echo $! > {tmp_path}/child; wait"
    with pytest.raises(Unavailable, match="building took longer than 1 s"):
        commands.run(["sh", "-c", script], "building", limit=1)
    assert time.monotonic() - started < 5
    child = int((tmp_path / "child").read_text())
    while _runs(child):
        assert time.monotonic() - started < 5
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    # A killed orphan stays listed until the machine's first process has taken note of it.
    return state != "Z"


def test_progress_goes_to_stderr_only(capsys: pytest.CaptureFixture[str]) -> None:
    commands.run(["echo", "noise"], "building", env={"PATH": os.environ["PATH"]})
    seen = capsys.readouterr()
    assert seen.out == ""
    assert seen.err.startswith("  building ...\n  ✓ building ")
