"""Reports of recorded plans, word for word, and that CI never writes what it compares with."""

from collections.abc import Callable
from pathlib import Path

import pytest

from infra.preview import lint, markdown
from infra.preview.report import Report
from tests import golden

FOLDER = Path(__file__).parent
CODES = {
    "same": 0,
    "memory": 2,
    "parameter_restart": 2,
    "parameter_in_file": 2,
    "image_minor": 2,
    "image_major": 3,
    "migration_lock": 2,
    "policy_edit": 2,
    "service_removed": 3,
    "replica_removed": 3,
    "volume_path": 3,
    "volume_name": 3,
    "password": 2,
}


def test_every_recorded_plan_has_its_exit_code() -> None:
    assert {file.stem for file in (FOLDER / "plans").glob("*.json")} == CODES.keys()


@pytest.mark.parametrize("name", CODES)
def test_the_report_is_the_one_that_was_reviewed(name: str, report_of: Callable[..., Report]) -> None:
    report = report_of(name, lint=lint.findings)
    golden.compare(markdown.render(report), FOLDER / "golden" / f"{name}.md")
    assert report.exit_code == CODES[name]


@pytest.mark.parametrize("ci", ["", "true"])
def test_golden_files_are_written_where_that_is_asked_for_and_never_under_ci(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ci: str
) -> None:
    file = tmp_path / "report.md"
    file.write_text("reviewed")
    monkeypatch.setenv("CI", ci)
    monkeypatch.delenv("NOVAX_GOLDEN", raising=False)
    with pytest.raises(AssertionError):
        golden.compare("new", file)
    monkeypatch.setenv("NOVAX_GOLDEN", "write")
    if ci:
        with pytest.raises(
            pytest.fail.Exception, match=r"report\.md is not written under CI; unset NOVAX_GOLDEN or CI"
        ):
            golden.compare("new", file)
    else:
        golden.compare("new", file)
    assert file.read_text() == ("reviewed" if ci else "new")
