"""What a restore would do, found out before anything is touched; every wrong target is refused here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from infra.cli.running import Running
from infra.errors import UserError
from infra.restore import repository, wal
from infra.restore.pooler import CLIENTS_WAIT_SECONDS
from infra.restore.repository import Backup, Repository, Timeline, describe
from infra.restore.state import State
from infra.restore.target import Kind, Target, show_lsn, show_time
from infra.toolchain.progress import elapsed

_MIB = 1 << 20


@dataclass(frozen=True)
class Point:
    """Where a restore ends: exactly, for the server, and what is known of what comes after it."""

    timeline: Timeline
    backup: Backup
    time: datetime | None
    lsn: int | None
    """What was written before this place is there, what was written from it on is not."""
    lost: str
    """What is not there afterwards, in words."""

    @property
    def options(self) -> list[str]:
        """PgBackRest's options for a restore that ends there."""
        chosen = [f"--target-timeline={self.timeline.number}"]
        if self.lsn is not None:
            # Exactly what was written before the place.
            chosen += ["--type=lsn", f"--target={show_lsn(self.lsn)}", "--target-exclusive", "--target-action=promote"]
        elif self.time is not None:
            chosen += ["--type=time", f"--target={show_time(self.time)}", "--target-action=promote"]
        return chosen


def point(source: Repository, state: State, target: Target, timeline: int | None, now: datetime) -> Point:
    """Return where a restore to a target ends, and the backup that it begins with.

    Args:
        source: the cluster's repository.
        state: where the cluster stands.
        target: the point as it was asked for.
        timeline: the history that the target lies on; None for the cluster's own.
        now: the present time.

    Raises:
        UserError: the target is before the oldest backup, beyond the end of WAL, or unknown.
    """
    backups = source.backups()
    # The cluster's own timeline may be younger than the time that the repository is read as of, and so is its end.
    chain = source.timeline(timeline or (source.newest_timeline() if source.as_of else state.timeline))
    # Of a cluster that an interrupted restore has stopped, the archive has more: the point to undo it at the least.
    known = chain.number == state.timeline and not source.as_of and not state.point
    end = state.end if known else source.end(chain)
    lsn = target.lsn
    if target.kind is Kind.NAME:
        reachable = [backup.lsn for backup in backups if chain.leads_from(backup)]
        lsn = wal.find(source, chain, target.text, min(reachable, default=end), end)
    if lsn is not None and lsn > end:
        raise UserError(
            f"--to-lsn is {show_lsn(lsn)}, beyond the end of WAL of timeline {chain.number}; allowed: until "
            f"{show_lsn(end)}"
        )
    backup = repository.choose(backups, chain, time=target.time, lsn=lsn)
    if backup is None:
        raise UserError(_too_early(backups, chain, target, end, now))
    time = target.time if lsn is None else wal.committed_before(source, chain, lsn)
    if source.as_of and target.kind is Kind.LATEST:
        return Point(chain, backup, None, None, f"everything that was archived after {show_time(source.as_of)}")
    return Point(chain, backup, target.time, lsn, _lost(target, chain, replace(state, end=end), time, lsn, now))


def _too_early(backups: Sequence[Backup], chain: Timeline, target: Target, end: int, now: datetime) -> str:
    fit = [backup for backup in backups if chain.leads_from(backup)]
    if not fit:
        return f"no backup leads to timeline {chain.number}; `novax backup list` shows what there is"
    oldest = fit[0]
    if target.time is not None:
        allowed = f"from {show_time(oldest.ended)} to {show_time(now)}"
    else:
        allowed = f"from {show_lsn(oldest.lsn)} to {show_lsn(end)}"
    return (
        f"--{target.kind} is {target.text}, before the end of the oldest backup of timeline {chain.number}, "
        f"{oldest.label}; allowed: {allowed}"
    )


def _lost(  # noqa: PLR0913, PLR0917 - it is one sentence of these facts
    target: Target, chain: Timeline, state: State, time: datetime | None, lsn: int | None, now: datetime
) -> str:
    if target.kind is Kind.LATEST:
        own = chain.number == state.timeline
        return "nothing that is in the archive" if own else f"everything since timeline {chain.number} was left"
    facts = [f"everything committed after {show_time(time)}, {_age(now - time)} ago" if time else "all that came after"]
    if lsn is not None and chain.number == state.timeline:
        facts.append(f"{(state.end - lsn) / _MIB:.1f} MiB of WAL")
    return ", ".join(facts)


def _age(age: timedelta) -> str:
    return elapsed(max(age.total_seconds(), 0.0))


def in_place(
    running: Running, state: State, target: Target, where: Point, then: datetime | None = None
) -> list[tuple[str, str]]:
    """Return what a restore of the whole cluster in place does, as lines of a table.

    `then` is when the backups are read as of, for those that may have been deleted or overwritten since.
    """
    replicas = [name for name in running.services["postgres"].members if name != state.leader]
    lines = [
        ("target", f"{target.option} on timeline {where.timeline.number}"),
        ("backup", describe(where.backup)),
        ("replaced", f"every database of the stack: {', '.join(state.databases)}"),
        ("lost", where.lost),
        ("kept", "a restore point is archived first; the command that brings all of it back is printed"),
        ("PostgreSQL", f"stopped, restored on {state.leader}, then goes on in a new timeline"),
        ("replicas", f"{', '.join(replicas)}: deleted and made anew from {state.leader}" if replicas else "none"),
        ("pooler", f"applications wait; those that wait for over {CLIENTS_WAIT_SECONDS} s get an error"),
        ("caches", f"the keys of {', '.join(running.packs)} are deleted"),
        ("streams", "stay as they are; the outbox's pending events are published from the restored position"),
        ("search", "every index is made anew from PostgreSQL and compared"),
        ("backups", f"archiving goes on in the new timeline, {'a full' if then else 'an incremental'} backup is taken"),
    ]
    if then:
        lines.insert(1, ("as of", f"{show_time(then)}: what was deleted or written since does not count"))
    if state.point:
        lines.insert(0, ("interrupted", f"an earlier restore stopped PostgreSQL; undo point: {state.point}"))
    return lines


def moved(origin: Running, running: Running, state: State, target: Target, where: Point) -> list[tuple[str, str]]:
    """Return what a restore of another stack's data does, as lines of a table."""
    replicas = [name for name in running.services["postgres"].members if name != state.leader]
    return [
        ("target", f"{target.option} on timeline {where.timeline.number} of stack {origin.stack}"),
        ("backup", describe(where.backup)),
        ("replaced", f"every database of stack {running.stack}: {', '.join(state.databases)}; this cannot be undone"),
        ("not in it", where.lost),
        (
            "copied",
            f"the repository, from stack {origin.stack}'s object store to {running.stack}'s; removed afterwards",
        ),
        ("PostgreSQL", f"stopped, restored on {state.leader}, then goes on in a new timeline"),
        ("replicas", f"{', '.join(replicas)}: deleted and made anew from {state.leader}" if replicas else "none"),
        ("passwords", f"those of stack {running.stack} stay; data keys become those of stack {origin.stack}"),
        ("not moved", "objects in buckets, and events that are on streams already"),
        ("backups", f"an archive of stack {running.stack}'s own begins, with a full backup"),
        ("stack " + origin.stack, "is only read, and goes on as it is"),
    ]


def earlier(running: Running, state: State, source: Repository, target: Target, where: Point) -> list[tuple[str, str]]:
    """Return what a restore of an earlier cluster of the same stack does, as lines of a table."""
    replicas = [name for name in running.services["postgres"].members if name != state.leader]
    return [
        ("target", f"{target.option} on timeline {where.timeline.number} of cluster {source.system_identifier}"),
        ("backup", describe(where.backup)),
        ("replaced", f"every database of the stack: {', '.join(state.databases)}; they are archived as they were"),
        ("not in it", where.lost),
        ("PostgreSQL", f"stopped, restored on {state.leader}, then goes on in a new timeline"),
        ("replicas", f"{', '.join(replicas)}: deleted and made anew from {state.leader}" if replicas else "none"),
        ("passwords", "stay as they are"),
        ("streams", "stay as they are; the outbox's pending events are published from the restored position"),
        ("search", "every index is made anew from PostgreSQL and compared"),
        ("backups", f"those of cluster {source.system_identifier} go on, in its archive"),
    ]


def beside(name: str, source: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what a restore of a copy does, as lines of a table; ``source`` has those of what it comes from."""
    return [
        *source,
        ("replaced", "nothing: the stack goes on as it is"),
        ("copy", f"{name}, in the backup container, until it is removed; read-only, archives nothing, runs no job"),
    ]


def one_database(database: str, name: str, source: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what a restore of one database does, as lines of a table; ``source`` has those of what it comes from."""
    return [
        *source,
        ("replaced", f"nothing: {database} goes on as it is, and stands beside what is restored"),
        ("new database", f"{name}, with the settings and privileges that it had; the pooler does not serve it"),
        ("jobs", "none runs in it"),
    ]


def now() -> datetime:
    """Return the present time."""
    return datetime.now(UTC)
