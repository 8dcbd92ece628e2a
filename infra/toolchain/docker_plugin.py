"""The Pulumi plugin for Docker, in the place where the Pulumi CLI looks for it."""

import hashlib
import os
from pathlib import Path

from infra import paths
from infra.catalog import PULUMI_DOCKER_VERSION
from infra.toolchain import download, go
from infra.toolchain.tools import Resolved, Source, Tool, go_architecture

PROGRAM = "pulumi-resource-docker"

FOLDER = f"resource-docker-v{PULUMI_DOCKER_VERSION}"
"""The Pulumi CLI's name for the plugin's folder."""

SOURCES = paths.PROJECT / "infra" / "plugins" / "docker"

RELEASE = f"https://github.com/pulumi/pulumi-docker/releases/download/v{PULUMI_DOCKER_VERSION}"

LDFLAGS = f"-s -w -X main.version={PULUMI_DOCKER_VERSION}"

TAGS = "no_compose"
"""Leaves the provider's Compose support out, with its dependencies: nothing here uses it."""


def ensure() -> Resolved:
    """Return the plugin, obtained and linked into PULUMI_HOME.

    Raises:
        UserError: no source delivers it.
    """
    resolved = PLUGIN.resolve()
    program, link = resolved.folder / PROGRAM, _home_folder() / PROGRAM
    if not link.exists() or not link.samefile(program):
        link.parent.mkdir(parents=True, exist_ok=True)
        temporary = link.with_name(f".{PROGRAM}.{os.getpid()}")
        temporary.symlink_to(program)
        temporary.replace(link)
    return resolved


def _home_folder() -> Path:
    return paths.pulumi_home() / "plugins" / FOLDER


def _installed() -> Path | None:
    """Return the folder of a published plugin: in our PULUMI_HOME by hand, or in an ordinary Pulumi installation."""
    for folder in (_home_folder(), Path.home() / ".pulumi" / "plugins" / FOLDER):
        program = folder / PROGRAM
        # A link is our own, from an earlier run; what it points to may be older than the sources.
        if not program.is_symlink() and os.access(program, os.X_OK):
            return folder
    return None


def _archive() -> str:
    return f"{PROGRAM}-v{PULUMI_DOCKER_VERSION}-linux-{go_architecture()}.tar.gz"


def _check_publisher() -> None:
    download.probe(f"{RELEASE}/{_archive()}")


def _from_publisher(folder: Path) -> None:
    archive = _archive()
    checksum = download.published_checksum(f"{RELEASE}/pulumi-docker_{PULUMI_DOCKER_VERSION}_checksums.txt", archive)
    download.fetch(f"{RELEASE}/{archive}", folder / archive, sha256=checksum)
    download.unpack(folder / archive, folder, strip=0)


def _build(folder: Path) -> None:
    go.workspace(SOURCES).build(".", folder / PROGRAM, ldflags=LDFLAGS, tags=TAGS)


def _sources_digest() -> str:
    digest = hashlib.sha256()
    for file in sorted(SOURCES.iterdir()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


PLUGIN = Tool(
    name="pulumi-docker",
    version=PULUMI_DOCKER_VERSION,
    sources=(
        Source("publisher", "Pulumi's release on GitHub", _check_publisher, _from_publisher),
        Source("build", "built with Go from infra/plugins/docker", go.check, _build),
    ),
    recipe=(LDFLAGS, TAGS, _sources_digest()),
    installed=_installed,
)
