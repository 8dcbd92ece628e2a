"""The image lock: what every image resolved to. Written by ``novax images``, read by the program, which probes nothing.

Deciding where an image comes from is ``infra.images.resolve``'s.
"""

import json
import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from infra import paths
from infra.errors import UserError
from infra.files import write_whole

Origin = Literal["build", "registry", "mirror", "archive", "installed", "none"]
"""How an image came to this machine; ``installed``: it was here before anybody looked, ``none``: it is not here."""

VARIABLE = "NOVAX_IMAGE_LOCK"
"""Names the lock that a run of the program reads in place of the checkout's, which another run may write meanwhile."""

REMEDY = "run `novax images`, which writes it anew"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(_Model):
    """One image.

    ``size`` is in bytes. ``tried`` says for each source why it did not deliver; it is empty where the first one did.
    ``notes`` are for people: facts about the content that the reference does not tell.
    """

    ref: str | None
    id: str | None
    source: Origin
    size: NonNegativeInt
    tried: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Lock(_Model):
    """Every image of the platform by its name in the catalog."""

    version: Literal[1] = 1
    images: dict[str, Entry]

    def entry(self, name: str) -> Entry:
        """Return an image that may have no source (``ref`` is None then).

        Raises:
            UserError: the lock does not know the image.
        """
        try:
            return self.images[name]
        except KeyError:
            known = ", ".join(sorted(self.images)) or "none"
            raise UserError(
                f"the image lock has no image {name!r}; it has: {known}; run `novax images --only {name}`"
            ) from None

    def without_source(self) -> tuple[str, ...]:
        """Return the names of the images that no source delivered."""
        return tuple(name for name, entry in self.images.items() if entry.ref is None)

    def reference(self, name: str) -> str:
        """Return the reference of an image that has to be there.

        Raises:
            UserError: the lock does not know the image, or no source delivered it.
        """
        entry = self.entry(name)
        if entry.ref is None:
            raise UserError(
                f"the image {name!r} has no source on this machine ({'; '.join(entry.tried)}); give it one and run "
                f"`novax images --only {name}`"
            )
        return entry.ref


def in_use() -> Path:
    """Return the file that the program is to read."""
    return Path(os.environ.get(VARIABLE) or paths.IMAGE_LOCK)


def load(path: Path) -> Lock:
    """Return the lock in a file.

    Raises:
        UserError: the file is missing, cannot be read, or is not a lock.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"the image lock {path} does not exist; {REMEDY}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"the image lock {path} cannot be read ({error}); mend that, or {REMEDY}") from None
    try:
        return Lock.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise UserError(f"the image lock {path} is damaged at {where}: {first['msg']}; {REMEDY}") from None


def save(lock: Lock, path: Path) -> None:
    """Write the lock so that a reader sees the old one or the new one, never a part."""
    content = json.dumps(lock.model_dump(mode="json"), indent=2) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content, mode=0o644)
