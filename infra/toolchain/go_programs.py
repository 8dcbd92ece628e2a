"""Programs that are built on the host, because no package or image has them."""

from pathlib import Path

from infra.catalog import ACTIONLINT_MODULE_VERSION, JSON_EXPORTER_MODULE_VERSION, MINIO_MODULE_VERSION
from infra.toolchain import go
from infra.toolchain.tools import Source, Tool

LDFLAGS = "-s -w"


def build(name: str) -> Path:
    """Return a static program for this machine's architecture, building it first where it is not in the cache.

    ``name`` is a key of ``PROGRAMS``.

    Raises:
        UserError: it cannot be built.
    """
    return PROGRAMS[name].resolve().folder / name


def _program(name: str, package: str, version: str) -> Tool:
    def obtain(folder: Path) -> None:
        with go.throwaway_workspace() as workspace:
            workspace.get(package, version)
            workspace.build(package, folder / name, ldflags=LDFLAGS)

    source = Source("build", f"built with Go from {package}", go.check, obtain)
    return Tool(name, version, (source,), recipe=(package, LDFLAGS))


PROGRAMS = {
    program.name: program
    for program in (
        _program("minio", "github.com/minio/minio", MINIO_MODULE_VERSION),
        _program("json_exporter", "github.com/prometheus-community/json_exporter", JSON_EXPORTER_MODULE_VERSION),
    )
}
"""Programs that go into images."""

ACTIONLINT = _program("actionlint", "github.com/rhysd/actionlint/cmd/actionlint", ACTIONLINT_MODULE_VERSION)
"""Checks the workflows; only tests need it."""
