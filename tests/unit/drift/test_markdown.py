"""Drift in a job's summary: a row for each difference, and text that Markdown does not take for its own."""

from infra.drift.markdown import render
from infra.drift.report import DriftReport, Finding


def test_each_difference_and_each_failed_look_is_a_row() -> None:
    report = DriftReport(
        stack="ci",
        findings=(Finding(area="redis", subject="redis-1", message="maxmemory is 1 | 2"),),
        failed=(Finding(area="minio", subject="minio", message="refused"),),
    )
    assert render(report).splitlines() == [
        "### Drift of stack ci: 1",
        "",
        "| area | what | drift |",
        "| --- | --- | --- |",
        "| redis | redis-1 | maxmemory is 1 \\| 2 |",
        "| minio | not looked at | refused |",
    ]


def test_nothing_is_told_in_one_line() -> None:
    assert render(DriftReport(stack="ci", findings=())) == "### Drift of stack ci: none\n\n"
