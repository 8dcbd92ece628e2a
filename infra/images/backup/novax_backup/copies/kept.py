"""Copies that stay until they are removed, to look things up in; one login reads them, past row level security."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from novax_backup import commands, jobs, runs
from novax_backup.config import Config
from novax_backup.copies import server
from novax_backup.copies.server import Copy, Origin
from novax_backup.failure import Failure

READER = "restore_reader"
"""The login: reads every table, past row level security, and writes nowhere."""

LIMIT = 2
"""More of them do not fit into the container's memory beside a drill's."""

_FOLDER = "copies"
_FACTS = "copy.json"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_LOGIN = Path(__file__).parent / "reader.sql"


@dataclass(frozen=True)
class Kept:
    """A copy: what it was restored from, when (seconds since the epoch), and its size on disk in bytes.

    It is ``running``, ``stopped`` with its container since, or ``unfinished`` because its restore did not end.
    """

    name: str
    state: str
    backup: str = ""
    point: str = ""
    made: float = 0.0
    bytes: int = 0


def make(config: Config, name: str, origin: Origin) -> Kept:
    """Restore a copy that stays, and return it; nothing is left on failure.

    Raises:
        Failure: the name is malformed or taken, there are enough copies, or the copy could not be restored.
    """
    if not _NAME.fullmatch(name):
        raise Failure(f"--into is {name!r}; allowed: up to 31 lower-case letters, digits and -, a letter first")
    with jobs.alone(config, f"the making of copy {name}"):
        folder = config.state / _FOLDER / name
        _remove_unfinished(config)
        _refuse_more(config, name)
        try:
            copy = server.restore(origin, folder)
            _let_read(copy)
            facts = {"backup": origin.label, "point": origin.point, "made": runs.now()}
            (folder / _FACTS).write_text(json.dumps(facts), encoding="utf-8")
        except BaseException:
            server.remove(folder)
            raise
    return _kept(folder)


def listed(config: Config) -> tuple[Kept, ...]:
    """Return the copies by name."""
    folder = config.state / _FOLDER
    return tuple(_kept(one) for one in sorted(folder.iterdir())) if folder.is_dir() else ()


def opened(config: Config, name: str) -> dict[str, Any]:
    """Return what leads libpq to a copy, as its reader; one that has stopped with its container is started.

    Raises:
        Failure: there is no such copy, or it does not start.
    """
    copy = Copy(_found(config, name, finished=True))
    server.start(copy)
    return {**copy.environment, "PGUSER": READER}


def remove(config: Config, name: str) -> None:
    """Delete a copy.

    Raises:
        Failure: there is no such copy, or it is just being made.
    """
    folder = _found(config, name)
    if _kept(folder).state == "unfinished":
        with jobs.alone(config, f"the removal of copy {name}"):
            server.remove(folder)
    else:
        server.remove(folder)


def _remove_unfinished(config: Config) -> None:
    """Delete what containers left that were ended; whoever makes a copy is alone."""
    for copy in listed(config):
        if copy.state == "unfinished":
            server.remove(config.state / _FOLDER / copy.name)


def _refuse_more(config: Config, name: str) -> None:
    names = [copy.name for copy in listed(config)]
    if name in names:
        raise Failure(
            f"--into is {name!r}, and there is such a copy already; choose another name, or remove that one "
            f"(`novax restore remove {name}`)"
        )
    if len(names) >= LIMIT:
        raise Failure(
            f"there are {len(names)} copies, {' and '.join(names)}, and the backup container has memory for no more; "
            "remove one (`novax restore remove`)"
        )


def _found(config: Config, name: str, *, finished: bool = False) -> Path:
    fit = [copy.name for copy in listed(config) if not finished or copy.state != "unfinished"]
    if name not in fit:
        raise Failure(f"there is no copy {name!r}; allowed: {', '.join(fit) or 'none, for there is no copy'}")
    return config.state / _FOLDER / name


def _kept(folder: Path) -> Kept:
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    facts = folder / _FACTS
    if not facts.is_file():
        return Kept(folder.name, "unfinished", bytes=size)
    state = "running" if server.runs(Copy(folder)) else "stopped"
    return Kept(folder.name, state, **json.loads(facts.read_text(encoding="utf-8")), bytes=size)


def _let_read(copy: Copy) -> None:
    commands.run(["psql", "-XAtq", "--set=ON_ERROR_STOP=1", f"--file={_LOGIN}"], env=copy.environment)
