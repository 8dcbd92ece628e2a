"""Programs in the languages of the drivers: each language's folder is made ready in the cache, once."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra import paths
from infra.cli.running import Account

FOLDER = Path(__file__).resolve().parent
SECONDS = 180
JDBC = ("org.postgresql:postgresql:42.7.7", "157963d60ae66d607e09466e8c0cdf8087e9cb20d0159899ffca96bca2528460")
"""What Maven has it as, and the SHA-256 of the archive."""

_ARCHIVE = "postgresql-42.7.7.jar"
_NOT_SOURCE = frozenset({"__pycache__", "node_modules"})


@dataclass(frozen=True)
class Language:
    """How programs of a language come to run; `tool` is what the machine must have."""

    name: str
    tool: str
    suffix: str
    prepare: Callable[[Path], None]
    command: Callable[[Path], Sequence[str]]


def run(language: Language, program: str, environment: Mapping[str, str], text: str | None = None) -> str:
    """Return what a program of the language's folder prints; `text` stands for it where it is not from there.

    A program that fails fails the test with what it said.
    """
    if shutil.which(language.tool) is None:
        reason = f"{language.tool} is not on this machine"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}; install it", pytrace=False)
        pytest.skip(reason)
    folder = _ready(language)
    file = folder / f"{program}{language.suffix}"
    if text is not None:
        file = folder / "connect" / file.name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    answer = subprocess.run(
        language.command(file),
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert answer.returncode == 0, f"{program}: {answer.stdout}{answer.stderr}"
    return answer.stdout


def _ready(language: Language) -> Path:
    source = FOLDER / language.name
    digest = hashlib.sha256(sys.version.encode())
    for file in sorted(source.rglob("*")):
        if file.is_file() and _NOT_SOURCE.isdisjoint(file.parts):
            digest.update(str(file.relative_to(source)).encode() + file.read_bytes())
    folder = paths.cache() / "drivers" / f"{language.name}-{digest.hexdigest()[:12]}"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(*_NOT_SOURCE))
        language.prepare(folder)
        (folder / "ready").touch()
    return folder


def _do(folder: Path, *command: str) -> None:
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert answer.returncode == 0, f"{' '.join(command)}: {answer.stdout}{answer.stderr}"


def _python(folder: Path) -> None:
    _do(folder, sys.executable, "-m", "venv", "venv")
    _do(folder, "venv/bin/pip", "install", "--quiet", "--require-hashes", "--requirement", "requirements.lock")


def _node(folder: Path) -> None:
    _do(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    _do(folder, "npm", "run", "prisma", "generate")


def _go(folder: Path) -> None:
    _do(folder, "go", "build", "-mod=readonly", "-o", "ways", ".")


def _java(folder: Path) -> None:
    artifact, digest = JDBC
    _do(folder, "mvn", "--quiet", "dependency:copy", f"-Dartifact={artifact}", "-DoutputDirectory=.")
    assert hashlib.sha256((folder / _ARCHIVE).read_bytes()).hexdigest() == digest


def _go_command(file: Path) -> Sequence[str]:
    return ("go", "run", str(file)) if file.exists() else (str(file.with_name("ways")), file.stem)


PYTHON = Language("python", "python3", ".py", _python, lambda file: ("venv/bin/python", str(file)))
NODE = Language("node", "npm", ".mjs", _node, lambda file: ("node", str(file)))
GO = Language("go", "go", ".go", _go, _go_command)
JAVA = Language("java", "mvn", ".java", _java, lambda file: ("java", "-cp", _ARCHIVE, str(file)))


def environment(who: Account, database: str, ca: Path) -> dict[str, str]:
    """Return what a program signs in with: libpq's variables, which most drivers know."""
    return {
        "PGHOST": who.endpoint.host,
        "PGPORT": str(who.endpoint.port),
        "PGUSER": who.username,
        "PGUSERNAME": who.username,
        "PGPASSWORD": who.password,
        "PGDATABASE": database,
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": str(ca),
    }
