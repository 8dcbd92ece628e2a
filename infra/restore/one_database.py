"""One database as it was at a point, brought back into the running cluster beside the one that is there.

The cluster is restored in a side instance, the database dumped there and loaded here under a name of its own, and the
side instance removed. Nothing that runs is touched: what of the copy is wanted is for a person to take over.
"""

import subprocess
from dataclasses import dataclass
from datetime import datetime

from infra.cli.running import Running
from infra.errors import UserError
from infra.restore import aside
from infra.restore.members import query
from infra.restore.plan import Point
from infra.restore.state import State
from infra.toolchain.progress import working

_LOOK_SECONDS = 1.0
_LONGEST_NAME = 63

_FACTS = "select pg_get_userbyid(datdba) from pg_database where datname = '{name}'"
# TimescaleDB must not act on its own tables while they are filled; without the extension nobody reads the setting.
_CREATE = """
create database "{name}" owner "{owner}" template template0;
revoke all on database "{name}" from public;
alter database "{name}" set search_path = public, extensions;
alter database "{name}" set timescaledb.restoring = 'on';
"""
_DONE = """
alter database "{name}" reset timescaledb.restoring;
"""


@dataclass(frozen=True)
class Restored:
    """The copy's name, its size in bytes, and the statement that takes it away."""

    database: str
    bytes: int
    remove: str


def copy_name(database: str, now: datetime) -> str:
    """Return the name of the copy."""
    return f"{database}_restored_{now:%Y%m%d_%H%M%S}"[-_LONGEST_NAME:]


def refuse(before: State, database: str) -> None:
    """Make sure that there is such a database to restore.

    Raises:
        UserError: there is none, or it is the platform's own.
    """
    known = [name for name in before.databases if name != "postgres"]
    if database not in known:
        raise UserError(f"--database is {database!r}; allowed: {', '.join(known)}")


def run(running: Running, before: State, where: Point, database: str, name: str) -> Restored:
    """Restore a database to a point under another name in the running cluster; nothing is left on failure.

    Raises:
        UserError: the side instance could not be made, or the dump not loaded.
    """
    side = f"for-{database.replace('_', '-')}"
    aside.refuse_name(running.stack, side)
    aside.make(running, before, where, side)
    try:
        return _load(aside.container_of(running.stack, side), running.members[before.leader], database, name)
    finally:
        aside.remove(running.stack, side)


def _load(source: str, target: str, database: str, name: str) -> Restored:
    remove = f'drop database "{name}"'
    owner = query(source, _FACTS.format(name=database))
    if not owner:
        raise UserError(f"database {database} did not exist at that point; choose a later one")
    query(target, _CREATE.format(name=name, owner=owner))
    try:
        _pipe(source, target, database, name)
        query(target, _DONE.format(name=name))
        size = query(target, f"select pg_database_size('{name}')")
    except BaseException:
        query(target, f"{remove} with (force)")
        raise
    return Restored(name, int(size), remove)


def _pipe(source: str, target: str, database: str, name: str) -> None:
    """Dump there and load here, at once: no copy of the data lies on the host."""
    dumping = ["docker", "exec", source, "pg_dump", "--format=custom", "--compress=none", f"--dbname={database}"]
    loading = ["docker", "exec", "-i", target, "pg_restore", "--exit-on-error", f"--dbname={name}"]
    dump = subprocess.Popen(dumping, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    load = subprocess.Popen(loading, stdin=dump.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if dump.stdout:
        # The loader has it; a dump whose loader ended must notice.
        dump.stdout.close()
    with working(f"loading {database} as {name}") as tick:
        while True:
            try:
                _, complaints = load.communicate(timeout=_LOOK_SECONDS)
                break
            except subprocess.TimeoutExpired:
                tick()
    if load.returncode or dump.wait():
        said = " | ".join(complaints.strip().splitlines()[-3:])
        raise UserError(f"{database} could not be loaded as {name}: {said or 'pg_dump failed'}")
