"""The `novax` command line: gathers the commands; each module beside this one owns some of them."""

import sys

import typer

from infra.cli import (
    backup,
    cluster,
    comment,
    credentials,
    db,
    differences,
    doctor,
    drift,
    drill,
    environment,
    events,
    images,
    lifecycle,
    logs,
    preview,
    psql,
    rebuild_search,
    removal,
    restore,
    seed,
    status,
    switchover,
)
from infra.errors import UserError

COMMANDS = (
    lifecycle,
    preview,
    drift,
    removal,
    differences,
    comment,
    images,
    status,
    psql,
    db,
    seed,
    backup,
    restore,
    switchover,
    events,
    rebuild_search,
    drill,
    logs,
    credentials,
    environment,
    cluster,
    doctor,
)
"""Modules with commands, in the order in which the help shows them; what is heavy they load when they run."""


def make_app() -> typer.Typer:
    """Return the command line with every module's commands."""
    app = typer.Typer(
        name="novax",
        help="Bring up and look after the NovaX data platform.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    for module in COMMANDS:
        module.register(app)
    return app


def main() -> None:
    """Run the command; exit codes: 0 done, 1 failed, 2 wrong usage; `preview` and `drift` have more."""
    try:
        make_app()()
    except UserError as error:
        typer.echo(f"novax: {error}", err=True)
        sys.exit(1)
