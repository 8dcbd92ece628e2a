"""Python distributions for images where Debian has none: the very files that run here, as the lock file pins them.

No package registry is asked by a build. Only distributions without compiled parts can travel so.
"""

import importlib.metadata
import zipfile
from pathlib import Path

from infra import paths

_BYTECODE = "__pycache__"


def version(name: str) -> str:
    """Return the version of a distribution that is installed here."""
    return importlib.metadata.version(name)


def archive(name: str) -> Path:
    """Return ``<name>.zip`` with a distribution's files, for a Dockerfile that unpacks it among Python's packages.

    Raises:
        ValueError: it has compiled parts.
    """
    found = [file for file in importlib.metadata.files(name) or () if _BYTECODE not in file.parts]
    if compiled := [str(file) for file in found if file.suffix in (".so", ".pyd")]:
        raise ValueError(f"{name} has compiled parts, {', '.join(compiled)}; an image needs its own")
    target = paths.cache() / "libraries" / version(name) / f"{name}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    with zipfile.ZipFile(draft, "w") as packed:
        for file in sorted(found):
            # Scripts lie outside the packages' folder, and nobody calls them.
            if ".." not in file.parts:
                packed.write(file.locate(), str(file))
    return draft.replace(target)
