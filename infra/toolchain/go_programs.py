"""Programs that are built on the host, because no package or image has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.catalog import (
    ACTIONLINT_MODULE_VERSION,
    JSON_EXPORTER_MODULE_VERSION,
    MINIO_MODULE_VERSION,
    MINIO_RAISED_MODULES,
    SEAWEEDFS_MODULE_VERSION,
)
from infra.toolchain import go, go_edits
from infra.toolchain.tools import Source, Tool

LDFLAGS = "-s -w"


def build(name: str) -> Path:
    """Return a static program for this machine's architecture, building it first where it is not in the cache.

    ``name`` is a key of ``PROGRAMS``.

    Raises:
        UserError: it cannot be built.
    """
    return PROGRAMS[name].resolve().folder / name


@dataclass(frozen=True)
class Changes:
    """What a program is built with otherwise than its publisher does."""

    edits: go_edits.Edits
    raised: Mapping[str, str]
    """Modules that it needs, at higher versions than it asks for."""

    @property
    def recipe(self) -> tuple[str, ...]:
        """What decides the outcome."""
        return (self.edits.digest, *(f"{module}@{version}" for module, version in self.raised.items()))


def program(name: str, package: str, version: str, changes: Changes | None = None) -> Tool:
    """Return a program that is built from a published module, or from a changed copy of it."""

    def obtain(folder: Path) -> None:
        with go.throwaway_workspace() as workspace:
            workspace.get(package, version)
            if changes:
                for module, higher in changes.raised.items():
                    workspace.get(module, higher)
                changes.edits.apply(workspace.own_copy(changes.edits.module))
            workspace.build(package, folder / name, ldflags=LDFLAGS)

    source = Source("build", f"built with Go from {package}{', changed' if changes else ''}", go.check, obtain)
    return Tool(name, version, (source,), recipe=(package, LDFLAGS, *(changes.recipe if changes else ())))


MINIO_CHANGES = Changes(go_edits.load(Path(__file__).parent / "minio"), MINIO_RAISED_MODULES)
"""What closes the advisories against a program whose upstream is archived."""

PROGRAMS = {
    one.name: one
    for one in (
        program("minio", "github.com/minio/minio", MINIO_MODULE_VERSION, MINIO_CHANGES),
        program("json_exporter", "github.com/prometheus-community/json_exporter", JSON_EXPORTER_MODULE_VERSION),
    )
}
"""Programs that go into images."""

ACTIONLINT = program("actionlint", "github.com/rhysd/actionlint/cmd/actionlint", ACTIONLINT_MODULE_VERSION)
"""Checks the workflows; only tests need it."""

WEED = program("weed", "github.com/seaweedfs/seaweedfs/weed", SEAWEEDFS_MODULE_VERSION)
"""SeaweedFS; only the comparison of object stores needs it."""
