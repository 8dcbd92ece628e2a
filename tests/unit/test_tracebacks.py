"""What a failing test prints is in the logs of continuous integration: no password of its clients is."""

import subprocess
import sys
from pathlib import Path

import pytest

from infra.paths import PROJECT

PASSWORD = "hunter2hunter2"  # nobody's

FAILING = """
import psycopg


def connect(address):
    return psycopg.connect(address, port=1, connect_timeout=1)


def test_it():
    connect("host=127.0.0.1 dbname=novax password=" + "{password}"[::-1])
"""


@pytest.fixture
def output(tmp_path: Path) -> str:
    """Return what pytest says, with the project's settings, of a test that cannot connect."""
    test = tmp_path / "test_refused.py"
    test.write_text(FAILING.format(password=PASSWORD[::-1]))
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--config-file={PROJECT / 'pyproject.toml'}"]
    return subprocess.run([*command, str(test)], capture_output=True, text=True, check=False, cwd=tmp_path).stdout


def test_a_connection_that_is_refused_shows_no_password(output: str) -> None:
    assert "psycopg.OperationalError" in output
    assert "psycopg.connect(address, port=1" in output
    assert PASSWORD not in output
