"""Restores the whole cluster where it is: one member from the repository, the others from that one.

What came before can be had back: it is archived, and its end has a name. Until the new primary has been promoted the
replicas keep the old data, too.
"""

import shlex
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from infra.cli.running import Running
from infra.drills import cluster
from infra.errors import UserError
from infra.restore import archive, moving, pooler, state
from infra.restore.members import execute, query
from infra.restore.plan import Point
from infra.restore.repository import KEPT, Repository
from infra.restore.state import State
from infra.services.postgres import DATA, SCOPE
from infra.toolchain.progress import step, working

_STOP_SECONDS = 180.0
_HOURS_SECONDS = 12 * 3600.0
"""For copying and replaying; a terabyte takes hours."""

_LEAD_SECONDS = 60.0

_PAUSED = "already paused"
"""What patronictl calls a failure."""

_SETTINGS = ("postgresql.conf", "postgresql.base.conf", "pg_hba.conf", "pg_ident.conf", "postgresql.auto.conf")

# With a transaction after the point there is always a commit at which a recovery to a time can stop.
_MARK = """
select pg_create_restore_point('{name}');
begin; select pg_current_xact_id(); commit;
select pg_walfile_name(pg_switch_wal());
"""
_END_SESSIONS = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where backend_type = 'client backend' and pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Outcome:
    """A restore that has been done; `seconds` is how long applications had to wait."""

    leader: str
    timeline: int
    point: str
    undo: str
    seconds: float


@dataclass(frozen=True)
class Restore:
    """One restore under way."""

    running: Running
    before: State
    source: Repository
    where: Point
    again: str
    """The command that does the same once more."""

    @property
    def moves(self) -> bool:
        """Whether the data is another stack's, and so the cluster another one."""
        return self.source.system_identifier != self.before.system_identifier

    @property
    def container(self) -> str:
        """The container of the member that is restored."""
        return self.running.members[self.before.leader]

    @property
    def others(self) -> list[str]:
        """The containers of the other members."""
        members = self.running.services["postgres"].members
        return [container for name, container in members.items() if name != self.before.leader]


def run(work: Restore, refresh: Callable[[], None]) -> Outcome:
    """Restore the cluster and return what has become of it; it is whole and archived, and applications go on.

    Args:
        work: what is to be done.
        refresh: what must be done to other services after the data has gone back and before applications go on.

    Raises:
        UserError: a step failed; the message says where things stand and how to go on.
    """
    started = time.monotonic()
    running, before = work.running, work.before
    if not before.point:
        work = _keep(work)
    undo = "" if work.moves else undo_of(work.before, running.stack)
    back = f", and `{undo}` goes back" if undo else ""
    with _told(f"PostgreSQL is down and applications wait; `{work.again}` goes on with it{back}"):
        # Also one that was interrupted after Patroni had been let go on.
        _pause(work)
        _halt(work)
        _restore(work)
        _hand_to_patroni(work)
        with step("caches"):
            refresh()
        with step("applications go on"):
            pooler.resume(running)
    seconds = round(time.monotonic() - started, 1)
    state.forget(running.stack)
    with _told(f"the data is restored and applications work; `novax status -s {running.stack}` shows what is left"):
        with step("replicas made anew"):
            cluster.await_whole(running)
        with step("archiving in the new timeline"):
            timeline = int(archive.switch(work.container)[:8], 16)
    return Outcome(before.leader, timeline, work.before.point, undo, seconds)


def undo_of(before: State, stack: str) -> str:
    """Return the command that brings back what a restore took away."""
    return f"novax restore --to-name {before.point} --timeline {before.timeline} -s {stack}"


@contextmanager
def _told(standing: str) -> Generator[None]:
    try:
        yield
    except UserError as error:
        raise UserError(f"{str(error).rstrip('.')}. Now {standing}") from error


def _keep(work: Restore) -> Restore:
    """Bring the cluster to rest and give its end a name, in the archive; on failure all goes on as before."""
    name = f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    try:
        with step("applications wait"):
            pooler.pause(work.running)
        with step("automatic failover off"):
            _pause(work)
        with step(f"restore point {name}"):
            query(work.container, _END_SESSIONS)
            segment = query(work.container, _MARK.format(name=name)).splitlines()[-1]
            archive.await_segment(work.container, segment)
        if work.moves:
            moving.save_logins(work.container)
    except BaseException as error:
        with suppress(UserError):
            execute(work.container, ["patronictl", "resume", "--wait", SCOPE])
        with suppress(UserError):
            pooler.resume(work.running)
        if isinstance(error, UserError):
            raise UserError(f"{error}. Nothing was replaced, and applications go on") from error
        raise
    kept = replace(work.before, point=name)
    state.remember(work.running.stack, kept)
    return replace(work, before=kept)


def _pause(work: Restore) -> None:
    """Have Patroni neither start nor promote anything; nothing where an interrupted restore has done so."""
    try:
        execute(work.container, ["patronictl", "pause", "--wait", SCOPE])
    except UserError as error:
        if _PAUSED not in str(error):
            raise


def _halt(work: Restore) -> None:
    """Stop every server, the one that leads first: so the replicas have all of its data, and the archive has."""
    with step("PostgreSQL stopped"):
        _end_copies(work)
        for container in (work.container, *work.others):
            execute(container, ["sh", "-c", _STOP], seconds=_STOP_SECONDS)
        left = execute(work.container, ["sh", "-c", f"ls {DATA}/pg_wal/archive_status 2>/dev/null || true"])
        if waiting := [name for name in left.split() if name.endswith(".ready")]:
            raise UserError(
                f"{len(waiting)} segments of WAL, from {min(waiting)} on, are not archived and would be lost"
            )


def _end_copies(work: Restore) -> None:
    """End copies with which replicas are being made anew: Patroni starts what they make, in a pause too.

    A restore that came before leaves such a one; while Patroni pauses it begins none.
    """
    deadline = time.monotonic() + _STOP_SECONDS
    while copying := [one["Member"] for one in state.listed(work.container) if one["State"] == _COPYING]:
        if time.monotonic() > deadline:
            raise UserError(f"{', '.join(copying)} did not end the copy of the leader in {_STOP_SECONDS:g} s")
        for member in copying:
            execute(work.running.members[member], ["sh", "-c", _END_COPY])
        time.sleep(0.5)


_COPYING = "creating replica"
"""Patroni's word for the state of a member whose data is being copied."""

# Patroni tries once more by itself.
_END_COPY = "pkill --signal KILL --full '[p]g_basebackup' || true"

_STOP = f"""
set -eu
if pg_ctl status --pgdata={DATA} >/dev/null; then
    pg_ctl stop --pgdata={DATA} --mode=fast --wait --timeout=150
fi
"""


# A command that was killed has left its own in the member, which would go on, and keep this one out by its lock. The
# brackets keep the pattern from finding the shell that looks for it.
_END_EARLIER = """
while pkill --signal KILL --full '[p]gbackrest .*--delta .* restore$'; do
    sleep 0.2
done
"""


def _restore(work: Restore) -> None:
    """Copy the backup over the data, replay WAL to the point, and open a new timeline."""
    settings = " ".join(f"{DATA}/{name}" for name in _SETTINGS)
    # Settings are not data: the server goes on with those that it has. An interrupted restore has saved them already.
    save = (
        f"mkdir -p {KEPT}.new/global && cp -p {settings} {KEPT}.new/ && cp {DATA}/global/pg_control {KEPT}.new/global/"
    )
    execute(work.container, ["sh", "-c", f"[ -d {KEPT} ] || {{ {save} && mv {KEPT}.new {KEPT}; }}"])
    execute(work.container, ["sh", "-c", _END_EARLIER], seconds=_STOP_SECONDS)
    execute(
        work.container,
        ["pgbackrest", *options(work.where, work.source.fetch), "--delta", f"--pg1-path={DATA}", "restore"],
        env=work.source.environment,
        seconds=_HOURS_SECONDS,
        title=f"restoring {work.where.backup.label} on {work.before.leader}",
    )
    mine = " ".join(name for name in _SETTINGS if name != "postgresql.auto.conf")
    execute(work.container, ["sh", "-c", f"cd {KEPT} && cp -p {mine} {DATA}/"])
    # As a standby it would want limits at least as high as those that its WAL tells of, or pause for ever.
    _start(work, "-c hot_standby=off")
    if work.moves:
        moving.settle(work.container)
    execute(work.container, ["sh", "-c", _STOP], seconds=_STOP_SECONDS)
    # Where to stop must be forgotten: as a standby, some day, it would stop there again.
    execute(work.container, ["sh", "-c", f"cp -p {KEPT}/postgresql.auto.conf {DATA}/"])
    _start(work)
    execute(work.container, ["rm", "-r", KEPT])


def options(where: Point, fetch: str) -> list[str]:
    """Return pgBackRest's options for a restore that ends at a point; ``fetch`` gets WAL."""
    return [
        f"--set={where.backup.label}",
        *where.options,
        f"--recovery-option=restore_command={fetch}",
        "--log-level-console=warn",
    ]


def _start(work: Restore, more: str = "") -> None:
    """Start the server as Patroni does, with the container's log for its own, and wait until it takes writes."""
    arguments = f"{shlex.join(shlex.split(work.before.options)[3:])} {more}".strip()
    command = ["pg_ctl", "start", f"--pgdata={DATA}", "--no-wait", "--log=/proc/1/fd/2", f"--options={arguments}"]
    execute(work.container, command)
    deadline = time.monotonic() + _HOURS_SECONDS
    with working("replaying WAL to the point") as tick:
        while not _takes_writes(work.container):
            tick()
            if time.monotonic() > deadline:
                raise UserError(f"{work.before.leader} was still replaying WAL after {_HOURS_SECONDS / 3600:g} h")
            time.sleep(0.5)


def _takes_writes(container: str) -> bool:
    """Tell whether a server has left recovery.

    Raises:
        UserError: it ended.
    """
    # The shell's answer, so that a server that still starts is told from one that is gone.
    script = f"pg_ctl status --pgdata={DATA} >/dev/null && psql -XAtqc 'select pg_is_in_recovery()' 2>/dev/null || true"
    said = execute(container, ["sh", "-c", script]).strip()
    if not said:
        gone = f"pg_ctl status --pgdata={DATA} >/dev/null && echo up || echo gone"
        if execute(container, ["sh", "-c", gone]).strip() == "gone":
            raise UserError(f"PostgreSQL in {container} ended while it replayed WAL; `novax logs postgres` says why")
    return said == "f"


def _hand_to_patroni(work: Restore) -> None:
    """Let Patroni take the new primary over, alone: no replica with newer data may ever be elected."""
    with step(f"{work.before.leader} leads"):
        if not work.moves:
            # Of another cluster nobody leads until it has been named to Patroni.
            cluster.wait(lambda: _leads(work), _LEAD_SECONDS, f"Patroni to see that {work.before.leader} leads")
        for container in work.others:
            execute(container, ["sh", "-c", f"{_STOP}\nrm -rf {DATA}"], seconds=_STOP_SECONDS)
        if work.moves:
            moving.name_cluster(work.container, work.source.system_identifier)
        execute(work.container, ["patronictl", "resume", "--wait", SCOPE])
        cluster.wait(lambda: _leads(work), _LEAD_SECONDS, f"{work.before.leader} to lead")


def _leads(work: Restore) -> bool:
    return state.leading(work.running) == work.before.leader
