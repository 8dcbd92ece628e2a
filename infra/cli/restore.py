"""`novax restore`: takes the whole cluster, or a copy beside the stack, back to a point in time."""

from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import restored
from infra.cli import stack as stacks
from infra.cli.backup import JsonOption
from infra.cli.console import examples
from infra.cli.lifecycle import StackOption
from infra.cli.restored import confirm, refuse_yes, tell
from infra.errors import UserError
from infra.restore.target import Source
from infra.toolchain.progress import say

if TYPE_CHECKING:
    from datetime import datetime

    from infra.cli.running import Running
    from infra.restore.plan import Point
    from infra.restore.repository import Repository
    from infra.restore.sources import Chosen
    from infra.restore.state import State
    from infra.restore.target import Target


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        name="restore",
        help="Go back to a point in time: all of it, or a copy beside the stack.",
        epilog=examples(
            "novax restore --to-time '2026-11-21 12:45:00'                    # shows the plan, then asks",
            "novax restore --to-time '2026-11-21 12:45:00' --into yesterday   # a copy; the stack goes on",
            "novax restore psql yesterday --database livechat                 # looks into it",
            "novax restore list",
            "novax restore remove yesterday",
            "novax restore --latest --database livechat                       # beside the one that is there",
            "novax restore --latest --database livechat --source dump         # from the last daily dump; also cold",
            "novax restore objects livechat --prefix exports/ --to-time '2026-11-21 12:45:00'",
            "novax restore --to-name before-migration -s ci --yes             # for tests",
            "novax restore --latest --as-of '2026-11-21 12:45:00'             # backups were deleted after that",
            "novax restore --latest --from dev -s staging                     # moves the data to another stack",
            "novax restore --latest --cluster 7581336702143254560             # what was there before a disk was lost",
        ),
    )
    group.callback(invoke_without_command=True)(restore)
    restored.register(group)
    app.add_typer(group)


def restore(  # noqa: PLR0913 - one option each
    context: typer.Context,
    *,
    to_time: Annotated[str | None, typer.Option(metavar="TIME", help="UTC, unless it says otherwise.")] = None,
    to_lsn: Annotated[str | None, typer.Option(metavar="LSN", help="What was written before it is there.")] = None,
    to_name: Annotated[str | None, typer.Option(metavar="NAME", help="Of pg_create_restore_point.")] = None,
    latest: Annotated[bool, typer.Option("--latest", help="All that the archive has.")] = False,
    timeline: Annotated[
        int | None, typer.Option(min=1, help="The history that the point lies on; to undo a restore.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Read the backups as they were then: what was deleted since is there."),
    ] = None,
    into: Annotated[str | None, typer.Option(metavar="NAME", help="A copy to look into; the stack goes on.")] = None,
    database: Annotated[
        str | None, typer.Option(metavar="NAME", help="One database, beside the one that is there.")
    ] = None,
    source: Annotated[Source, typer.Option(help="What --database and --into are taken from.")] = Source.BACKUP,
    origin: Annotated[
        str | None, typer.Option("--from", metavar="STACK", help="Another stack's backups, on any platform.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="IDENTIFIER", help="An earlier cluster of the stack; its disks are lost.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; only for stacks of environment ci.")] = False,
    stack: StackOption = "dev",
    json: JsonOption = False,
) -> None:
    """Restore to a point; the plan comes first, and what is replaced can be had back."""
    if context.invoked_subcommand is not None:
        return
    from infra.cli import running  # noqa: PLC0415  # the help page does not pay for these
    from infra.restore import plan, target  # noqa: PLC0415

    wanted = target.chosen(to_time, to_lsn, to_name, latest=latest, now=plan.now())
    if yes:
        refuse_yes(stack)
    if sum(choice is not None for choice in (into, database, origin, cluster)) > 1:
        raise UserError("--into, --database, --from and --cluster are four ways to restore; give one of them")
    then = None if as_of is None else read_as_of(stack, as_of, wanted)
    if then and (origin is not None or cluster is not None):
        raise UserError("--as-of goes with the backups of the cluster that runs; leave out --from and --cluster")
    _refuse_source(source, into=into, database=database, wal=timeline is not None or then is not None)
    now = running.load(stack)
    if cluster is not None:
        _earlier(now, wanted, timeline, cluster, yes=yes, json=json)
    elif origin is not None:
        _moved(now, wanted, timeline, origin, yes=yes, json=json)
    elif database is not None:
        restored.refuse(now, database)
        restored.database(now, _chosen(now, source, wanted, timeline, then, database), database, json=json)
    elif into is not None:
        restored.copy(now, _chosen(now, source, wanted, timeline, then), into, json=json)
    else:
        before, repository, where = _find(now, wanted, timeline, then)
        _in_place(now, before, wanted, repository, where, yes=yes, json=json)


def read_as_of(stack: str, text: str, wanted: "Target") -> "datetime":
    """Return the time that the repository is read as of, for as long ago as deleted versions are kept.

    Raises:
        UserError: it is malformed, to come, too long ago, or before the point itself.
    """
    from datetime import timedelta  # noqa: PLC0415  # as above

    from infra import settings  # noqa: PLC0415
    from infra.restore import plan, target  # noqa: PLC0415

    then = target.moment("--as-of", text, plan.now())
    days = settings.from_file(stacks.config_file(stack), stack).backup.lock_days
    if then < (first := plan.now() - timedelta(days=days)):
        raise UserError(
            f"--as-of is {target.show_time(then)}, and what was deleted or overwritten is kept for {days} days "
            f"(novax:backup.lockDays); allowed: from {target.show_time(first)}"
        )
    if wanted.time and wanted.time > then:
        raise UserError(
            f"--to-time is {target.show_time(wanted.time)}, which the backups cannot have as of "
            f"{target.show_time(then)}; allowed: until --as-of"
        )
    return then


def _refuse_source(source: Source, *, into: str | None, database: str | None, wal: bool) -> None:
    if source is Source.BACKUP:
        return
    if database is None and (into is None or source is Source.DUMP):
        allowed = "--database" if source is Source.DUMP else "--database and --into"
        raise UserError(f"--source {source} goes with {allowed}; everything at once comes from backups")
    if wal:
        raise UserError(f"--timeline and --as-of are for WAL, and --source {source} has none; leave them out")


def _chosen(  # noqa: PLR0913, PLR0917 - each narrows what is taken
    now: "Running",
    source: Source,
    wanted: "Target",
    timeline: int | None,
    then: "datetime | None",
    database: str = "",
) -> "Chosen":
    from infra.cli import backup_runner  # noqa: PLC0415
    from infra.restore import sources  # noqa: PLC0415

    if source is Source.BACKUP:
        return sources.backup(wanted, *_find(now, wanted, timeline, then)[1:])
    listed = backup_runner.ask(now, "looking into the object store", "list")
    return sources.dump(listed, database, wanted) if source is Source.DUMP else sources.cold(listed, wanted)


def _find(
    now: "Running", wanted: "Target", timeline: int | None, then: "datetime | None" = None
) -> "tuple[State, Repository, Point]":
    from infra.restore import plan, state  # noqa: PLC0415
    from infra.restore.repository import Repository  # noqa: PLC0415

    _require_backups(now)
    before = state.look(now)
    source = Repository(now.members[before.leader], before.system_identifier, as_of=then)
    return before, source, plan.point(source, before, wanted, timeline, plan.now())


def _require_backups(now: "Running") -> None:
    from infra.services.pgbackrest import CLIENT  # noqa: PLC0415

    if CLIENT not in now.services or not now.services[CLIENT].present:
        raise UserError(f"stack {now.stack} takes no backups, so there is nothing to restore from; see `novax backup`")


def _in_place(  # noqa: PLR0913 - what is to be done and how it is told
    now: "Running",
    before: "State",
    wanted: "Target",
    source: "Repository",
    where: "Point",
    *,
    yes: bool,
    json: bool,
) -> None:
    from infra.cli import backup_runner  # noqa: PLC0415
    from infra.packs import load_packs  # noqa: PLC0415
    from infra.paths import PROJECT  # noqa: PLC0415
    from infra.restore import aftermath, in_place, plan, target  # noqa: PLC0415

    lines = plan.in_place(now, before, wanted, where, source.as_of)
    then = f" --as-of '{target.show_time(source.as_of)}'" if source.as_of else ""
    confirm(now.stack, lines, yes=yes, json=json)
    packs = load_packs(now.packs, PROJECT / "sql")
    again = f"novax restore {wanted.option} --timeline {where.timeline.number}{then} -s {now.stack}"
    if source.as_of:
        # What the cluster has now must be archived before it is replaced, and goes on in the new timeline.
        backup_runner.ask(now, "the repository's index", "mend")
    work = in_place.Restore(now, before, source, where, again)
    done = in_place.run(work, lambda: _flush(aftermath.flush_caches(now, packs)))
    # What an incremental one would be based on may be ruined.
    kind = "full" if source.as_of else "incremental"
    backup = backup_runner.ask(now, f"{kind} backup", "run", kind)
    facts = aftermath.replay(now, packs)
    tell(lines, {**vars(done), "backup": backup["facts"]["label"], **facts}, json=json)
    say(f"  to undo it: {done.undo}")


def _moved(  # noqa: PLR0913 - what is to be done and how it is told
    now: "Running", wanted: "Target", timeline: int | None, origin: str, *, yes: bool, json: bool
) -> None:
    from infra.cli import running  # noqa: PLC0415
    from infra.restore import moves, plan, state  # noqa: PLC0415
    from infra.restore.moving import Origin  # noqa: PLC0415

    there = running.load(origin)
    moves.refuse(there, now)
    found, repository, where = _find(there, wanted, timeline)
    before = state.look(now)
    moves.refuse_same_cluster(origin, found, now.stack, before)
    lines = plan.moved(there, now, before, wanted, where)
    confirm(now.stack, lines, yes=yes, json=json)
    again = f"novax restore {wanted.option} --from {origin} -s {now.stack}"
    facts = moves.run(Origin(there, found, repository), now, before, where, again)
    tell(lines, facts, json=json)


def _earlier(  # noqa: PLR0913 - what is to be done and how it is told
    now: "Running", wanted: "Target", timeline: int | None, cluster: str, *, yes: bool, json: bool
) -> None:
    from infra.restore import earlier, plan, state  # noqa: PLC0415

    earlier.refuse_target(wanted)
    _require_backups(now)
    before = state.look(now)
    source = earlier.repository(now, before, cluster)
    where = plan.point(source, earlier.end(source), wanted, timeline, plan.now())
    lines = plan.earlier(now, before, source, wanted, where)
    confirm(now.stack, lines, yes=yes, json=json)
    again = f"novax restore {wanted.option} --cluster {cluster} -s {now.stack}"
    tell(lines, earlier.run(now, before, source, where, again), json=json)


def _flush(keys: int) -> None:
    say(f"  {keys} keys deleted from the caches")
