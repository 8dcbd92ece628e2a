"""Programs that are built on the host, because no package or image has them."""

from pathlib import Path

from infra.catalog import ACTIONLINT_MODULE_VERSION, JSON_EXPORTER_MODULE_VERSION, MINIO_MODULE_VERSION
from infra.toolchain import go, go_edits
from infra.toolchain.tools import Source, Tool

LDFLAGS = "-s -w"

MINIO_EDITS = go_edits.load(Path(__file__).parent / "minio")
"""What closes the advisories against a program whose upstream is archived."""


def build(name: str) -> Path:
    """Return a static program for this machine's architecture, building it first where it is not in the cache.

    ``name`` is a key of ``PROGRAMS``.

    Raises:
        UserError: it cannot be built.
    """
    return PROGRAMS[name].resolve().folder / name


def program(name: str, package: str, version: str, edits: go_edits.Edits | None = None) -> Tool:
    """Return a program that is built from a published module, or from a copy with edits."""

    def obtain(folder: Path) -> None:
        with go.throwaway_workspace() as workspace:
            workspace.get(package, version)
            if edits:
                edits.apply(workspace.own_copy(edits.module))
            workspace.build(package, folder / name, ldflags=LDFLAGS)

    source = Source("build", f"built with Go from {package}{', edited' if edits else ''}", go.check, obtain)
    return Tool(name, version, (source,), recipe=(package, LDFLAGS, *((edits.digest,) if edits else ())))


PROGRAMS = {
    one.name: one
    for one in (
        program("minio", "github.com/minio/minio", MINIO_MODULE_VERSION, MINIO_EDITS),
        program("json_exporter", "github.com/prometheus-community/json_exporter", JSON_EXPORTER_MODULE_VERSION),
    )
}
"""Programs that go into images."""

ACTIONLINT = program("actionlint", "github.com/rhysd/actionlint/cmd/actionlint", ACTIONLINT_MODULE_VERSION)
"""Checks the workflows; only tests need it."""
