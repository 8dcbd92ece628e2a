"""A command's output is kept, its failure shown, and a stuck one ended together with what it started."""

import os
import re
import threading
import time
from pathlib import Path

import pytest

from infra.images import work as module
from infra.images.work import Limits, Work
from infra.toolchain.commands import Unavailable


def sh(script: str) -> list[str]:
    return ["sh", "-c", script]


def test_output_is_returned_and_kept(work: Work, lines: list[str], cache: Path) -> None:
    assert work.run(sh("echo out; echo err >&2"), "making", log="x") == "out\nerr\n"
    assert (cache / "logs/x.log").read_text() == "out\nerr\n"
    assert lines[0] == "  making ..."
    assert lines[-1].startswith("  ✓ making 0.")


def test_variables_are_added(work: Work) -> None:
    assert work.run(sh("echo $ADDED $HOME"), "making", log="x", env={"ADDED": "a"}).startswith("a /")


def test_a_failure_shows_the_end_and_names_the_log(work: Work, lines: list[str], cache: Path) -> None:
    with pytest.raises(Unavailable) as failure:
        work.run(sh("seq 100; exit 3"), "making", log="x")
    told = str(failure.value)
    assert told.startswith(f"making failed with exit code 3; the end of {cache}/logs/x.log:\n89\n")
    assert told.endswith("\n100")
    assert lines == ["  making ..."]


def test_a_missing_program_is_named(work: Work) -> None:
    with pytest.raises(Unavailable, match="no-such-program cannot be run: No such file"):
        work.run(["no-such-program"], "making", log="x")


def test_silence_is_given_up_where_it_means_something(work: Work) -> None:
    with pytest.raises(Unavailable, match=r"making had no answer within 0\.3 s"):
        work.run(sh("sleep 30"), "making", log="x", limits=Limits(first_output=0.3))


def test_a_first_word_is_enough(work: Work) -> None:
    work.run(sh("echo; sleep 2.3"), "making", log="x", limits=Limits(first_output=2.0))


def test_a_limit_ends_the_command_and_its_children(work: Work, tmp_path: Path) -> None:
    child = tmp_path / "child"
    with pytest.raises(Unavailable, match="making took longer than 2 s"):
        work.run(sh(f"sleep 60 & echo $! > {child}; wait"), "making", log="x", limits=Limits(total=2.0))
    command, deadline = Path("/proc", child.read_text().strip(), "cmdline"), time.monotonic() + 30
    # Gone, or ended and not yet taken note of: then it has no command any more.
    while command.exists() and command.read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_one_stop_ends_all(work: Work) -> None:
    threading.Timer(0.2, work.stopping.set).start()
    started = time.monotonic()
    with pytest.raises(Unavailable, match="making was stopped"):
        work.run(sh("sleep 30"), "making", log="x")
    assert time.monotonic() - started < 5


def test_long_work_is_heard_of(work: Work, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.2)
    work.run(sh("sleep 0.7"), "making", log="x")
    assert any(re.match(r"  making \.\.\. \d", line) for line in lines)


def test_what_is_made_is_for_all_whatever_the_umask(work: Work) -> None:
    before = os.umask(0o077)
    try:
        assert work.run(sh("umask"), "making", log="x").strip() == "0022"
    finally:
        os.umask(before)
