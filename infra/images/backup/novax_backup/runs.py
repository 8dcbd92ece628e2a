"""Records of runs, one small JSON file each: what ran, when, how it ended; metrics and `list` are read from them."""

import json
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from novax_backup.failure import Failure

KEPT_PER_KIND = 200
"""Half a year of daily runs; six weeks of incremental ones."""


@dataclass
class Run:
    """One run of one kind; times are seconds since the epoch, and ``finished`` is None while it goes on."""

    kind: str
    started: float
    finished: float | None = None
    outcome: str = "running"
    message: str = ""
    facts: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        return None if self.finished is None else round(self.finished - self.started, 3)


@contextmanager
def recorded(folder: Path, kind: str) -> Generator[Run]:
    """Record what the block does, from its start on: one that ends with the container stays visible as running."""
    run = Run(kind, now())
    _save(folder, run)
    try:
        yield run
    except BaseException as error:
        run.outcome = "failed"
        message = str(error) if isinstance(error, Failure) else f"{type(error).__name__}: {error}"
        run.message = " ".join(message.split())
        raise
    else:
        run.outcome = "succeeded"
    finally:
        run.finished = now()
        _save(folder, run)
        _forget_old(folder, kind)


def read(folder: Path, kind: str | None = None) -> Iterator[Run]:
    """Yield the records, of one kind or of all, the oldest first."""
    for file in sorted(_folder(folder).glob(f"*-{kind or '*'}.json")):
        yield Run(**json.loads(file.read_text(encoding="utf-8")))


def last(folder: Path, kind: str, outcome: str | None = None) -> Run | None:
    """Return the newest record of a kind, or the newest that ended so."""
    return next((run for run in reversed(list(read(folder, kind))) if outcome in (None, run.outcome)), None)


def now() -> float:
    """Return the time in seconds since the epoch."""
    return datetime.now(UTC).timestamp()


def _folder(folder: Path) -> Path:
    runs = folder / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    return runs


def _file(folder: Path, run: Run) -> Path:
    stamp = datetime.fromtimestamp(run.started, UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return _folder(folder) / f"{stamp}-{run.kind}.json"


def _save(folder: Path, run: Run) -> None:
    file = _file(folder, run)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(asdict(run), indent=2), encoding="utf-8")
    draft.replace(file)


def _forget_old(folder: Path, kind: str) -> None:
    for file in sorted(_folder(folder).glob(f"*-{kind}.json"))[:-KEPT_PER_KIND]:
        file.unlink(missing_ok=True)


def as_facts(run: Run) -> Mapping[str, Any]:
    """Return a record as programs read it."""
    return {**asdict(run), "seconds": run.seconds}
