"""squawk's findings for migration files, as sentences with the file's own line numbers."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.errors import UserError
from infra.migrations.files import Migration
from infra.paths import PROJECT

PROGRAM = "squawk"
_CONFIG = PROJECT / ".squawk.toml"
_SECONDS = 60


def findings(migrations: Sequence[Migration]) -> Mapping[str, tuple[str, ...]]:
    """Return what squawk says of the parts that will run, by file name.

    Raises:
        UserError: squawk is not installed, or did not understand what it was given.
    """
    found: dict[str, tuple[str, ...]] = {}
    for transaction in (True, False):
        chosen = [migration for migration in migrations if migration.up.transaction == transaction]
        if chosen:
            found |= _run(chosen, ["--assume-in-transaction"] if transaction else [])
    return found


def _run(migrations: Sequence[Migration], arguments: Sequence[str]) -> dict[str, tuple[str, ...]]:
    with tempfile.TemporaryDirectory(prefix="novax-squawk-") as folder:
        files = [_written(migration, Path(folder)) for migration in migrations]
        command = [_program(), "--config", str(_CONFIG), "--reporter", "json", *arguments, *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    try:
        reported: list[dict[str, Any]] = json.loads(done.stdout or "[]")
    except json.JSONDecodeError:
        raise UserError(f"squawk failed: {(done.stderr or done.stdout).strip()}; run `novax doctor`") from None
    said: dict[str, list[str]] = {}
    for finding in reported:
        line = int(finding["line"]) + 1
        said.setdefault(Path(finding["file"]).name, []).append(
            f"line {line}: {finding['rule_name']}: {finding['message']}"
        )
    return {name: tuple(sentences) for name, sentences in said.items()}


def _written(migration: Migration, folder: Path) -> Path:
    """Write the part that runs with empty lines before it, so that a finding has the line of the file."""
    file = folder / migration.file
    file.write_text("\n" * (migration.up.line - 1) + migration.up.sql, encoding="utf-8")
    return file


def _program() -> str:
    beside = Path(sys.prefix) / "bin"
    found = shutil.which(PROGRAM, path=os.pathsep.join((str(beside), os.environ.get("PATH", os.defpath))))
    if not found:
        raise UserError(f"{PROGRAM} is neither in {beside} nor on PATH; run `make setup`, which installs it")
    return found
