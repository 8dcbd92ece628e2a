"""The Docker Engine: found, or installed and started where we may; images and containers are not this module's."""

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from infra import paths
from infra.errors import UserError
from infra.toolchain import commands
from infra.toolchain.commands import Unavailable
from infra.toolchain.progress import working
from infra.toolchain.tools import INSTALLED, Plan

NAME = "docker-engine"

START_SECONDS = 30.0
"""How long a started engine may take to answer; 2 to 5 s are usual."""

QUICK_SECONDS = 30.0
"""Limit for a question; an engine that is busy with builds takes a second or two."""

SYSTEMD = Path("/run/systemd/system")
"""The folder that is there where systemd runs the machine."""

INSTALL_GUIDE = "https://docs.docker.com/engine/install/"


def version() -> str:
    """Return the version of the engine that answers; raises ``Unavailable`` with the reason where none does."""
    return commands.answer(["docker", "version", "--format", "{{.Server.Version}}"])


def docker(*arguments: str, limit: float = QUICK_SECONDS) -> str:
    """Return what a `docker` command prints; it may take ``limit`` seconds.

    Raises:
        UserError: it fails or does not answer.
    """
    try:
        return commands.answer(["docker", *arguments], limit=limit)
    except Unavailable as reason:
        raise UserError(f"`docker {arguments[0]}` failed: {reason}; `novax doctor` tells more") from reason


def ensure() -> str:
    """Return the engine's version, after installing and starting it where none answers and we may.

    Raises:
        UserError: no engine answers and we may not help it, or could not; the message says what to do.
    """
    try:
        return version()
    except Unavailable as reason:
        _refuse_if_not_ours(str(reason))
    try:
        if shutil.which("dockerd") is None or shutil.which("docker") is None:
            _install()
        _start()
        return version()
    except Unavailable as reason:
        raise UserError(f"Docker Engine could not be installed and started: {reason}") from reason


def plan() -> Plan:
    """Return where the engine would come from, without installing or starting anything."""
    try:
        return Plan(NAME, version(), INSTALLED, "answers", ok=True)
    except Unavailable as reason:
        silent = str(reason)
    try:
        _refuse_if_not_ours(silent)
    except UserError as reason:
        return Plan(NAME, "", "none", str(reason), ok=False)
    if shutil.which("dockerd") is None:
        return Plan(NAME, "", "package", "the package docker.io, installed by apt-get", ok=True)
    return Plan(NAME, "", INSTALLED, "is installed, not running; it will be started", ok=True)


def _refuse_if_not_ours(reason: str) -> None:
    """Raise the sentence for a silent engine that we cannot start."""
    if "permission denied" in reason:
        raise UserError(
            "This user may not use the Docker Engine; run 'sudo usermod -aG docker $USER', log in again and repeat the "
            "command."
        )
    for variable in ("DOCKER_HOST", "DOCKER_CONTEXT"):
        if value := os.environ.get(variable):
            raise UserError(
                f"{variable} is {value}, and no Docker Engine answers there ({_first_line(reason)}); start that one, "
                f"or unset {variable} to use the engine of this machine."
            )
    if os.geteuid() != 0:
        raise UserError(
            f"No Docker Engine answers ({_first_line(reason)}) and only root may install or start one: run the same "
            f"command once as root, or see {INSTALL_GUIDE}; then add this user to the group docker."
        )
    if shutil.which("dockerd") is None and shutil.which("apt-get") is None:
        raise UserError(f"No Docker Engine answers, and it can be installed only on Debian or Ubuntu: {INSTALL_GUIDE}")


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "no reason given"


def _install() -> None:
    commands.run(["apt-get", "update"], "reading the package lists")
    _apt_install("docker.io", "iptables")
    # Debian 12 and Ubuntu ship the client in docker.io; Debian 13 has a package for it.
    if shutil.which("docker") is None:
        _apt_install("docker-cli")


def _apt_install(*packages: str) -> None:
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    commands.run(command, f"installing {' and '.join(packages)}", env={"DEBIAN_FRONTEND": "noninteractive"})


def _start() -> None:
    if SYSTEMD.is_dir():
        commands.run(["systemctl", "enable", "--now", "docker.service"], "starting the Docker service")
        _wait("journalctl -u docker")
    else:
        start_daemon(["dockerd"])


def start_daemon(command: Sequence[str]) -> None:
    """Start the engine's daemon by its command, and wait until it answers.

    Raises:
        Unavailable: it did not answer in time; the message names its log.
    """
    log = paths.cache() / "dockerd.log"
    _start_detached(command, log)
    _wait(str(log))


def _start_detached(command: Sequence[str], log: Path) -> None:
    """Start a daemon in a session of its own, so that neither Ctrl-C nor the end of this shell stops it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    shell = ["sh", "-c", 'log=$1; shift; exec setsid --fork "$@" >>"$log" 2>&1 </dev/null', "sh", str(log)]
    commands.answer([*shell, *command])


def _wait(log: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    with working("waiting for the Docker Engine") as tick:
        while True:
            try:
                version()
            except Unavailable as reason:
                if time.monotonic() > deadline:
                    raise Unavailable(f"it did not answer within {START_SECONDS:g} s ({reason}); see {log}") from reason
            else:
                return
            tick()
            time.sleep(0.5)
