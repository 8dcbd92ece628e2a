"""Faults of a PostgreSQL node, each with what an operator would do afterwards; they leave the stack as it was."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.cli import inside, pods
from infra.cli.pods import address
from infra.drills.modes import Fault
from infra.errors import UserError
from infra.services.postgres import DATA
from infra.toolchain.commands import Unavailable, answer
from infra.toolchain.engine import docker
from infra.toolchain.termination import terminable

HOLD_SECONDS = 60.0
"""How long a node stays frozen, cut off or full: longer than the leader's lease of 20 s, so somebody takes over."""

_ROOM_MIB, _ROOM_AFTER_MIB = 96, 4096
"""Room for WAL on a small disk before it is filled, six segments, and in all when the fault is over: memory, as it is
used."""

_STOP_SECONDS = 60
_UNMOUNT_TRIES = 40
_WAL = f"{DATA}/pg_wal"


@dataclass(frozen=True)
class Node:
    """The PostgreSQL node that the fault is for: its name, container, and the network of Docker's that it is on."""

    name: str
    container: str
    network: str


Strike = Callable[[Node], contextlib.AbstractContextManager[None]]
"""Puts the fault in; the block runs while it lasts, and afterwards the node is as an operator would leave it."""


@contextmanager
def postmaster(node: Node) -> Generator[None]:
    """Kill PostgreSQL's first process, as a lack of memory does; Patroni and the container go on."""
    _run(inside.command(node.container, ["sh", "-c", f'kill -9 "$(head -n 1 {DATA}/postmaster.pid)"']))
    yield


@contextmanager
def kill(node: Node) -> Generator[None]:
    """End the container at once, as a lost node.

    Docker takes that for an operator's wish and leaves it down; Kubernetes makes the pod anew by itself.
    """
    if place := address(node.container):
        pods.kubectl(place.cluster, "delete", "pod", place.pod(), "--grace-period=0", "--force", "--wait=false")
        yield
        return
    _docker("kill", node.container)
    try:
        yield
    finally:
        _start(node.container)


@contextmanager
def crash(node: Node) -> Generator[None]:
    """Kill every process in the container at once; Docker starts it again by itself."""
    # The shell that kills is among the killed, so its exit code tells nothing.
    subprocess.run(["docker", "exec", node.container, "sh", "-c", "kill -9 -1"], capture_output=True, check=False)
    yield


@contextmanager
def pause(node: Node) -> Generator[None]:
    """Freeze every process, as a host that swaps or a virtual machine that is moved."""
    _docker("pause", node.container)
    try:
        yield
    finally:
        _docker("unpause", node.container)


@contextmanager
def partition(node: Node) -> Generator[None]:
    """Take the network away, and give it back with the name that others know the node by."""
    _docker("network", "disconnect", "--force", node.network, node.container)
    try:
        yield
    finally:
        _docker("network", "connect", "--alias", node.name, node.network, node.container)


@contextmanager
def disk_full(node: Node) -> Generator[None]:
    """Fill the small file system that `small_disk` gave the node's WAL, and make the server ask for more."""
    script = f"dd if=/dev/zero of={_WAL}/filler bs=1M 2>/dev/null; sync {_WAL}/filler; df -k {_WAL}"
    _docker("exec", node.container, "sh", "-c", script)
    try:
        yield
    finally:
        subprocess.run(["docker", "exec", node.container, "rm", "-f", f"{_WAL}/filler"], check=False)
        # An operator makes room, not only the room there was: pg_rewind copies all the WAL that the new primary keeps.
        options = f"remount,size={_ROOM_AFTER_MIB}M"
        subprocess.run(["mount", "-o", options, str(_wal_on_host(node.container))], check=True)


STRIKES: Mapping[Fault, Strike] = {
    Fault.POSTMASTER: postmaster,
    Fault.KILL: kill,
    Fault.CRASH: crash,
    Fault.PAUSE: pause,
    Fault.PARTITION: partition,
    Fault.DISK_FULL: disk_full,
}


ON_KUBERNETES = (Fault.POSTMASTER, Fault.KILL, Fault.SWITCHOVER)
"""What can be done to a pod; for the others one would have to be on its node."""


@contextmanager
def small_disk(node: Node) -> Generator[None]:
    """Give a stopped node's WAL a file system of its own with little room, and start the node on it.

    The node must be no primary. What WAL it has in the end goes back to its own disk, and nothing stays mounted however
    the block ends, a request to terminate included.

    Raises:
        UserError: not run as root on the engine's own host, which mounting takes; or the WAL could not be put back.
    """
    folder = _wal_on_host(node.container)
    with terminable():
        _stop(node.container)
        try:
            with _mounted(folder):
                _start(node.container)
                try:
                    yield
                finally:
                    _stop(node.container)
        finally:
            _start(node.container)


def _start(container: str) -> None:
    _docker("start", container)


def _stop(container: str) -> None:
    """Stop a container, as gently as it wants at first; whatever happens, it does not run afterwards."""
    try:
        _docker("stop", "--time", str(_STOP_SECONDS), container)
    except UserError:
        # An engine that does not answer in time may still be stopping it.
        _docker("kill", container)


def _docker(*arguments: str) -> None:
    """Run a command of Docker that may take longer than a quick question may.

    Raises:
        UserError: it failed.
    """
    _run(["docker", *arguments])


def _run(command: Sequence[str]) -> None:
    try:
        answer(command, limit=2 * _STOP_SECONDS)
    except Unavailable as reason:
        raise UserError(f"`{' '.join(command)}` failed: {reason}") from reason


@contextmanager
def _mounted(folder: Path) -> Generator[None]:
    """Mount a file system in memory over a folder, with the folder's content and little more."""
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    facts = folder.stat()
    options = f"size={size + (_ROOM_MIB << 20)},mode=0700,uid={facts.st_uid},gid={facts.st_gid}"
    with tempfile.TemporaryDirectory(prefix="novax-wal-") as name:
        before, after = Path(name) / "before", Path(name) / "after"
        _copy(folder, before)
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "novax-drill", str(folder)], check=True)
        try:
            _copy(before, folder)
            yield
        finally:
            try:
                _copy(folder, after)
            finally:
                _unmount(folder)
            _replace(folder, after)


def _replace(folder: Path, content: Path) -> None:
    for old in folder.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    _copy(content, folder)


def _copy(source: Path, target: Path) -> None:
    """Copy a folder's content with owners and modes, which Python's own copying leaves behind."""
    target.mkdir(exist_ok=True)
    subprocess.run(["cp", "--archive", f"{source}/.", str(target)], check=True)


def _unmount(folder: Path) -> None:
    """Unmount once nobody holds it, as a container that just stopped may for a moment; or else out of everyone's sight.

    The lazy way always works: the folder shows the disk again at once, and the memory goes with the last holder.
    """
    for _ in range(_UNMOUNT_TRIES):
        if subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.5)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _wal_on_host(container: str) -> Path:
    form = '{{range .Mounts}}{{if eq .Destination "/var/lib/novax"}}{{.Source}}{{end}}{{end}}'
    folder = Path(docker("inspect", "--format", form, container).strip()) / "pgdata" / "pg_wal"
    if os.geteuid() != 0 or not folder.is_dir():
        raise UserError(
            "mode disk-full mounts a small file system over the node's WAL; that takes root on the Docker Engine's own "
            "host; run it there, or choose another mode"
        )
    return folder
