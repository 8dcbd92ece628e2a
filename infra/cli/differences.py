"""`novax diff`: in which effective settings two stacks differ, defaults included."""

from typing import Annotated

import typer

from infra.cli import stack as stacks
from infra.cli.console import examples, print_json, print_table

_Stack = Annotated[str, typer.Argument(metavar="STACK", help="A stack; its file is stacks/Pulumi.STACK.yaml.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diff", epilog=examples("novax diff dev ci", "novax diff dev production --json"))(diff)


def diff(
    one: _Stack,
    other: _Stack,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON object instead of a table.")] = False,
) -> None:
    """Print the effective settings in which two stacks differ."""
    from infra import effective, settings  # noqa: PLC0415  # the help page does not pay for these

    left, right = (settings.from_file(stacks.config_file(name), name) for name in (one, other))
    found = effective.differences(left, right)
    if json:
        print_json({key: {one: before, other: after} for key, before, after in found})
    elif found:
        print_table(("SETTING", one.upper(), other.upper()), found)
    else:
        typer.echo(f"The stacks {one} and {other} have the same settings.")
