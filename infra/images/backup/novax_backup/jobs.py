"""What each kind of run does, one at a time: the schedule and people on the command line come through here."""

import fcntl
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from novax_backup import cold, repository, runs, snapshots
from novax_backup.config import Config
from novax_backup.drill.restore import drill
from novax_backup.failure import Failure
from novax_backup.runs import Run

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


def perform(config: Config, kind: str) -> Run:
    """Do what a kind of run does, record it, and return the record.

    Raises:
        Failure: another run is going on, or this one failed; a failed one is recorded.
    """
    with alone(config), runs.recorded(config.state, kind) as run:
        run.facts = KINDS[kind](config)
    return run


@contextmanager
def alone(config: Config) -> Generator[None]:
    """Hold the lock of runs; the kernel takes it back from whoever dies.

    Raises:
        Failure: another run is going on.
    """
    file = config.state / "run.lock"
    with file.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Failure("another run is going on; wait until it has ended, `novax backup list` shows it") from None
        yield
