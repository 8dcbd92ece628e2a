"""Words that every rendering of a report shares: its heading, its table of operations, what a lock line says."""

from collections import Counter

from infra.preview.report import Level, Lock, Report

PAST = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted", "import": "imported"}

HEADINGS = {
    Level.DATA: "Data at risk",
    Level.OUTAGE: "Outage",
    Level.LOCK: "Locks",
    Level.ACCESS: "Access",
    Level.RESTART: "Restarts",
    Level.NOTICE: "Good to know",
}

_ALIKE = 12
"""As many rows of one kind as are worth reading one by one."""


def heading(report: Report) -> str:
    """Return the report in one line: what changes, and whether data is at risk."""
    counted = ", ".join(f"{count} {PAST.get(operation, operation)}" for operation, count in report.counts.items())
    verdict = ""
    if report.at_risk:
        verdict = f" - DATA AT RISK, allowed: {report.allowed}" if report.allowed else " - DATA AT RISK"
    elif report.errors:
        verdict = " - the plan failed"
    if broken := len(report.violations):
        verdict += f" - {broken} rule{'s' if broken > 1 else ''} broken"
    return f"stack {report.stack}: {counted or 'no change'}{verdict}"


def operation_rows(report: Report) -> list[tuple[str, str, str, str]]:
    """Return rows of operation, resource, component and changed names; many of one kind become one row."""
    kinds = Counter((row.operation, row.kind) for row in report.operations)
    rows: list[tuple[str, str, str, str]] = []
    for row in report.operations:
        many = kinds[row.operation, row.kind]
        if many <= _ALIKE:
            name = f"{row.kind} {row.resource}{' (protected)' if row.protected else ''}"
            rows.append((row.operation, name, row.component, ", ".join(row.properties)))
        elif (found := (row.operation, f"{many} of kind {row.kind}", "", "")) not in rows:
            rows.append(found)
    return rows


def lock_line(lock: Lock) -> str:
    """Return what one statement locks, in a line."""
    waits = f", blocks {lock.blocks}" if lock.blocks else ""
    held = f": {lock.lock}{waits}" if lock.lock else ""
    return (
        f"line {lock.line}: {lock.statement} {lock.target}".rstrip() + held + (f" ({lock.note})" if lock.note else "")
    )
