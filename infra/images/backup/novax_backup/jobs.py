"""What each kind of run does, one at a time: the schedule and people on the command line come through here."""

import fcntl
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import IO, Any

from novax_backup import cold, repository, runs, snapshots
from novax_backup.config import Config
from novax_backup.drill.restore import drill
from novax_backup.failure import Failure
from novax_backup.runs import Run

_PATIENCE_SECONDS = 600.0
"""How long a run waits for another one to end: most take less."""

_LOOK_SECONDS = 1.0

_SILENT_SECONDS = 2.0
"""How long a run waits before it says so."""

WAITING = "waiting for the end of "
"""What a line about that begins with; `novax` shows such lines at once."""

Pause = Callable[[float], bool | None]
"""Waits for so many seconds, and says True when there is no point in waiting any more."""

Work = Callable[[Config], dict[str, Any]]
"""Does a kind's work and returns the facts for its record."""

KINDS: Mapping[str, Work] = {
    "full": lambda config: asdict(repository.take(config, "full")),
    "incremental": lambda config: asdict(repository.take(config, "incremental")),
    "verify": repository.verify,
    "snapshot": snapshots.take,
    "cold": cold.copy,
    "drill": drill,
}


def perform(config: Config, kind: str, pause: Pause = time.sleep) -> Run:
    """Do what a kind of run does once no other run goes on, record it, and return the record.

    Raises:
        Failure: another run does not end, or this one failed; a failed one is recorded.
    """
    with alone(config, f"run {kind}", pause):
        return record(config, kind)


def record(config: Config, kind: str) -> Run:
    """Do what a kind of run does and return its record; the caller is `alone`.

    Raises:
        Failure: it failed, which is recorded.
    """
    with runs.recorded(config.state, kind) as run:
        run.facts = KINDS[kind](config)
    return run


@contextmanager
def alone(config: Config, what: str, pause: Pause = time.sleep) -> Generator[None]:
    """Hold the lock of runs, once it is free; the kernel takes it back from whoever dies.

    ``what`` is what goes on meanwhile, for whoever waits.

    Raises:
        Failure: another run holds it for ten minutes, or the pause was ended.
    """
    with (config.state / "run.lock").open("a+", encoding="utf-8") as lock:
        _take(lock, pause)
        lock.truncate(0)
        lock.write(f"{what}, which began at {datetime.now(UTC):%H:%M:%S} UTC")
        lock.flush()
        yield


def _take(lock: IO[str], pause: Pause) -> None:
    started = time.monotonic()
    told = False
    while not _taken(lock):
        waited = time.monotonic() - started
        if waited > _PATIENCE_SECONDS or pause(_LOOK_SECONDS):
            raise Failure("another run is going on and does not end; `novax backup list` shows it")
        if waited >= _SILENT_SECONDS and not told:
            lock.seek(0)
            sys.stderr.write(f"{WAITING}{lock.read() or 'another run'}\n")
            sys.stderr.flush()
            told = True


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
