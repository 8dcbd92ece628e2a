"""What drills leave for people and programs."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from infra.drills import report
from infra.drills.report import Result

GOOD = Result("failover: kill", (20.4, 22.1, 21.0), 0, recovered=True)
BAD = Result("failover: pause", (22.0,), 2, recovered=True, problems=("run 1: 2 rows are there that were refused",))


def test_a_line_has_the_median_the_worst_and_the_result() -> None:
    assert report.row(GOOD) == ("failover: kill", "21.0", "22.1", "22.1", "0", "yes", "passed")
    assert report.row(BAD)[-1] == "run 1: 2 rows are there that were refused"


def test_figures_that_do_not_apply_are_dashes() -> None:
    assert report.row(Result("x", (), None, recovered=False))[1:6] == ("-", "-", "-", "-", "no")


def test_the_evidence_is_json_and_junit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    file = report.save("failover", [GOOD, BAD])
    assert [(item["drill"], item["passed"]) for item in json.loads(file.read_text())] == [
        ("failover: kill", True),
        ("failover: pause", False),
    ]
    suite = ET.parse(file.with_suffix(".xml")).getroot()  # noqa: S314 - our own file
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [failure.get("message") for failure in suite.iter("failure")] == list(BAD.problems)
