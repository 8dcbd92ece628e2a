"""A report for a terminal: colours and tables where it is one, plain lines elsewhere."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.preview.report import Level, Report
from infra.preview.wording import HEADINGS, heading, lock_line, operation_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLOURS = {
    Level.DATA: "bold red",
    Level.OUTAGE: "red",
    Level.LOCK: "yellow",
    Level.ACCESS: "magenta",
    Level.RESTART: "yellow",
    Level.NOTICE: "dim",
}
_DIFF_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def show(report: Report, console: Console) -> None:
    """Print the report, worst things first."""
    console.print(Text(heading(report), style="bold red" if report.at_risk else "bold"), soft_wrap=True)
    _lines(console, "Pulumi could not plan everything", report.errors, "red")
    _lines(console, "Rules broken", [f"{v.rule} {v.resource}: {v.message}" for v in report.violations], "red")
    for level in Level:
        found = [f"{risk.subject}: {risk.message}" for risk in report.risks if risk.level == level]
        _lines(console, HEADINGS[level], found, _COLOURS[level])
    _lines(console, "Expected write outage", [report.outage] if report.outage else [], "yellow")
    _lines(console, "Restarts, in this order", [f"{one.member}: {one.why}" for one in report.restarts])
    if report.versions:
        rows = [(one.member, one.before, one.after, "major" if one.major else "") for one in report.versions]
        _table(console, ("MEMBER", "IMAGE BEFORE", "AFTER", ""), rows)
    if report.operations:
        _table(console, ("OPERATION", "RESOURCE", "OF", "CHANGES"), operation_rows(report))
    for one in report.sql:
        lines = [*(lock_line(lock) for lock in one.locks), *(f"squawk, {finding}" for finding in one.findings)]
        _lines(console, f"{one.file} runs in {one.pack}{'' if one.transaction else ', outside a transaction'}", lines)
    _lines(console, "Policies, grants and accounts", [f"{one.where}: {one.what}" for one in report.access])
    _lines(console, "Declarations of hooks", report.declared)
    for file in report.files:
        console.print(Text(f"{file.path} of {', '.join(file.members)}", style="bold"), soft_wrap=True)
        for line in file.lines:
            console.print(Text(f"  {line}", style=_DIFF_COLOURS.get(line[:1], "")), soft_wrap=True)
    _lines(console, "Warnings", report.warnings, "dim")


def _lines(console: Console, title: str, lines: "Sequence[str]", style: str = "") -> None:
    if not lines:
        return
    console.print(Text(title, style="bold"))
    for line in lines:
        console.print(Text(f"  - {' '.join(line.split())}", style=style), soft_wrap=True)


def _table(console: Console, columns: "Sequence[str]", rows: "Sequence[Sequence[str]]") -> None:
    table = Table(*columns)
    for row in rows:
        # Text, because brackets in a string would be read as markup.
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
