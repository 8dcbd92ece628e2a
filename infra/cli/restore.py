"""`novax restore`: takes the whole cluster, or a copy beside the stack, back to a point in time."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli import stack as stacks
from infra.cli.backup import JsonOption
from infra.cli.console import examples, print_json, print_table
from infra.cli.lifecycle import StackOption
from infra.errors import UserError
from infra.toolchain.progress import say, step

if TYPE_CHECKING:
    from datetime import datetime

    from infra.cli.running import Running
    from infra.restore.plan import Point
    from infra.restore.repository import Repository
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
            "novax restore --latest --database livechat                       # beside the one that is there",
            "novax restore --to-name before-migration -s ci --yes             # for tests",
            "novax restore --latest --as-of '2026-11-21 12:45:00'             # backups were deleted after that",
            "novax restore --latest --from dev -s staging                     # moves the data to another stack",
            "novax restore list",
            "novax restore remove yesterday",
        ),
    )
    group.callback(invoke_without_command=True)(restore)
    group.command("list")(listed)
    group.command("remove")(remove)
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
    into: Annotated[str | None, typer.Option(metavar="NAME", help="A side instance; the stack goes on.")] = None,
    database: Annotated[
        str | None, typer.Option(metavar="NAME", help="One database, beside the one that is there.")
    ] = None,
    origin: Annotated[
        str | None, typer.Option("--from", metavar="STACK", help="Another stack's backups, on any platform.")
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
        _refuse_yes(stack)
    if sum(choice is not None for choice in (into, database, origin)) > 1:
        raise UserError("--into, --database and --from are three ways to restore; give one of them")
    then = None if as_of is None else read_as_of(stack, as_of, wanted)
    if then and (into, database, origin) != (None, None, None):
        raise UserError("--as-of goes with a restore in place; leave out --into, --database and --from")
    now = running.load(stack)
    if origin is not None:
        _moved(now, wanted, timeline, origin, yes=yes, json=json)
        return
    if into is not None or database is not None:
        now.require_docker("restoring beside the stack")
    before, source, where = _find(now, wanted, timeline, then)
    if into is not None:
        _into(now, before, wanted, where, into, json=json)
    elif database is not None:
        _one_database(now, before, wanted, where, database, json=json)
    else:
        _in_place(now, before, wanted, source, where, yes=yes, json=json)


def listed(*, stack: StackOption = "dev", json: JsonOption = False) -> None:
    """Show the side instances of a stack and how to sign in to them."""
    from infra.restore import aside  # noqa: PLC0415

    found = aside.listed(stack)
    if json:
        print_json([vars(one) for one in found])
        return
    print_table(
        ("NAME", "STATE", "ADDRESS", "USER", "PASSWORD FILE"),
        [(one.name, one.state, one.address, aside.READER, one.password_file) for one in found],
    )


def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The side instance.")], *, stack: StackOption = "dev"
) -> None:
    """Take a side instance away with its data; the stack is not touched."""
    from infra.restore import aside  # noqa: PLC0415

    with step(f"side instance {name} of stack {stack} removed"):
        aside.remove(stack, name)


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


def _find(
    now: "Running", wanted: "Target", timeline: int | None, then: "datetime | None" = None
) -> "tuple[State, Repository, Point]":
    from infra.restore import plan, state  # noqa: PLC0415
    from infra.restore.repository import Repository  # noqa: PLC0415
    from infra.services.pgbackrest import CLIENT  # noqa: PLC0415

    if CLIENT not in now.services or not now.services[CLIENT].present:
        raise UserError(f"stack {now.stack} takes no backups, so there is nothing to restore from; see `novax backup`")
    before = state.look(now)
    source = Repository(now.members[before.leader], before.system_identifier, as_of=then)
    return before, source, plan.point(source, before, wanted, timeline, plan.now())


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
    _confirm(now.stack, lines, yes=yes, json=json)
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
    _tell(lines, {**vars(done), "backup": backup["facts"]["label"], **facts}, json=json)
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
    _confirm(now.stack, lines, yes=yes, json=json)
    again = f"novax restore {wanted.option} --from {origin} -s {now.stack}"
    facts = moves.run(Origin(there, found, repository), now, before, where, again)
    _tell(lines, facts, json=json)


def _into(  # noqa: PLR0913 - what is to be done and how it is told
    now: "Running", before: "State", wanted: "Target", where: "Point", name: str, *, json: bool
) -> None:
    from infra.restore import aside, plan  # noqa: PLC0415

    aside.refuse_name(now.stack, name)
    lines = plan.beside(name, wanted, where)
    _show(lines, json=json)
    made = aside.make(now, before, where, name)
    _tell(lines, vars(made), json=json)


def _one_database(  # noqa: PLR0913 - what is to be done and how it is told
    now: "Running", before: "State", wanted: "Target", where: "Point", database: str, *, json: bool
) -> None:
    from infra.restore import one_database, plan  # noqa: PLC0415

    one_database.refuse(before, database)
    name = one_database.copy_name(database, plan.now())
    lines = plan.one_database(database, name, wanted, where)
    _show(lines, json=json)
    made = one_database.run(now, before, where, database, name)
    _tell(lines, vars(made), json=json)


def _flush(keys: int) -> None:
    say(f"  {keys} keys deleted from the caches")


def _refuse_yes(stack: str) -> None:
    environment = stacks.declared_environment(stack)
    if environment != "ci":
        raise UserError(
            f"--yes cannot replace the data of stack {stack} (novax:environment is {environment or 'not set'}, allowed "
            "is ci); leave it out and type the stack's name."
        )


def _confirm(stack: str, lines: Sequence[tuple[str, str]], *, yes: bool, json: bool) -> None:
    _show(lines, json=json)
    if yes:
        return
    typer.echo(f"This replaces data of stack {stack}. Type its name to go on: ", nl=False, err=json)
    if sys.stdin.readline().strip() != stack:
        raise UserError(f"The answer was not {stack!r}; nothing has been touched.")


def _show(lines: Sequence[tuple[str, str]], *, json: bool) -> None:
    if not json:
        print_table(("PLAN", ""), lines)


def _tell(lines: Sequence[tuple[str, str]], facts: dict[str, Any], *, json: bool) -> None:
    if json:
        print_json({"plan": dict(lines), "result": facts})
    else:
        print_table(("RESULT", ""), [(key.replace("_", " "), str(value)) for key, value in facts.items()])
