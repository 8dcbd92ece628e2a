"""What a tool is: a version, and sources tried in order. The tools themselves are in the modules beside this one."""

import hashlib
import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.errors import UserError
from infra.toolchain import store
from infra.toolchain.commands import Unavailable
from infra.toolchain.progress import say

KEY_DIGITS = 12

INSTALLED = "installed"
"""The source of a tool that was on this machine before us."""

GO_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
"""The kernel's machine names in the words that publishers and Go use."""


@dataclass(frozen=True)
class Source:
    """One place that a tool can come from.

    ``check`` says cheaply whether it would work and ``obtain`` fills a folder from it; both raise ``Unavailable`` (or
    ``UserError``, from a tool that they need themselves) with the reason when it does not.
    """

    name: str
    origin: str
    check: Callable[[], None]
    obtain: Callable[[Path], None]


@dataclass(frozen=True)
class Resolved:
    """A tool that is there: its folder, and what it came from."""

    folder: Path
    source: str
    origin: str


@dataclass(frozen=True)
class Plan:
    """What a tool would come from, for ``novax doctor``."""

    name: str
    version: str
    source: str
    detail: str
    ok: bool


@dataclass(frozen=True)
class Tool:
    """A program of one version.

    ``installed`` returns the folder that has the right version already, or None. ``recipe`` is whatever else decides
    the content (flags, module versions): together with the version it is the key in the cache.
    """

    name: str
    version: str
    sources: tuple[Source, ...]
    recipe: tuple[str, ...] = ()
    installed: Callable[[], Path | None] = lambda: None

    @property
    def folder_name(self) -> str:
        """The folder's name in the cache."""
        parts = "\0".join((self.name, self.version, platform.machine(), *self.recipe))
        return f"{self.name}-{self.version}-{hashlib.sha256(parts.encode()).hexdigest()[:KEY_DIGITS]}"

    def resolve(self) -> Resolved:
        """Return the tool, obtaining it from the first source that delivers.

        Raises:
            UserError: no source delivers; the message has each one's reason.
        """
        if found := self._present():
            return found
        folder, record = store.ensure(self.folder_name, self._obtain)
        return Resolved(folder, record.source, record.origin)

    def plan(self) -> Plan:
        """Return what ``resolve`` would use, without obtaining anything."""
        if found := self._present():
            return Plan(self.name, self.version, found.source, f"ready in {found.folder}, {found.origin}", ok=True)
        refused: list[str] = []
        for source in self.sources:
            try:
                source.check()
            except (Unavailable, UserError) as reason:
                refused.append(f"{source.name}: {reason}")
            else:
                because = f" ({'; '.join(refused)})" if refused else ""
                return Plan(self.name, self.version, source.name, f"{source.origin}{because}", ok=True)
        return Plan(self.name, self.version, "none", "; ".join(refused), ok=False)

    def _present(self) -> Resolved | None:
        cached = store.find(self.folder_name)
        folder = self.installed()
        # Where `novax env` was evaluated, the cache is on PATH and would be taken for an installation.
        if folder and not (cached and folder.samefile(cached[0])):
            return Resolved(folder, INSTALLED, "found on this machine")
        return Resolved(cached[0], cached[1].source, cached[1].origin) if cached else None

    def _obtain(self, folder: Path) -> store.Record:
        refused: list[str] = []
        for source in self.sources:
            try:
                source.obtain(folder)
            except (Unavailable, UserError) as reason:
                refused.append(f"{source.name} ({source.origin}): {reason}")
                say(f"  {self.name} {self.version}, {refused[-1]}")
                _empty(folder)
            else:
                return store.Record(source.name, source.origin, tuple(refused))
        raise UserError(
            f"{self.name} {self.version} cannot be had on this machine; install it, or let this machine reach one of "
            "its sources, and run the same command again:\n  " + "\n  ".join(refused)
        )


def go_architecture() -> str:
    """Return this machine's architecture as publishers name it.

    Raises:
        Unavailable: nothing is published for it.
    """
    machine = platform.machine()
    if machine not in GO_ARCHITECTURES:
        raise Unavailable(f"nothing is published for {machine}, only for {' and '.join(GO_ARCHITECTURES)}")
    return GO_ARCHITECTURES[machine]


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
