"""All SQL has one style, by sqlfluff and `.sqlfluff`; `schema.sql`, which pg_dump writes, has that program's."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlfluff.core import FluffConfig

from infra.migrations.files import SQL
from infra.paths import PROJECT

pytestmark = pytest.mark.slow

FOLDERS = sorted(folder.name for folder in SQL.iterdir() if folder.is_dir())

UNKNOWN: Mapping[str, str] = {
    r"\{(\w+)\}": r"\1",  # what hooks fill in: identifiers, and lists of them
    r"""(?<!:):(['"])(\w+)\1""": r"\1\2\1",  # variables of psql
    r"%\((\w+)\)s": r"'\1'",  # parameters of psycopg
    r"(?i)\b(set|set local|reset) (\w+)\.(\w+)": r"\1 \2_\3",  # settings with a dot: extensions' and ours
    r"(?i)\b(alter database \w+ set \w+ = \w+), \w+": r"\1",
    r"(?i)\b(rollback to )?savepoint \w+": "rollback",
    r"(?i) storage (plain|external|extended|main)\b": "",  # of a column, new in PostgreSQL 16
    r"(?i) placing ([^()]+?) from (\d+)\)": r", \1, \2)",  # of overlay
    r"(?i)\bfrom only\b": "from",
    r"(?m)^\\\w.*$": "",  # commands of psql
}
"""PostgreSQL that sqlfluff cannot parse, and what stands in for it, so that the rest of the file is read."""

OF_TESTS = (
    "LT05",  # rows of values stay in one line, for the eye to compare
    "LT08",  # so do attempts that are alike
    "LT11",
    "RF02",  # statements of the seeds, taken as they are
    "RF05",  # names that are hard on purpose
    "RF06",
    "AM09",  # any row will do
)
"""Rules that pgTAP files, in which SQL is data, are excused from."""


def readable(text: str) -> str:
    for pattern, stand_in in UNKNOWN.items():
        text = re.sub(pattern, stand_in, text)
    return text


def lint(root: Path) -> list[str]:
    """Return a line a finding, with the file as it is called from `root`; two processes, or it takes a minute."""
    program = [sys.executable, "-m", "sqlfluff", "lint", "--processes", "2", "--format", "json", "."]
    done = subprocess.run(program, cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return [
        f"{file['filepath']}:{each['start_line_no']}: {each['code']} {each['description']}"
        for file in json.loads(done.stdout)
        for each in file["violations"]
    ]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return what is found in readable copies of all files."""
    root = tmp_path_factory.mktemp("style")
    shutil.copy(PROJECT / ".sqlfluff", root)
    config = FluffConfig.from_path(str(PROJECT / ".sqlfluff"))
    excused = ",".join((*(rule.strip() for rule in config.get("exclude_rules").split(",")), *OF_TESTS))
    for file in SQL.rglob("*.sql"):
        if file.name == "schema.sql":
            continue
        copy = root / file.relative_to(SQL)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(readable(file.read_text(encoding="utf-8")), encoding="utf-8")
        if copy.parent.name == "tests":
            (copy.parent / ".sqlfluff").write_text(f"[sqlfluff]\nexclude_rules = {excused}\n")
    return lint(root)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_style_is_one(report: list[str], folder: str) -> None:
    found = [f"sql/{finding}" for finding in report if finding.startswith(f"{folder}/")]
    assert not found, "\n".join(found)


def test_a_breach_is_found(tmp_path: Path) -> None:
    shutil.copy(PROJECT / ".sqlfluff", tmp_path)
    (tmp_path / "0001_shout.sql").write_text("SELECT a , COUNT(*) from t group by a;\n")
    assert {finding.split()[1] for finding in lint(tmp_path)} == {"CP01", "CP03", "LT01"}
