"""`novax drift`: how a running stack differs from what was declared: resources, schemas and live configuration."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import lifecycle
from infra.cli import stack as stacks
from infra.cli.console import examples, print_json, print_table
from infra.cli.lifecycle import StackOption
from infra.toolchain.progress import step

if TYPE_CHECKING:
    from infra.drift.looks import Stack
    from infra.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=examples("novax drift", "novax drift -s ci --json    # exit code 2: something differs"))(drift)


def drift(
    *,
    stack: StackOption = "dev",
    json: Annotated[bool, typer.Option("--json", help="Print a JSON object instead of a table.")] = False,
    summary: Annotated[Path | None, typer.Option(help="Also append it as Markdown, for a job's summary.")] = None,
) -> None:
    """Compare a running stack with its declaration and change nothing.

    The exit code is 0 without drift, 2 with some, and 1 where a part could not be looked at.
    """
    from infra import settings  # noqa: PLC0415  # the help page does not pay for these
    from infra.drift import markdown  # noqa: PLC0415
    from infra.drift.looks import look  # noqa: PLC0415

    chosen = settings.from_file(stacks.config_file(stack), stack)
    lifecycle.prepare(stack, chosen)
    with step(f"look at stack {stack}"):
        report = look(open_stack(stack, chosen))
    if json:
        print_json(report.model_dump())
    elif report.rows:
        print_table(("AREA", "WHAT", "DRIFT"), report.rows)
    else:
        typer.echo(f"Stack {stack} is what was declared.")
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write(markdown.render(report))
    raise typer.Exit(report.exit_code)


def open_stack(stack: str, chosen: "Settings") -> "Stack":
    """Return a stack that is up, with what it should be.

    Raises:
        UserError: it is not up.
    """
    from infra.cli.running import load  # noqa: PLC0415
    from infra.drift.looks import Stack  # noqa: PLC0415
    from infra.packs import load_packs  # noqa: PLC0415
    from infra.paths import PROJECT  # noqa: PLC0415
    from infra.services.registry import all_services  # noqa: PLC0415

    running = load(stack)
    packs = load_packs(chosen.packs, PROJECT / "sql")
    absent = [service.image for service in running.services.values() if not service.present]
    specs = {spec.name: spec for spec in all_services(chosen, absent, packs)}
    return Stack(running, chosen, packs, specs, lambda: stacks.refreshed(stack))
