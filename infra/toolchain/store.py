"""The cache of tools: one folder a tool, version and content key, made once whatever happens; knows no tool.

A folder appears complete or not at all: it is filled under another name and then renamed, while a lock file keeps a
second run waiting instead of doing the same work.
"""

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from infra import paths
from infra.toolchain.progress import working

RECORD = "novax-source.json"

POLL_SECONDS = 1.0


@dataclass(frozen=True)
class Record:
    """Which source filled a folder, and why each one before it could not."""

    source: str
    origin: str
    tried: tuple[str, ...] = ()


def find(folder_name: str) -> tuple[Path, Record] | None:
    """Return a tool's folder and the record of its source, or None where it is not in the cache."""
    folder = paths.cache() / "tools" / folder_name
    try:
        content = json.loads((folder / RECORD).read_text())
        return folder, Record(content["source"], content["origin"], tuple(content["tried"]))
    except (OSError, ValueError, KeyError):
        # Not there, or damaged: it is made, which costs time alone.
        return None


def ensure(folder_name: str, fill: Callable[[Path], Record]) -> tuple[Path, Record]:
    """Return a tool's folder, filling it first where it is missing.

    ``fill`` gets an empty folder; whatever it raises leaves the cache as it was.
    """
    tools = paths.cache() / "tools"
    tools.mkdir(parents=True, exist_ok=True)
    with _lock(tools / f"{folder_name}.lock", folder_name):
        if found := find(folder_name):
            return found
        # Only the holder of the lock makes these, so what is here was left by a run that was killed.
        for leftover in tools.glob(f".{folder_name}.*"):
            shutil.rmtree(leftover)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{folder_name}.", dir=tools))
        try:
            record = fill(unfinished)
            (unfinished / RECORD).write_text(json.dumps(asdict(record), indent=2) + "\n")
            unfinished.chmod(0o755)
            if (tools / folder_name).exists():
                shutil.rmtree(tools / folder_name)
            unfinished.replace(tools / folder_name)
        except BaseException:
            shutil.rmtree(unfinished)
            raise
    return tools / folder_name, record


@contextmanager
def _lock(file: Path, title: str) -> Generator[None]:
    descriptor = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not _try_lock(descriptor):
            with working(f"waiting for another run that makes {title}") as tick:
                while not _try_lock(descriptor):
                    time.sleep(POLL_SECONDS)
                    tick()
        yield
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
