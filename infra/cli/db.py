"""`novax db`: a pack's schema on a running stack: what is applied, apply, undo, compare, write down."""

import sys
from typing import Annotated

import typer

from infra.cli import archive
from infra.cli.console import examples, print_table
from infra.cli.lifecycle import StackOption
from infra.errors import UserError
from infra.toolchain.progress import say, step

PackArgument = Annotated[str, typer.Argument(metavar="PACK", help="The pack; its folder is sql/PACK.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(name="db", help="Look after a pack's schema on a running stack.", no_args_is_help=True)
    group.command(epilog=examples("novax db status novax", "novax db status novax -s ci"))(status)
    group.command(epilog=examples("novax db up novax"))(up)
    group.command(
        epilog=examples(
            "novax db rollback novax                # asks for the pack's name first",
            "novax db rollback novax -s ci --yes    # for tests",
        )
    )(rollback)
    group.command(epilog=examples("novax db drift novax    # exit code 1 when there is any"))(drift)
    group.command(epilog=examples("novax db dump novax    # after writing a migration"))(dump)
    archive.register(group)
    app.add_typer(group)


def status(pack: PackArgument, *, stack: StackOption = "dev") -> None:
    """List the migrations of the platform and of the pack, applied and pending."""
    from infra.cli.pack_database import open_pack  # noqa: PLC0415  # the help page does not pay for these
    from infra.migrations import history  # noqa: PLC0415
    from infra.migrations.files import pack_series, platform_series  # noqa: PLC0415

    at = open_pack(stack, pack)
    with at.migrator.connect() as connection:
        sequence = (platform_series(), pack_series(at.pack))
        applied = {series.table: {found.version for found in history.read(connection, series)} for series in sequence}
        rows = [
            (series.describe(migration.file), "applied" if migration.version in applied[series.table] else "pending")
            for series in sequence
            for migration in series.migrations
        ]
        print_table(("FILE", "STATE"), rows)
        for series in sequence:
            history.pending(connection, series)


def up(pack: PackArgument, *, stack: StackOption = "dev") -> None:
    """Apply the pending migrations now, as the next `novax up` would."""
    from infra.cli.pack_database import open_pack  # noqa: PLC0415
    from infra.migrations import runs  # noqa: PLC0415
    from infra.migrations.files import pack_series, platform_series  # noqa: PLC0415

    at = open_pack(stack, pack)
    with step(f"migrations of pack {pack} on stack {stack}"):
        changes = runs.migrate(at.migrator, at.pack, (platform_series(), pack_series(at.pack)), _report)
    if not changes:
        say("  nothing was pending")


def rollback(
    pack: PackArgument,
    *,
    stack: StackOption = "dev",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; only for stacks of environment ci.")] = False,
) -> None:
    """Undo the pack's last migration; data that it brought about is lost."""
    from infra.cli.pack_database import open_pack  # noqa: PLC0415
    from infra.migrations import runs  # noqa: PLC0415
    from infra.migrations.files import pack_series  # noqa: PLC0415

    at = open_pack(stack, pack)
    series = pack_series(at.pack)
    with at.migrator.connect() as connection:
        last = runs.last_applied(connection, series)
    _confirm(stack, pack, series.describe(last.file), yes=yes)
    with step(f"rollback of {series.describe(last.file)} on stack {stack}"):
        runs.rollback(at.migrator, series, _report)
    say(f"  `novax db up {pack} -s {stack}` applies it again; `novax up` does once its file has changed")


def drift(pack: PackArgument, *, stack: StackOption = "dev") -> None:
    """Compare the pack's database with a fresh build of its migrations; exit code 1 when they differ."""
    from infra.cli.pack_database import open_pack  # noqa: PLC0415
    from infra.migrations import builds  # noqa: PLC0415

    at = open_pack(stack, pack)
    with step(f"fresh build of pack {pack}"):
        found = builds.drift(at.superuser, at.migrator, at.pack)
    for difference in found:
        typer.echo("\n".join(difference.lines()))
    if found:
        raise UserError(
            f"database {pack} of stack {stack} differs from its migrations in {len(found)} places; undo what was done "
            "by hand, or write a migration that does it"
        )
    typer.echo(f"Database {pack} of stack {stack} is what its migrations make.")


def dump(pack: PackArgument, *, stack: StackOption = "dev") -> None:
    """Write sql/PACK/schema.sql: the schema that the pack's migrations make, for review."""
    from infra.cli import pack_database  # noqa: PLC0415
    from infra.migrations.schema import schema_file  # noqa: PLC0415

    at = pack_database.open_pack(stack, pack)
    with step(f"dump of pack {pack}"):
        text = pack_database.dump(at)
    schema_file(at.pack).write_text(text, encoding="utf-8")
    say(f"  sql/{pack}/schema.sql has {text.count(chr(10))} lines")


def _report(line: str) -> None:
    say(f"  ✓ {line}")


def _confirm(stack: str, pack: str, file: str, *, yes: bool) -> None:
    from infra.cli import stack as stacks  # noqa: PLC0415

    environment = stacks.declared_environment(stack)
    if yes:
        if environment != "ci":
            raise UserError(
                f"--yes cannot undo a migration of stack {stack} (novax:environment is {environment or 'not set'}, "
                "allowed is ci); leave it out and type the pack's name."
            )
        return
    typer.echo(
        f"This undoes {file} in database {pack} of stack {stack}, with the data that it brought about. "
        "Type the pack's name to go on: ",
        nl=False,
    )
    if sys.stdin.readline().strip() != pack:
        raise UserError(f"The answer was not {pack!r}; nothing has been undone.")
