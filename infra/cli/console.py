"""How results look on standard output; progress goes to stderr, by ``infra.toolchain.progress``."""

import json
import sys
from collections.abc import Sequence

import typer


def examples(*lines: str) -> str:
    """Return a command's epilog: examples, one a line, which the help page leaves as they are."""
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))


def print_json(data: object) -> None:
    """Print a result for programs."""
    typer.echo(json.dumps(data, indent=2))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print a result for people: a drawn table on a terminal, aligned words elsewhere.

    Every row has as many cells as there are columns; the last column may be long.
    """
    if sys.stdout.isatty():
        _print_drawn(columns, rows, title)
        return
    if title:
        typer.echo(title)
    widths = [max(len(row[index]) for row in (columns, *rows)) for index in range(len(columns))]
    for row in (columns, *rows):
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _print_drawn(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> None:
    from rich.console import Console  # noqa: PLC0415  # only a terminal pays for loading rich
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(*columns, title=title or None, title_justify="left")
    for row in rows:
        # Text, because brackets in a string would be read as markup.
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
