"""The Debian root filesystem under every built image: found, pulled, or bootstrapped from packages."""

import os
import shutil
import tempfile
from pathlib import Path

from infra.catalog import DEBIAN_IMAGE, DEBIAN_SUITE
from infra.images import debian, docker, registry
from infra.images.recipe import FOLDER
from infra.images.sources import Source
from infra.images.work import Work
from infra.toolchain.commands import Unavailable

BOOTSTRAPPED = f"novax/rootfs:{DEBIAN_SUITE}"

PACKAGES = ("mmdebstrap", "debian-archive-keyring")


def _check_installed() -> None:
    if DEBIAN_IMAGE not in docker.inspect([DEBIAN_IMAGE]):
        raise Unavailable(f"{DEBIAN_IMAGE} is not on this machine")


def _pull(work: Work) -> str:
    docker.pull(work, DEBIAN_IMAGE, DEBIAN_IMAGE)
    return DEBIAN_IMAGE


def _check_bootstrap() -> None:
    if shutil.which("mmdebstrap") is None and (os.geteuid() != 0 or shutil.which("apt-get") is None):
        raise Unavailable(
            f"mmdebstrap is not installed, and only root on Debian or Ubuntu can do that here: install the packages "
            f"{' and '.join(PACKAGES)}"
        )


def _bootstrap(work: Work) -> str:
    if shutil.which("mmdebstrap") is None:
        _install_mmdebstrap(work)
    with tempfile.TemporaryDirectory(prefix="novax-rootfs-") as folder:
        archive = Path(folder) / "rootfs.tar"
        # The excludes are the base image's own, so that nothing is unpacked which it would leave out.
        options = ["--variant=minbase", f"--dpkgopt={FOLDER / 'base' / 'dpkg-excludes'}"]
        mirror = debian.mirrors().main
        command = ["mmdebstrap", *options, DEBIAN_SUITE, str(archive), *([mirror] if mirror else [])]
        work.run(command, f"bootstrapping Debian {DEBIAN_SUITE}", log="rootfs")
        docker.import_root(work, archive, BOOTSTRAPPED)
    return BOOTSTRAPPED


def _install_mmdebstrap(work: Work) -> None:
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES]
    work.run(["apt-get", "update"], "reading the package lists", log="apt-update", env=environment)
    work.run(install, "installing mmdebstrap", log="apt-install", env=environment)


SOURCES = (
    Source("installed", _check_installed, lambda _: DEBIAN_IMAGE),
    Source("registry", registry.check_hub, _pull),
    Source("bootstrap", _check_bootstrap, _bootstrap),
)
"""Where the root filesystem can come from, in the order in which that is tried."""
