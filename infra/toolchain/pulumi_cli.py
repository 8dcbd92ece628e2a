"""The Pulumi CLI and its Python language host, which belong in one folder; plugins are in ``plugins``."""

import shutil
from pathlib import Path

from infra.catalog import PULUMI_LANGUAGE_PYTHON_MODULE_VERSION, PULUMI_VERSION
from infra.toolchain import commands, download, go
from infra.toolchain.commands import Unavailable
from infra.toolchain.tools import Source, Tool, go_architecture

RELEASE = f"https://github.com/pulumi/pulumi/releases/download/v{PULUMI_VERSION}"

CLI_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
CLI_LDFLAGS = f"-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{PULUMI_VERSION}"

HOST_MODULE = "github.com/pulumi/pulumi/sdk/v3"
HOST_FOLDER = "python/cmd"
HOST = "pulumi-language-python"
HOST_SCRIPT = "pulumi-language-python-exec"
"""What the host starts the program with; it looks for the script beside itself."""


def _installed() -> Path | None:
    pulumi, host = shutil.which("pulumi"), shutil.which(HOST)
    if pulumi is None or host is None or Path(pulumi).parent != Path(host).parent:
        return None
    try:
        version = commands.answer([pulumi, "version"])
    except Unavailable:
        return None
    return Path(pulumi).parent if version == f"v{PULUMI_VERSION}" else None


def _archive() -> str:
    architecture = go_architecture().replace("amd64", "x64")
    return f"pulumi-v{PULUMI_VERSION}-linux-{architecture}.tar.gz"


def _check_publisher() -> None:
    download.probe(f"{RELEASE}/{_archive()}")


def _from_publisher(folder: Path) -> None:
    archive = _archive()
    checksum = download.published_checksum(f"{RELEASE}/pulumi-{PULUMI_VERSION}-checksums.txt", archive)
    download.fetch(f"{RELEASE}/{archive}", folder / archive, sha256=checksum)
    download.unpack(folder / archive, folder, strip=1)


def _build(folder: Path) -> None:
    with go.throwaway_workspace() as workspace:
        workspace.get(CLI_PACKAGE, f"v{PULUMI_VERSION}")
        workspace.build(CLI_PACKAGE, folder / "pulumi", ldflags=CLI_LDFLAGS)
    # A module of its own: the two versions of the SDK exclude each other in one.
    with go.throwaway_workspace() as workspace:
        package = f"{HOST_MODULE}/{HOST_FOLDER}/{HOST}"
        workspace.get(package, f"v{PULUMI_LANGUAGE_PYTHON_MODULE_VERSION}")
        workspace.build(package, folder / HOST)
        script = workspace.module_folder(HOST_MODULE) / HOST_FOLDER / HOST_SCRIPT
        shutil.copyfile(script, folder / HOST_SCRIPT)
        (folder / HOST_SCRIPT).chmod(0o755)


PULUMI = Tool(
    name="pulumi",
    version=PULUMI_VERSION,
    sources=(
        Source("publisher", "Pulumi's release on GitHub", _check_publisher, _from_publisher),
        Source("build", "built with Go from its modules", go.check, _build),
    ),
    recipe=(CLI_LDFLAGS, PULUMI_LANGUAGE_PYTHON_MODULE_VERSION),
    installed=_installed,
)
"""The folder has ``pulumi``, ``pulumi-language-python`` and its script: it goes to the front of PATH."""
