"""The `novax` command line: gathers the commands; each module beside this one owns some of them."""

import sys
from importlib import import_module
from importlib.util import find_spec

import typer

from infra.errors import UserError

COMMANDS = ("lifecycle", "images", "status", "psql", "logs", "credentials", "environment", "doctor")
"""Modules with commands, in the order in which the help shows them."""


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
    for name in COMMANDS:
        if find_spec(f"infra.cli.{name}"):
            import_module(f"infra.cli.{name}").register(app)
    return app


def main() -> None:
    """Run the command; exit codes: 0 done, 1 failed, 2 wrong usage."""
    try:
        make_app()()
    except UserError as error:
        typer.echo(f"novax: {error}", err=True)
        sys.exit(1)
