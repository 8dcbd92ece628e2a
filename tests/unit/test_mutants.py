"""Planted changes: each applies to the checkout and names a test that there is, and the runner tells red from green."""

import ast
import re
from pathlib import Path

import pytest

from infra.paths import PROJECT
from tests.mutants.run import Change, Verdict, apply, attempt, changes

CHANGES = changes()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.patch.stem)
def test_a_change_says_what_goes_wrong_and_applies(change: Change) -> None:
    assert re.fullmatch(r"[A-Z].{20,115}\.", change.meaning), change.meaning
    done = apply(change.patch, PROJECT, "--check")
    assert done.returncode == 0, f"{done.stderr}; write tests/mutants/{change.patch.name} anew"


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.patch.stem)
def test_a_change_names_a_test_that_there_is(change: Change) -> None:
    file, _, name = change.test.partition("::")
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    assert name.partition("[")[0] in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


PATCH = """\
One and one are three.
test_sums.py::test_{test}
--- a/sums.py
+++ b/sums.py
@@ -1 +1 @@
-{line}
+ONE = 2
"""


@pytest.mark.parametrize(
    ("test", "line", "verdict"),
    [
        ("sees", "ONE = 1", Verdict.RED),
        ("looks_away", "ONE = 1", Verdict.GREEN),
        ("is_not_there", "ONE = 1", Verdict.UNTRIED),
        ("sees", "ONE = 7", Verdict.MISPLACED),
    ],
)
def test_a_change_is_red_by_its_own_test_alone(tmp_path: Path, test: str, line: str, verdict: Verdict) -> None:
    root = tmp_path / "copy"
    root.mkdir()
    sums, tests = root / "sums.py", root / "test_sums.py"
    sums.write_text("ONE = 1\n")
    tests.write_text(
        "from sums import ONE\n\ndef test_sees():\n    assert ONE == 1\n\ndef test_looks_away():\n    assert ONE\n"
    )
    patch = tmp_path / "three.patch"
    patch.write_text(PATCH.format(test=test, line=line))
    (change,) = changes(tmp_path)
    assert attempt(change, root).verdict is verdict
    assert sums.read_text() == "ONE = 1\n"
