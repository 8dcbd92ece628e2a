"""What the lock holds: versions in the backup bucket that were deleted, expired or overwritten, and still take room."""

import json
import os
from dataclasses import asdict, dataclass

from novax_backup import runs, store
from novax_backup.config import Config

_KEPT_SECONDS = 900.0
"""How old a count may be: each asks for the whole bucket, a thousand versions at a time."""


@dataclass(frozen=True)
class Held:
    """Versions that are not current, as a count and in bytes, and when they were counted (seconds since the epoch)."""

    versions: int
    bytes: int
    counted: float


def refreshed(config: Config) -> Held:
    """Return the last count, or a new one where that is too old.

    Raises:
        Failure: the store is away or refuses.
    """
    last = counted(config)
    if last and runs.now() - last.counted < _KEPT_SECONDS:
        return last
    every = store.versions(store.client(config), config.store.bucket, "")
    sizes = [facts.get("Size", 0) for facts in every if not facts.get("IsLatest")]
    found = Held(len(sizes), sum(sizes), runs.now())
    file = config.state / "held.json"
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(asdict(found)), encoding="utf-8")
    draft.replace(file)
    return found


def counted(config: Config) -> Held | None:
    """Return the last count; asks nobody."""
    file = config.state / "held.json"
    return Held(**json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None
