"""The Pulumi plugins of the platforms, in the place where the Pulumi CLI looks for them."""

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from infra import paths
from infra.catalog import PULUMI_DOCKER_VERSION, PULUMI_KUBERNETES_VERSION
from infra.toolchain import download, go
from infra.toolchain.tools import Resolved, Source, Tool, go_architecture

SOURCES = paths.PROJECT / "infra" / "plugins"
"""Holds a folder with a Go program for each plugin: its stand-in where the published one cannot be downloaded."""


@dataclass(frozen=True)
class Plugin:
    """The resource plugin of one Pulumi package; ``tags`` are for the build of its stand-in."""

    package: str
    version: str
    tags: str = ""

    @property
    def program(self) -> str:
        """The name of its executable."""
        return f"pulumi-resource-{self.package}"

    @property
    def folder_name(self) -> str:
        """The Pulumi CLI's name for its folder."""
        return f"resource-{self.package}-v{self.version}"

    @property
    def sources(self) -> Path:
        """The folder with its stand-in's source."""
        return SOURCES / self.package

    @cached_property
    def tool(self) -> Tool:
        """Where it comes from: the published one, whenever it can be had."""
        release = f"https://github.com/pulumi/pulumi-{self.package}/releases/download/v{self.version}"
        archive = f"{self.program}-v{self.version}-linux-{{}}.tar.gz"
        ldflags = f"-s -w -X main.version={self.version}"

        def check() -> None:
            download.probe(f"{release}/{archive.format(go_architecture())}")

        def obtain(folder: Path) -> None:
            file = archive.format(go_architecture())
            checksums = f"{release}/pulumi-{self.package}_{self.version}_checksums.txt"
            checksum = download.published_checksum(checksums, file)
            download.fetch(f"{release}/{file}", folder / file, sha256=checksum)
            download.unpack(folder / file, folder, strip=0)

        def build(folder: Path) -> None:
            go.workspace(self.sources).build(".", folder / self.program, ldflags=ldflags, tags=self.tags)

        return Tool(
            name=f"pulumi-{self.package}",
            version=self.version,
            sources=(
                Source("publisher", "Pulumi's release on GitHub", check, obtain),
                Source("build", f"built with Go from infra/plugins/{self.package}", go.check, build),
            ),
            recipe=(ldflags, self.tags, self._digest()),
            installed=self._installed,
        )

    def ensure(self) -> Resolved:
        """Return the plugin, obtained and linked into PULUMI_HOME.

        Raises:
            UserError: no source delivers it.
        """
        resolved = self.tool.resolve()
        program, link = resolved.folder / self.program, self._home_folder() / self.program
        if not link.exists() or not link.samefile(program):
            link.parent.mkdir(parents=True, exist_ok=True)
            temporary = link.with_name(f".{self.program}.{os.getpid()}")
            temporary.symlink_to(program)
            temporary.replace(link)
        return resolved

    def _home_folder(self) -> Path:
        return paths.pulumi_home() / "plugins" / self.folder_name

    def _installed(self) -> Path | None:
        """Return a published plugin's folder: in our PULUMI_HOME by hand, or in an ordinary Pulumi installation."""
        for folder in (self._home_folder(), Path.home() / ".pulumi" / "plugins" / self.folder_name):
            program = folder / self.program
            # A link is our own, from an earlier run; what it points to may be older than the sources.
            if not program.is_symlink() and os.access(program, os.X_OK):
                return folder
        return None

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for file in sorted(self.sources.iterdir()):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        return digest.hexdigest()


PLUGINS = {
    # The tag leaves the provider's Compose support out, with its dependencies: nothing here uses it.
    "docker": Plugin("docker", PULUMI_DOCKER_VERSION, tags="no_compose"),
    "kubernetes": Plugin("kubernetes", PULUMI_KUBERNETES_VERSION),
}
"""The plugin of each platform."""
