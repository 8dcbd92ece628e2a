"""`novax remove`: takes away accounts that `novax drift` names as declared by nothing; nothing else does that."""

from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import stack as stacks
from infra.cli.console import examples
from infra.cli.lifecycle import StackOption
from infra.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.drift.looks import Stack
    from infra.drift.report import Finding


def register(app: typer.Typer) -> None:
    """Add the command."""
    shown = examples("novax remove 'role mallory'", "novax remove 'user leftover' 'service account AKIA1' -s staging")
    app.command(epilog=shown)(remove)


def remove(
    what: Annotated[list[str], typer.Argument(metavar="WHAT...", help="As the column WHAT of `novax drift` has it.")],
    *,
    stack: StackOption = "dev",
) -> None:
    """Remove accounts that nothing declares: roles, and users and keys of the other services.

    Whatever else drift names is left to whoever made it: databases and objects hold data.
    """
    from infra import settings  # noqa: PLC0415  # the help page does not pay for these
    from infra.cli.drift import open_stack  # noqa: PLC0415
    from infra.drift.looks import undeclared_accounts  # noqa: PLC0415

    at = open_stack(stack, settings.from_file(stacks.config_file(stack), stack))
    found = {finding.subject: finding for finding in undeclared_accounts(at)}
    # All names first: a mistake in the last one is told before the first is gone.
    ways = [(name, _way(found, name)) for name in what]
    for name, way in ways:
        way(at, found[name].subject)
        typer.echo(f"removed {name}")


def _way(found: "Mapping[str, Finding]", name: str) -> "Callable[[Stack, str], None]":
    from infra.drift import removal  # noqa: PLC0415  # as above

    removable = {subject: way for subject, one in found.items() if (way := removal.way(one))}
    if name not in removable:
        allowed = ", ".join(sorted(removable)) or "nothing: no account is there that nothing declares"
        raise UserError(f"{name!r} cannot be removed; allowed: {allowed}; `novax drift` tells of the rest")
    return removable[name]
