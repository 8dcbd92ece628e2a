"""Edits of a published Go module's source before a program is built from it; each is a few lines and says why.

They are data: a YAML file with files of our own beside it. A place that is not there, or not once, fails the build.
"""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from infra.errors import UserError


class Edit(BaseModel):
    """One place in a file and what becomes of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    advisories: Annotated[tuple[str, ...], Field(min_length=1)]
    """What it closes."""
    why: str
    file: str
    """Its path in the module."""
    at: str
    """Text that stands in the file once."""
    put: Literal["after", "instead"]
    """Whether `text` goes after the place's line, or stands instead of the place."""
    text: str

    def apply(self, module: Path) -> None:
        """Change the file in a copy of the module.

        Raises:
            UserError: the place is not in the file, or not once.
        """
        path = module / self.file
        content = path.read_text(encoding="utf-8") if path.is_file() else ""
        if (found := content.count(self.at)) != 1:
            raise UserError(
                f"the edit of {self.file} for {', '.join(self.advisories)} looks for {self.at!r}, which stands there "
                f"{found} times; it must stand there once; look at the version's source and correct the edit"
            )
        start = content.index(self.at)
        end = start + len(self.at)
        if self.put == "after":
            start = end = content.index("\n", end) + 1
        path.write_text(content[:start] + self.text + content[end:], encoding="utf-8")


class Edits(BaseModel):
    """All edits of one module, and the files that are added to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path
    """Where the added files lie."""
    module: str
    adds: Mapping[str, str]
    """Files of our own, by their paths in the module."""
    edits: tuple[Edit, ...]

    @property
    def digest(self) -> str:
        """What decides the outcome, for a tool's recipe: hex digits that change when an edit or an added file does."""
        parts = [self.model_dump_json(exclude={"folder"})]
        parts += [(self.folder / name).read_text(encoding="utf-8") for name in self.adds.values()]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def apply(self, module: Path) -> None:
        """Make the edits in a copy of the module.

        Raises:
            UserError: a place is not in its file, or not once, or an added file is in the module already.
        """
        for target, name in self.adds.items():
            if (module / target).exists():
                raise UserError(
                    f"{target} is to be added to {self.module}, which has a file of that name; rename it in its edits"
                )
            shutil.copyfile(self.folder / name, module / target)
        for edit in self.edits:
            edit.apply(module)


def load(folder: Path) -> Edits:
    """Return what a folder's ``edits.yaml`` says."""
    document = yaml.safe_load((folder / "edits.yaml").read_text(encoding="utf-8"))
    return Edits.model_validate({**document, "folder": folder})
