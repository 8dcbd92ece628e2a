"""What decides the content of a built image, and so its reference; building is ``infra.images.builder``'s."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.catalog import DEBIAN_IMAGE, DEBIAN_SUITE, IMAGES, Image
from infra.images import libraries
from infra.toolchain import go_programs

FOLDER = Path(__file__).resolve().parent
"""Holds a folder with a Dockerfile for each built image."""

KEY_DIGITS = 12

FILE_MODE, PROGRAM_MODE = 0o644, 0o755
"""What files have in an image, whatever the umask of whoever checked them out; folders are as programs."""

BYTECODE = "__pycache__"
"""A folder that Python makes beside a module when it is imported, as tests do; it has times in it."""

PGDG = f"https://apt.postgresql.org/pub/repos/apt/dists/{DEBIAN_SUITE}-pgdg/InRelease"
"""PostgreSQL's own repository, whose pgvector is ahead of Debian's."""


@dataclass(frozen=True)
class Recipe:
    """A way to build an image; every field but the last two decides the content.

    ``base`` is the recipe that it stands on, ``programs`` the keys of the host-built programs in it, ``libraries`` the
    versions of the Python distributions that it takes from the host. ``needs`` is an
    address that must answer for the build to succeed, beyond Debian's mirror; ``notes`` go into the lock.
    """

    name: str
    version: str
    folder: Path
    args: Mapping[str, str]
    base: "Recipe | None" = None
    programs: Mapping[str, str] = field(default_factory=dict[str, str])
    libraries: Mapping[str, str] = field(default_factory=dict[str, str])
    folders: Mapping[str, int] = field(default_factory=dict[str, int])
    """Empty folders beside the files, which git keeps neither empty nor with their modes."""
    needs: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The content key: 64 hex digits that change exactly when something that decides the content does."""
        digest = hashlib.sha256()
        for part in self._parts():
            # The length keeps two neighbours from being read as one.
            digest.update(f"{len(part)}:".encode() + part)
        return digest.hexdigest()

    @property
    def reference(self) -> str:
        """The image's name and tag."""
        return f"novax/{self.name}:{self.version}-{self.key[:KEY_DIGITS]}"

    def _files(self) -> list[Path]:
        """Return the folder's files that are the image's, in order; what Python compiled of them is this machine's."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file() and BYTECODE not in path.parts)

    def _parts(self) -> list[bytes]:
        facts = [self.name, self.version, self.base.key if self.base else ""]
        tables = (self.args, self.programs, self.libraries)
        facts += [f"{key}={value}" for table in tables for key, value in sorted(table.items())]
        facts += [f"{path}/={mode:o}" for path, mode in sorted(self.folders.items())]
        parts = [fact.encode() for fact in facts]
        for file in self._files():
            runs = "x" if mode_of(file) == PROGRAM_MODE else "-"
            parts += [f"{runs}{file.relative_to(self.folder)}".encode(), file.read_bytes()]
        return parts


def mode_of(path: Path) -> int:
    """Return the mode that a file or folder has in an image: of its own only whether its owner may run it counts."""
    return PROGRAM_MODE if path.stat().st_mode & 0o100 else FILE_MODE


def base() -> Recipe:
    """Return the recipe that all others stand on.

    Its root filesystem counts by what it is, not by where it came from; mirrors and proxies do not count at all.
    """
    return Recipe("base", DEBIAN_SUITE, FOLDER / "base", {"SUITE": DEBIAN_SUITE, "ROOTFS": DEBIAN_IMAGE})


def recipes(name: str) -> tuple[Recipe, ...]:
    """Return the ways to build an image of the catalog, the best first."""
    image = IMAGES[name]
    if name == "postgres":
        args = {"SUITE": DEBIAN_SUITE, "VERSION": image.version}
        return (
            _recipe(image, {**args, "PGDG": "yes"}, needs=PGDG, note="pgvector is the newest of apt.postgresql.org"),
            _recipe(image, {**args, "PGDG": "no"}, note="pgvector is Debian's, so parallel HNSW builds must stay off"),
        )
    if image.on:
        return tuple(_recipe(image, below=below) for below in recipes(image.on))
    return (_recipe(image),)


def _recipe(
    image: Image,
    args: Mapping[str, str] | None = None,
    *,
    below: Recipe | None = None,
    needs: str | None = None,
    note: str = "",
) -> Recipe:
    return Recipe(
        image.name,
        image.version,
        FOLDER / image.directory,
        {**dict(image.build_args), **(args or {}), "UID": str(image.uid)},
        below or base(),
        {program: go_programs.PROGRAMS[program].folder_name for program in image.go_binaries},
        {name: libraries.version(name) for name in image.libraries},
        needs=below.needs if below else needs,
        notes=(note,) if note else (),
    )
