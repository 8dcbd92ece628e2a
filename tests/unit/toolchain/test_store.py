"""The cache of tools: complete or absent, and made once."""

import json
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from infra.toolchain import store
from infra.toolchain.store import Record


def _fill_slowly(folder: Path) -> Record:
    (folder / "tool").write_text(str(os.getpid()))
    time.sleep(0.3)
    with (folder.parent / "fills").open("a") as log:
        log.write("filled\n")
    return Record("build", "here", ("publisher: refused",))


def _ensure() -> None:
    store.ensure("tool-1", _fill_slowly)


def test_two_runs_at_once_fill_a_folder_once(cache: Path) -> None:
    spawn = multiprocessing.get_context("fork")
    runs = [spawn.Process(target=_ensure) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [run.exitcode for run in runs] == [0, 0, 0]
    assert (cache / "tools" / "fills").read_text() == "filled\n"


def test_a_folder_comes_with_the_record_of_its_source(cache: Path) -> None:
    assert store.find("tool-1") is None
    folder, record = store.ensure("tool-1", _fill_slowly)
    assert folder == cache / "tools" / "tool-1"
    assert store.find("tool-1") == (folder, record)
    assert json.loads((folder / store.RECORD).read_text())["tried"] == ["publisher: refused"]


def test_a_failure_leaves_nothing_and_the_next_run_starts_anew(cache: Path) -> None:
    def fail(folder: Path) -> Record:
        (folder / "half").write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        store.ensure("tool-1", fail)
    assert [entry.name for entry in (cache / "tools").iterdir()] == ["tool-1.lock"]
    store.ensure("tool-1", _fill_slowly)
    assert not (cache / "tools" / "tool-1" / "half").exists()


def test_what_a_killed_run_left_is_removed(cache: Path) -> None:
    leftover = cache / "tools" / ".tool-1.abc"
    leftover.mkdir(parents=True)
    store.ensure("tool-1", _fill_slowly)
    assert not leftover.exists()
