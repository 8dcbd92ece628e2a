"""The root filesystem is bootstrapped where no registry has it, and the bootstrap's tool is installed where we may."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.catalog import DEBIAN_IMAGE
from infra.images import docker, registry, rootfs, sources
from infra.images.work import Work
from infra.toolchain.commands import Unavailable

INSTALLED, REGISTRY, BOOTSTRAP = rootfs.SOURCES


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Return a function that puts a shell script on an otherwise bare PATH; scripts log their arguments."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def write(name: str, script: str) -> None:
        (folder / name).write_text(f'#!/bin/sh\necho "{name} $*" >> {tmp_path}/calls\n{script}\n')
        (folder / name).chmod(0o755)

    return write


def calls(tmp_path: Path) -> list[str]:
    return (tmp_path / "calls").read_text().splitlines()


def as_user(monkeypatch: pytest.MonkeyPatch, uid: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)


def test_the_publishers_image_is_taken_where_it_is_here(monkeypatch: pytest.MonkeyPatch, work: Work) -> None:
    def inspect(references: list[str]) -> dict[str, docker.Local]:
        return {reference: docker.Local("sha256:1", 1) for reference in references}

    monkeypatch.setattr(docker, "inspect", inspect)
    assert sources.obtain(rootfs.SOURCES, work).reference == DEBIAN_IMAGE


def test_it_is_bootstrapped_where_no_registry_answers(
    monkeypatch: pytest.MonkeyPatch, program: Callable[[str, str], None], work: Work, tmp_path: Path
) -> None:
    monkeypatch.setattr(registry, "DOCKER_HUB", "127.0.0.1:1")
    program("docker", '[ "$1" != image ]')
    program("mmdebstrap", ': > "$4"')
    outcome = sources.obtain(rootfs.SOURCES, work)
    assert (outcome.source, outcome.reference) == ("bootstrap", "novax/rootfs:trixie")
    assert outcome.tried[1].startswith("registry: 127.0.0.1:1 cannot be reached")
    bootstrap, load = calls(tmp_path)[-2:]
    assert bootstrap.startswith("mmdebstrap --variant=minbase --dpkgopt=/")
    assert bootstrap.endswith("/rootfs.tar")
    assert load.startswith("docker import ")
    assert load.endswith("/rootfs.tar novax/rootfs:trixie")


def test_root_installs_the_bootstraps_tool(
    monkeypatch: pytest.MonkeyPatch, program: Callable[[str, str], None], work: Work, tmp_path: Path
) -> None:
    as_user(monkeypatch, 0)
    program("docker", "")
    program(
        "apt-get",
        f"printf '#!/bin/sh\\n: > \"$4\"\\n' > {tmp_path}/bin/mmdebstrap; /bin/chmod 755 {tmp_path}/bin/mmdebstrap",
    )
    BOOTSTRAP.check()
    assert BOOTSTRAP.obtain(work) == "novax/rootfs:trixie"
    assert calls(tmp_path)[:2] == [
        "apt-get update",
        "apt-get install --yes --no-install-recommends mmdebstrap debian-archive-keyring",
    ]


@pytest.mark.parametrize(("uid", "has_apt"), [(1000, True), (0, False)])
def test_others_are_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, program: Callable[[str, str], None], uid: int, *, has_apt: bool
) -> None:
    as_user(monkeypatch, uid)
    if has_apt:
        program("apt-get", "")
    with pytest.raises(Unavailable, match="install the packages mmdebstrap and debian-archive-keyring"):
        BOOTSTRAP.check()
