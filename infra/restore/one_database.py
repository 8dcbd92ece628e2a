"""One database as it was, brought back into the running cluster beside the one that is there.

The backup container gives pg_dump's archive of it, and pg_restore loads it on the primary, as the superuser over the
server's socket: no account is made for it, and no copy of the data lies on this machine. It gets its name when it is
whole. Nothing that runs is touched: what of it is wanted is for a person to take over.
"""

import io
import json
import os
import secrets
import select
import subprocess
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from infra.cli import backup_runner, inside
from infra.cli.backup_runner import Complaints
from infra.cli.running import Running
from infra.errors import UserError
from infra.restore.members import execute, query
from infra.restore.sources import Chosen
from infra.toolchain.progress import say, working

_LOOK_SECONDS = 1.0
_ANALYZE_SECONDS = 3600.0
_LONGEST_NAME = 63
_TAIL_LINES = 3

_RESTORED = "_restored_"
_LOADING = "restoring_"
"""What the name of a database begins with while it is loaded."""

# TimescaleDB must not act on its own tables while they are filled; without the extension nobody reads the setting.
_LOADER = {"PGOPTIONS": "-c timescaledb.restoring=on"}

# A load has a session all the time; TimescaleDB's own are in every database.
_LEFT = """
select d.datname from pg_database as d
where
    d.datname like 'restoring\\_%'
    and not exists (select from pg_stat_activity as a where a.datid = d.oid and a.backend_type = 'client backend')
"""


@dataclass(frozen=True)
class Restored:
    """The copy's name, its size in bytes, and the statement that takes it away."""

    database: str
    bytes: int
    remove: str


def copy_name(database: str, now: datetime) -> str:
    """Return the name of the copy."""
    return f"{database}{_RESTORED}{now:%Y%m%d_%H%M%S}"[-_LONGEST_NAME:]


def refuse(databases: Collection[str], database: str) -> None:
    """Make sure that a database can have been there; one that was dropped can be had back.

    Raises:
        UserError: it is no pack's and none that is there, or it is the platform's own.
    """
    known = sorted(name for name in databases if name != "postgres" and _RESTORED not in name)
    if database not in known:
        raise UserError(f"--database is {database!r}; allowed: {', '.join(known)}")


def run(running: Running, chosen: Chosen, leader: str, database: str, name: str) -> Restored:
    """Load a database under a name into the running cluster; nothing is left on failure.

    Args:
        running: the stack.
        chosen: what it comes from.
        leader: the primary's container.
        database: its name there.
        name: its name here.

    Raises:
        UserError: it could not be had from its source, or not loaded.
    """
    loading = f"{_LOADING}{secrets.token_hex(8)}"
    giving = ["novax-backup", "give", *chosen.flags, "--", database, loading, *chosen.options]
    with backup_runner.presence() as stdin:
        # Nobody else gives while this one does, so that what is left of others is of nobody's any more.
        giver = subprocess.Popen(
            inside.command(backup_runner.container(running), giving, given=True),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        complaints = Complaints(io.TextIOWrapper(giver.stderr or io.BytesIO()))
        try:
            statements = _introduced(giver, complaints, f"database {database} from its source")
            _remove_left(leader)
            query(leader, statements)
            _load(giver, complaints, leader, loading, f"loading {database} as {name}")
            query(leader, f'alter database {loading} rename to "{name}"')
        except BaseException:
            giver.kill()
            query(leader, f"drop database if exists {loading} with (force)")
            raise
    size = query(leader, f"select pg_database_size('{name}')")
    return Restored(name, int(size), f'drop database "{name}"')


def _introduced(giver: "subprocess.Popen[bytes]", complaints: Complaints, title: str) -> str:
    """Return the statements that make the database, which come first."""
    with working(title) as tick:
        line = _first_line(giver, tick)
        if not line:
            giver.wait()
            raise UserError(_tail(complaints.lines()) or f"{title} ended without a word; run it again")
    statements: str = json.loads(line)["statements"]
    return statements


def _first_line(giver: "subprocess.Popen[bytes]", tick: Callable[[], None]) -> bytes:
    """Read up to the first line's end, and nothing of what follows."""
    line = bytearray()
    pipe = giver.stdout.fileno() if giver.stdout else -1
    while not line.endswith(b"\n"):
        if not select.select([pipe], [], [], _LOOK_SECONDS)[0]:
            tick()
        elif more := os.read(pipe, 1):
            line += more
        else:
            return b""
    return bytes(line)


def _remove_left(leader: str) -> None:
    for name in query(leader, _LEFT).split():
        say(f"  {name}, which an interrupted restore left, is removed")
        query(leader, f"drop database if exists {name} with (force)")


def _load(giver: "subprocess.Popen[bytes]", complaints: Complaints, leader: str, loading: str, title: str) -> None:
    command = ["pg_restore", "--exit-on-error", f"--dbname={loading}"]
    loader = subprocess.Popen(
        inside.command(leader, command, env=_LOADER, given=True),
        stdin=giver.stdout,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if giver.stdout:
        # The loader has it; a giver whose loader ended must notice.
        giver.stdout.close()
    with working(title) as tick:
        while True:
            try:
                _, said = loader.communicate(timeout=_LOOK_SECONDS)
                break
            except subprocess.TimeoutExpired:
                tick()
        if giver.wait() or loader.returncode:
            reason = _tail(said.strip().splitlines()) or _tail(complaints.lines()) or "without a word"
            raise UserError(f"{title} failed: {reason}")
        # A dump has no statistics.
        analyze = ["vacuumdb", "--analyze-only", "--quiet", f"--dbname={loading}"]
        execute(leader, analyze, seconds=_ANALYZE_SECONDS)


def _tail(lines: Sequence[str]) -> str:
    return " | ".join(lines[-_TAIL_LINES:])
