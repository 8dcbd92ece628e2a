"""What `novax restore` brings back beside what runs: copies of the cluster, one database, the roles of a day."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli import stack as stacks
from infra.cli.backup import JsonOption
from infra.cli.console import print_json, print_table
from infra.cli.lifecycle import StackOption
from infra.errors import UserError
from infra.restore.target import chosen, moment, show_time
from infra.toolchain.progress import working

if TYPE_CHECKING:
    from infra.cli.running import Running
    from infra.restore.sources import Chosen

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The copy.")]


def register(group: typer.Typer) -> None:
    """Add the commands to those of `novax restore`."""
    group.command("list")(listed)
    group.command("objects")(objects)
    group.command("psql")(psql)
    group.command("remove")(remove)
    group.command("roles")(roles)


def listed(*, stack: StackOption = "dev", json: JsonOption = False) -> None:
    """Show the copies of a stack."""
    from infra.cli import running  # noqa: PLC0415  # the help page does not pay for these
    from infra.restore import copies  # noqa: PLC0415

    found = copies.listed(running.load(stack))
    if json:
        print_json([vars(one) for one in found])
        return
    print_table(
        ("NAME", "STATE", "BACKUP", "POINT", "MADE", "MiB"),
        [(one.name, one.state, one.backup, one.point, one.made, f"{one.bytes / 2**20:.1f}") for one in found],
    )


def psql(
    name: NameArgument,
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="-- ARGS", help="For psql.", show_default=False)
    ] = None,
    *,
    database: Annotated[
        str, typer.Option(metavar="NAME", help="Default: the stack's first pack.", show_default=False)
    ] = "",
    stack: StackOption = "dev",
) -> None:
    """Open psql on a copy, as a role that reads every tenant's rows and writes nowhere."""
    from infra.cli import backup_runner, inside, running  # noqa: PLC0415
    from infra.restore import copies  # noqa: PLC0415

    now = running.load(stack)
    way = {**copies.opened(now, name), "PGDATABASE": database or now.packs[0]}
    flag = "-it" if sys.stdin.isatty() and sys.stdout.isatty() else "-i"
    wanted = ["psql", *(arguments or [])]
    command, environment = inside.secretly(backup_runner.container(now), way, wanted, flag=flag)
    os.execvpe(command[0], command, environment)  # noqa: S606  # the prompt takes this process over


def remove(name: NameArgument, *, stack: StackOption = "dev") -> None:
    """Delete a copy; the stack is not touched."""
    from infra.cli import running  # noqa: PLC0415
    from infra.restore import copies  # noqa: PLC0415

    copies.remove(running.load(stack), name)


def roles(
    *,
    to_time: Annotated[str | None, typer.Option(metavar="TIME", help="UTC; the newest without.")] = None,
    stack: StackOption = "dev",
) -> None:
    """Print the cluster's roles as the last daily dump has them: SQL, without passwords."""
    from infra.cli import backup_runner, running  # noqa: PLC0415
    from infra.restore import plan, sources  # noqa: PLC0415

    wanted = chosen(to_time, None, None, latest=to_time is None, now=plan.now())
    now = running.load(stack)
    found = sources.dump(backup_runner.ask(now, "looking into the object store", "list"), sources.ROLES, wanted)
    typer.echo(backup_runner.ask(now, "roles", "roles", found.flags[1])["sql"], nl=False)


def objects(  # noqa: PLR0913 - one option each
    bucket: Annotated[str, typer.Argument(metavar="BUCKET", help="A pack's bucket.")],
    *,
    to_time: Annotated[str, typer.Option(metavar="TIME", help="UTC, unless it says otherwise.")],
    prefix: Annotated[str, typer.Option(metavar="KEY", help="Only objects whose keys start so.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; only for stacks of environment ci.")] = False,
    stack: StackOption = "dev",
    json: JsonOption = False,
) -> None:
    """Put objects back as they were at a time; what came after stays, what is replaced becomes an older version."""
    from infra.cli import running  # noqa: PLC0415
    from infra.packs import load_packs  # noqa: PLC0415
    from infra.paths import PROJECT  # noqa: PLC0415
    from infra.restore import objects, plan  # noqa: PLC0415

    then = moment("--to-time", to_time, plan.now())
    if yes:
        refuse_yes(stack)
    now = running.load(stack)
    objects.refuse(load_packs(now.packs, PROJECT / "sql"), bucket, then, plan.now())
    where = objects.bucket(now, bucket)
    found = objects.plan(where, prefix, then)
    lines = [("objects", f"{bucket}/{prefix}* as of {show_time(then)}"), *found.lines()]
    confirm(stack, lines, yes=yes, json=json)
    with working(f"putting objects of {bucket} back") as tick:
        objects.put_back(where, found.wanted, tick)
    tell(lines, {"objects": len(found.wanted), "bytes": objects.size(found.wanted)}, json=json)


def copy(now: "Running", source: "Chosen", name: str, *, json: bool) -> None:
    """Show the plan, restore a copy that stays, and tell what it is."""
    from infra.restore import copies, plan  # noqa: PLC0415

    lines = plan.beside(name, source.lines)
    show(lines, json=json)
    tell(lines, vars(copies.make(now, source, name)), json=json)


def refuse(now: "Running", name: str) -> None:
    """Make sure that there can be such a database to restore.

    Raises:
        UserError: there cannot.
    """
    from infra.restore import one_database, state  # noqa: PLC0415

    one_database.refuse({*now.packs, *state.look(now).databases}, name)


def database(now: "Running", source: "Chosen", name: str, *, json: bool) -> None:
    """Show the plan, load one database beside what is there, and tell what it is."""
    from infra.restore import one_database, plan, state  # noqa: PLC0415

    copied = one_database.copy_name(name, plan.now())
    lines = plan.one_database(name, copied, source.lines)
    show(lines, json=json)
    leader = now.members[state.look(now).leader]
    tell(lines, vars(one_database.run(now, source, leader, name, copied)), json=json)


def show(lines: Sequence[tuple[str, str]], *, json: bool) -> None:
    """Print a plan for people."""
    if not json:
        print_table(("PLAN", ""), lines)


def tell(lines: Sequence[tuple[str, str]], facts: dict[str, Any], *, json: bool) -> None:
    """Print what was done; for programs with the plan."""
    if json:
        print_json({"plan": dict(lines), "result": facts})
    else:
        print_table(("RESULT", ""), [(key.replace("_", " "), str(value)) for key, value in facts.items()])


def refuse_yes(stack: str) -> None:
    """Make sure that a stack is one whose data may be replaced without a question.

    Raises:
        UserError: it is not.
    """
    environment = stacks.declared_environment(stack)
    if environment != "ci":
        raise UserError(
            f"--yes cannot replace the data of stack {stack} (novax:environment is {environment or 'not set'}, allowed "
            "is ci); leave it out and type the stack's name."
        )


def confirm(stack: str, lines: Sequence[tuple[str, str]], *, yes: bool, json: bool) -> None:
    """Show a plan and ask for the stack's name.

    Raises:
        UserError: the answer is another one.
    """
    show(lines, json=json)
    if yes:
        return
    typer.echo(f"This replaces data of stack {stack}. Type its name to go on: ", nl=False, err=json)
    if sys.stdin.readline().strip() != stack:
        raise UserError(f"The answer was not {stack!r}; nothing has been touched.")
