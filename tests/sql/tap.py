"""pgTAP files: run by psql inside a database container, and their answers read."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from infra.cli import inside

SECONDS = 120
"""Limit for one file."""

_PLAN = re.compile(r"^1\.\.(\d+)$", re.MULTILINE)
_RESULT = re.compile(r"^(not )?ok \d+", re.MULTILINE)


def run(container: str, database: str, file: Path, variables: Mapping[str, str]) -> str:
    """Return what psql prints for a file, as the superuser, in a server's container; it must come to its end."""
    given = [f"--set={name}={value}" for name, value in {"ON_ERROR_STOP": "1", **variables}.items()]
    wanted = ["psql", "-X", "-q", "-At", *given, f"--dbname={database}", "-f", "-"]
    done = subprocess.run(
        inside.command(container, wanted, given=True),
        input=file.read_text(encoding="utf-8"),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def count(answer: str) -> int:
    """Return how many tests passed; one that failed, or a number that is not the plan's, is a failed assertion."""
    results = _RESULT.findall(answer)
    assert not any(results), answer
    plans = _PLAN.findall(answer)
    assert plans == [str(len(results))], answer
    assert results, answer
    return len(results)
