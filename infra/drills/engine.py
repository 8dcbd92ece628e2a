"""Restarts the Docker Engine under all containers, where somebody knows how to start it again."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from infra.drills import cluster
from infra.errors import UserError
from infra.toolchain import engine
from infra.toolchain.commands import Unavailable, answer

NAME = "docker"
"""What drills call it."""

_PID_FILE = Path("/run/docker.pid")
_PROCESSES = Path("/proc")

_STOP_SECONDS = 120.0
"""The engine lets each container end in its own time before it ends itself; PostgreSQL may take a minute."""


def out_of_reach() -> str:
    """Return why the engine cannot be restarted from here; empty where it can."""
    if os.environ.get("DOCKER_HOST", "unix://").partition("://")[0] != "unix":
        return "the engine is on another host"
    if os.geteuid() != 0:
        return "restarting the engine takes root"
    if not _is_service() and not _daemon():
        return "neither systemd nor a daemon of this machine runs the engine, so nobody knows how to start it again"
    return ""


def restart() -> None:
    """Restart the engine, which ends every container unless it keeps them alive.

    Raises:
        UserError: it did not end, or did not come up.
    """
    try:
        if _is_service():
            answer(["systemctl", "restart", "docker"], limit=_STOP_SECONDS)
            return
        command = _daemon()
        _end(_PID_FILE.read_text(encoding="ascii").strip())
        engine.start_daemon(command)
    except Unavailable as reason:
        raise UserError(f"the Docker Engine was not restarted: {reason}") from reason


def _is_service() -> bool:
    """Return whether systemd runs the engine."""
    if not engine.SYSTEMD.is_dir():
        return False
    try:
        answer(["systemctl", "is-active", "--quiet", "docker"])
    except Unavailable:
        return False
    return True


def _daemon() -> Sequence[str]:
    """Return the command of the daemon that the engine's own file names; empty where there is none."""
    try:
        return _command(_PID_FILE.read_text(encoding="ascii").strip())
    except OSError:
        return ()


def _command(pid: str) -> Sequence[str]:
    """Return the command of a running daemon of the engine; empty where the process is gone, ended or another's."""
    try:
        line = (_PROCESSES / pid / "cmdline").read_text(encoding="utf-8").rstrip("\0")
    except OSError:
        return ()
    command = line.split("\0")
    return command if Path(command[0]).name == "dockerd" else ()


def _end(pid: str) -> None:
    os.kill(int(pid), signal.SIGTERM)
    cluster.wait(lambda: not _command(pid), _STOP_SECONDS, "the Docker Engine to end")
