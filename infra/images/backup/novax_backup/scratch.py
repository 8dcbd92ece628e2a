"""Files of work under way, on the container's disk: gone with the work, or else when the container starts again."""

import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from novax_backup.config import Config


def folder(config: Config) -> Path:
    """Return the folder, which is for this user alone."""
    found = config.state / "scratch"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


@contextmanager
def file(config: Config) -> Generator[Path]:
    """Yield an empty file that is gone afterwards."""
    with tempfile.NamedTemporaryFile(dir=folder(config)) as made:
        yield Path(made.name)


def clear(config: Config) -> None:
    """Delete what a container left that was ended in the middle of its work, copies of databases in clear among it."""
    shutil.rmtree(folder(config), ignore_errors=True)
