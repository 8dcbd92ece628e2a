"""`novax seed`: invented, realistic data for a pack on a running stack of developers or of tests."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.console import examples, print_json, print_table
from infra.cli.db import PackArgument
from infra.cli.lifecycle import StackOption
from infra.errors import UserError
from infra.toolchain.progress import elapsed

if TYPE_CHECKING:
    from infra.cli.pack_database import PackDatabase
    from infra.seeding.loading import Progress
    from infra.seeding.runs import Result

ENVIRONMENTS = ("dev", "ci")
"""Where invented rows do no harm."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog=examples(
            "novax seed livechat                  # about 100,000 messages",
            "novax seed livechat --scale 0.02     # enough to click through",
            "novax seed novax -s ci --json        # rows of each table, for programs",
        )
    )(seed)


def seed(
    pack: PackArgument,
    *,
    stack: StackOption = "dev",
    scale: Annotated[float, typer.Option(min=0.01, max=100, help="1 is about 100,000 messages.")] = 1.0,
    seed: Annotated[int, typer.Option(min=0, help="Another number makes other data.")] = 1,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Fill a pack's empty database with consistent, invented data of the months before today.

    The same scale and seed give the same rows on the same day. Either all rows come, and are checked, or none.
    """
    from infra.cli.pack_database import open_pack  # noqa: PLC0415  # the help page does not pay for these
    from infra.seeding import runs  # noqa: PLC0415
    from infra.seeding.seed import Plan, seed_of  # noqa: PLC0415

    _refuse_environment(stack)
    seed_of(pack)
    at = open_pack(stack, pack)
    _refuse_pending(at)
    login = replace(at.superuser, database=at.pack.database, settings=at.migrator.settings)
    with _progress() as progress:
        result = runs.run(login, at.pack, Plan(scale, seed, runs.today()), progress)
    if json:
        print_json(result.data())
    else:
        _print(result)


def _refuse_environment(stack: str) -> None:
    from infra.cli import stack as stacks  # noqa: PLC0415

    environment = stacks.declared_environment(stack)
    if environment not in ENVIRONMENTS:
        raise UserError(
            f"stack {stack} cannot be seeded: its novax:environment is {environment or 'not set'}, and invented rows "
            f"are allowed in {' and '.join(ENVIRONMENTS)} only; choose such a stack"
        )


def _refuse_pending(at: "PackDatabase") -> None:
    from infra.migrations import history  # noqa: PLC0415
    from infra.migrations.files import pack_series, platform_series  # noqa: PLC0415

    with at.migrator.connect() as connection:
        for series in (platform_series(), pack_series(at.pack)):
            history.refuse_pending(connection, series)


def _print(result: "Result") -> None:
    if not result.seeded:
        typer.echo(f"Database {result.pack} has this seed already; nothing was done.")
        return
    total = sum(result.rows.values())
    rows = [(table, f"{count:,}") for table, count in result.rows.items()]
    print_table(("TABLE", "ROWS"), [*rows, ("all", f"{total:,}")])
    speed = total / result.seconds
    typer.echo(f"Seeded and checked in {elapsed(result.seconds)}, {speed:,.0f} rows a second.")


@contextmanager
def _progress() -> Generator["Progress"]:
    """Yield what draws a bar on a terminal, and says nothing elsewhere."""
    from infra.seeding.loading import silent  # noqa: PLC0415

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # noqa: PLC0415  # rich is loaded only where a bar is drawn
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description:<28}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")

        def show(what: str, done: int, total: int) -> None:
            # A step that cannot tell how far it is shows a bar that moves to and fro.
            bar.update(task, description=what, completed=done, total=total or None)

        yield show
