"""What disturbs a stack's users is refused before any fixture runs, and skips under CI must be allowed by the list."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.paths import PROJECT
from tests import guard

_SUMMARY = re.compile(r"(\d+) (passed|failed|skipped|errors?|deselected|warnings?)")


def summary(*arguments: str, **environment: str) -> Mapping[str, int]:
    """Return how many tests ended in which way."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    return {name: int(count) for count, name in _SUMMARY.findall(done.stdout.splitlines()[-1])}


def test_every_disruptive_test_fails_on_a_stack_that_is_not_of_environment_ci() -> None:
    """None is deselected but the calm ones of the smoke tests, and none gets as far as its fixtures."""
    found = summary("tests/drill", "tests/smoke", "tests/attack/strangers", "-m", "disruptive", "--stack", "staging")
    assert found["errors"] > 180
    assert found.keys() <= {"errors", "deselected"}


@pytest.mark.parametrize(
    ("stack", "disturbed", "part"),
    [
        ("ci", "", ""),
        ("dev", "dev", ""),
        ("dev", "", "disturbs those who use stack dev, whose novax:environment is dev; allowed is ci"),
        ("dev", "staging", "or name the stack: --disturb dev"),
        ("production", "", "novax:environment is production"),
        ("nowhere", "nowhere", "There is no stack 'nowhere'"),
    ],
)
def test_a_stack_is_disturbed_where_it_is_of_ci_or_named(stack: str, disturbed: str, part: str) -> None:
    told = guard.refusal(stack, disturbed)
    assert part in told
    assert bool(part) == bool(told)


@pytest.mark.parametrize("name", sorted(guard.FOLDERS))
def test_folders_that_disturb_exist(name: str) -> None:
    assert list((PROJECT / "tests" / name).glob("test_*.py"))


def test_a_skip_that_the_list_does_not_have_fails_under_ci(tmp_path: Path) -> None:
    """Tried on the guard itself, loaded as in the tests' own conftest."""
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_runtest_makereport\n")
    (tmp_path / "test_one.py").write_text("import pytest\n\ndef test_one():\n    pytest.skip('no engine')\n")
    options = ("--rootdir", str(tmp_path), "-c", str(PROJECT / "pyproject.toml"), str(tmp_path))
    assert summary(*options, CI="true") == {"failed": 1}
    assert summary(*options, CI="") == {"skipped": 1}


def test_the_list_allows_what_it_names_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    reason = "novax:grafana.required is false and its image has no source: registry"
    assert not guard.unexpected("tests/smoke/test_grafana.py::test_it", reason)
    assert guard.unexpected("tests/smoke/test_grafana.py::test_it", "no time").startswith("skipped under CI: no time; ")
    assert guard.unexpected("tests/smoke/test_minio.py::test_it", reason)
