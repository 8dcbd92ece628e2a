"""A drift report as Markdown, for the summary of a nightly run."""

from infra.drift.report import DriftReport
from infra.preview.markdown import table


def render(report: DriftReport) -> str:
    """Return the report with one row a difference, and one a part that could not be looked at."""
    lines = [f"### Drift of stack {report.stack}: {len(report.findings) or 'none'}", ""]
    if report.rows:
        section = table(("area", "what", "drift"), report.rows)
        lines += [*section.before, *section.lines]
    return "\n".join(lines) + "\n"
