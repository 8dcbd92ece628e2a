"""The platform's own command, for tests that change a stack the way its people do."""

import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("novax")
"""Installed beside the interpreter that runs the tests."""


def run(*arguments: str, code: int = 0) -> str:
    """Return what the command prints; when it ends with another code, all that it said is in the failure."""
    done = subprocess.run(
        [PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == code, f"novax {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout
