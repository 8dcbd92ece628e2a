"""The environment of the policy pack, and the program by which Pulumi starts it."""

import hashlib
import shutil
import sys
from pathlib import Path

from infra import paths
from infra.toolchain import commands
from infra.toolchain.tools import Source, Tool

PACK = paths.PROJECT / "policy"
LOCK = PACK / "requirements.lock"

PROGRAM = "pulumi-analyzer-policy-novax"
"""The script by which Pulumi finds the environment's Python, on PATH beside it."""


def _obtain(folder: Path) -> None:
    # Made where it will not stay: nothing in it may name its own folder.
    python = folder / "bin" / "python"
    commands.run([sys.executable, "-m", "venv", str(folder)], "environment of the policy pack")
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    commands.run([*install, "-r", str(LOCK)], "packages of the policy pack")
    program = folder / "plugin" / PROGRAM
    program.parent.mkdir()
    shutil.copy2(PACK / PROGRAM, program)


ENVIRONMENT = Tool(
    name="novax-policy",
    version=hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12],
    sources=(Source("package", "Python packages in policy/requirements.lock", lambda: None, _obtain),),
    recipe=((PACK / PROGRAM).read_text(encoding="utf-8"), sys.version.partition(" ")[0]),
)
"""A folder with ``plugin/`` for PATH; the pack itself stays in the checkout."""
