"""What a stack is declared by, as lines to compare: code, settings and environment; for what commands remember."""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from infra import paths
from infra.cli import stack as stacks

_CODE = ("infra", "sql", "charts", "Pulumi.yaml", "requirements.lock", ".squawk.toml")
"""What of the checkout a stack's program and the judgement of it read, its own file beside."""

_ENVIRONMENT = ("NOVAX_", "PULUMI_", "DOCKER_")


def declaration(stack: str) -> Iterator[str]:
    """Yield what decides how a stack is declared.

    Raises:
        UserError: there is no such stack.
    """
    yield sys.version
    yield from sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith(_ENVIRONMENT))
    yield of(stacks.config_file(stack).read_bytes())
    yield from (f"{name} {digest}" for name, digest in code().items())


def code() -> dict[str, str]:
    """Return the digest of each file of the checkout that decides how stacks are declared, by its path in there."""
    files = (file for part in _CODE for file in _files(paths.PROJECT / part))
    return {str(file.relative_to(paths.PROJECT)): of(file.read_bytes()) for file in files}


def of_lines(lines: Iterable[str]) -> str:
    """Return the digest of lines."""
    return of(json.dumps(list(lines)).encode())


def of(content: bytes) -> str:
    """Return the digest of some bytes."""
    return hashlib.sha256(content).hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (Path(folder, name) for name in sorted(names))
