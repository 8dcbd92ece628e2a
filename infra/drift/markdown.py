"""A drift report as Markdown, for the summary of a nightly run."""

from infra.drift.report import DriftReport
from infra.preview.markdown import plain


def render(report: DriftReport) -> str:
    """Return the report with one row a difference, and one a part that could not be looked at."""
    rows = [(found.area, found.subject, found.message) for found in report.findings]
    rows += [(failed.area, "not looked at", failed.message) for failed in report.failed]
    lines = [f"### Drift of stack {report.stack}: {len(report.findings) or 'none'}", ""]
    if rows:
        lines += ["| area | what | drift |", "| --- | --- | --- |"]
        lines += [f"| {' | '.join(map(plain, row))} |" for row in rows]
    return "\n".join(lines) + "\n"
