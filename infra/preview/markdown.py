"""A report as Markdown for a comment: what matters first, never longer than GitHub takes, found again by its marker."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from infra.preview.report import Level, Report, Sql
from infra.preview.wording import HEADINGS, heading, lock_line, operation_rows

LIMIT = 65_536
"""The longest comment that GitHub takes, in characters."""

_CUT = "_... {} more lines; the whole text is in the summary of the job that wrote this._"
_RESERVE = 400


@dataclass(frozen=True)
class Section:
    """A part of the comment that can be cut at any line and still be Markdown: ``before`` and ``after`` stay."""

    before: tuple[str, ...]
    lines: tuple[str, ...]
    after: tuple[str, ...] = ()


def marker(stack: str) -> str:
    """Return the comment's first line, by which it is found and edited."""
    return f"<!-- novax-preview:{stack} -->"


def render(report: Report, limit: int = LIMIT) -> str:
    """Return the report, cut where it would be longer than ``limit`` characters."""
    written = [marker(report.stack), f"### Preview of {_plain(heading(report))}", ""]
    room = limit - sum(len(line) + 1 for line in written)
    for section in _sections(report):
        lines = _fitted(section, room)
        written += lines
        room -= sum(len(line) + 1 for line in lines)
    return "\n".join(written).rstrip() + "\n"


def _fitted(section: Section, room: int) -> list[str]:
    whole = [*section.before, *section.lines, *section.after, ""]
    if sum(len(line) + 1 for line in whole) <= room - _RESERVE:
        return whole
    frame = sum(len(line) + 1 for line in (*section.before, *section.after)) + _RESERVE
    kept: list[str] = []
    for line in section.lines:
        frame += len(line) + 1
        if frame > room:
            break
        kept.append(line)
    missing = _CUT.format(len(section.lines) - len(kept))
    return [*section.before, *kept, *section.after, missing, ""] if kept else []


def _sections(report: Report) -> Iterator[Section]:
    if report.errors:
        yield Section(
            ("**Pulumi could not plan everything:**", ""), tuple(f"- {_plain(error)}" for error in report.errors)
        )
    if report.violations:
        yield Section(
            ("**Rules broken:**", ""),
            tuple(f"- `{one.rule}` {_plain(one.resource)}: {_plain(one.message)}" for one in report.violations),
        )
    for level in Level:
        if found := [risk for risk in report.risks if risk.level == level]:
            lines = tuple(f"- **{_plain(risk.subject)}** {_plain(risk.message)}" for risk in found)
            yield Section((f"**{HEADINGS[level]}**", ""), lines)
    if report.outage:
        yield Section((), (f"**Expected write outage:** {_plain(report.outage)}",))
    if report.restarts:
        lines = tuple(f"{number}. {one.member}: {_plain(one.why)}" for number, one in enumerate(report.restarts, 1))
        yield Section(("**Restarts, in this order**", ""), lines)
    yield from _tables(report)
    yield from _details(report)


def _tables(report: Report) -> Iterator[Section]:
    if report.versions:
        rows = ((one.member, one.before, one.after, "major" if one.major else "") for one in report.versions)
        yield table(("member", "image before", "after", ""), rows)
    if report.operations:
        yield table(("operation", "resource", "of", "changes"), operation_rows(report))


def _details(report: Report) -> Iterator[Section]:
    for one in report.sql:
        yield Section((f"**{_plain(one.file)}** runs in {_plain(_where(one))}", ""), tuple(_sql_lines(one)))
    if report.access:
        lines = tuple(f"- {_plain(one.where)}: `{one.what.replace('`', chr(39))}`" for one in report.access)
        yield _folded("Policies, grants and accounts", lines)
    if report.declared:
        yield _folded("Declarations of hooks", tuple(f"- {_plain(line)}" for line in report.declared))
    for file in report.files:
        fence = _fence(file.lines)
        title = f"{file.path} of {', '.join(file.members)}"
        yield Section(
            ("<details><summary>" + _plain(title) + "</summary>", "", f"{fence}diff"), file.lines, (fence, "</details>")
        )
    if report.warnings:
        yield _folded("Warnings", tuple(f"- {_plain(warning)}" for warning in report.warnings))


def _where(one: Sql) -> str:
    return f"{one.pack}{'' if one.transaction else ', outside a transaction'}"


def _sql_lines(one: Sql) -> Iterator[str]:
    for lock in one.locks:
        yield f"- {_plain(lock_line(lock))}"
    for finding in one.findings:
        yield f"- squawk, {_plain(finding)}"


def table(columns: Sequence[str], rows: "Iterator[Sequence[str]] | Sequence[Sequence[str]]") -> Section:
    """Return a table; it can be cut after any row."""
    before = (f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}")
    return Section(before, tuple(f"| {' | '.join(_plain(cell) for cell in row)} |" for row in rows))


def _folded(title: str, lines: tuple[str, ...]) -> Section:
    return Section((f"<details><summary>{title} ({len(lines)})</summary>", ""), lines, ("", "</details>"))


def _fence(lines: Sequence[str]) -> str:
    """Return a fence that no line of the text can close."""
    longest = max((len(run) for line in lines for run in re.findall(r"`+", line)), default=0)
    return "`" * max(3, longest + 1)


def _plain(text: str) -> str:
    """Return text that Markdown and HTML take for nothing but text, in one line."""
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # Mentions would call people: what stands in a file is not meant for them.
    return re.sub(r"([\\`*_\[\]|#~])", r"\\\1", text).replace("@", "@\u200b")
