"""Reports of recorded plans, word for word; `NOVAX_GOLDEN=write pytest ...` writes them anew, for review."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.preview import lint, markdown
from infra.preview.report import Report

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
    file = FOLDER / "golden" / f"{name}.md"
    written = markdown.render(report)
    if os.environ.get("NOVAX_GOLDEN") == "write":
        file.write_text(written, encoding="utf-8")
    assert written == file.read_text(encoding="utf-8")
    assert report.exit_code == CODES[name]
