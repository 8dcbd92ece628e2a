"""Ports of this machine that lead to endpoints in a cluster, for hooks, commands and tests alike.

One process a stack keeps a `kubectl port-forward` for each service that somebody wants to reach, and starts it again
whenever its pod goes away. What it has to keep stands in a file; without the file it ends.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from infra import paths
from infra.errors import UserError
from infra.files import write_whole
from infra.settings import THROWAWAY, KubernetesSettings
from infra.toolchain import kubernetes

_REACHABLE_SECONDS = 60.0
"""How long a forward may take to listen: its pod has to be ready, and was before anybody asked."""

_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before a forward is tried again, by how often it has failed in a row."""

_STEADY_SECONDS = 10.0
_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Cluster:
    """A namespace of a cluster, and how kubectl gets there; empty parts are left to kubectl."""

    namespace: str
    kubeconfig: str = ""
    context: str = ""

    @classmethod
    def of(cls, settings: KubernetesSettings) -> "Cluster":
        """Return the cluster that settings name."""
        kubeconfig = settings.kubeconfig
        if kubeconfig == THROWAWAY:
            kubeconfig = str(paths.throwaway_kubeconfig())
        elif kubeconfig:
            kubeconfig = str(Path(kubeconfig).expanduser())
        return cls(settings.namespace, kubeconfig, settings.context)

    def kubectl(self) -> list[str]:
        """Return the beginning of a command line."""
        return [
            kubernetes.kubectl(),
            *([f"--kubeconfig={self.kubeconfig}"] if self.kubeconfig else []),
            *([f"--context={self.context}"] if self.context else []),
            f"--namespace={self.namespace}",
        ]

    def described(self) -> dict[str, str]:
        """Return the parts that are set, by name."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Forward:
    """A port of this machine that leads to a port of a service."""

    service: str
    port: int
    local: int


def ensure(stack: str, cluster: Cluster, wanted: Mapping[str, Forward]) -> None:
    """See to it that forwards are kept, beside those that are already, and wait until each listens.

    Raises:
        UserError: one does not; the message has kubectl's words.
    """
    for name in begin(stack, cluster, wanted, _REACHABLE_SECONDS):
        forward = wanted[name]
        words = _log(stack).read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
        raise UserError(
            f"endpoint {name} cannot be reached: port {forward.local} of this machine does not lead to service "
            f"{forward.service} of namespace {cluster.namespace} ({' / '.join(words)}); see to it that the service "
            "runs and the port is free, and try again"
        )


def begin(stack: str, cluster: Cluster, wanted: Mapping[str, Forward], patience: float) -> list[str]:
    """See to it that forwards are kept, and return those that do not listen after so many seconds.

    Whose service does not run is among them, and a stack is to be looked at then, too.
    """
    file = _file(stack)
    present = _read(file)
    forwards = {**present.get("forwards", {}), **{name: asdict(forward) for name, forward in wanted.items()}}
    known = {"cluster": asdict(cluster), "forwards": forwards}
    if {key: present.get(key) for key in known} != known:
        _write(file, {**present, **known})
    if not _alive(present.get("pid")):
        _start(stack, {**present, **known})
    deadline = time.monotonic() + patience
    while silent := [name for name, forward in wanted.items() if not _listens(forward.local)]:
        if time.monotonic() > deadline:
            return silent
        time.sleep(_LOOK_SECONDS)
    return []


def end(stack: str) -> None:
    """End a stack's forwards, if there are any."""
    present = _read(_file(stack))
    _file(stack).unlink(missing_ok=True)
    _log(stack).unlink(missing_ok=True)
    pid = present.get("pid")
    if pid is not None and _alive(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


def end_all(kubeconfig: Path) -> None:
    """End the forwards of every stack in a cluster that goes away, whose pods would be looked for forever."""
    for file in sorted(_file("any").parent.glob("*.json")):
        if _read(file).get("cluster", {}).get("kubeconfig") == str(kubeconfig):
            end(file.stem)


def keep(file: Path) -> None:
    """Keep what a file lists until it is gone: the work of the process that `ensure` starts."""
    running: dict[tuple[str, int, int], _Child] = {}
    signal.signal(signal.SIGTERM, _leave)
    try:
        while document := _read(file):
            if document.get("pid") != os.getpid():
                return
            wanted = {(f["service"], f["port"], f["local"]) for f in document["forwards"].values()}
            command = Cluster(**document["cluster"]).kubectl()
            for key in running.keys() - wanted:
                running.pop(key).stop()
            for key in wanted:
                running.setdefault(key, _Child(key)).see_to(command)
            time.sleep(_LOOK_SECONDS)
    finally:
        for child in running.values():
            child.stop()


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


class _Child:
    """One `kubectl port-forward`, started again when it ends."""

    def __init__(self, key: tuple[str, int, int]) -> None:
        self._service, self._port, self._local = key
        self._process: subprocess.Popen[bytes] | None = None
        self._began = self._next = 0.0
        self._failures = 0

    def see_to(self, kubectl: list[str]) -> None:
        now = time.monotonic()
        if self._process is not None:
            if self._process.poll() is None:
                return
            self._failures = 0 if now - self._began > _STEADY_SECONDS else self._failures + 1
            self._next = now + _PAUSES[min(self._failures, len(_PAUSES)) - 1 if self._failures else 0]
            self._process = None
        if now >= self._next:
            self._began = now
            target = [f"service/{self._service}", f"{self._local}:{self._port}"]
            self._process = subprocess.Popen(
                [*kubectl, "port-forward", "--address=127.0.0.1", *target],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


def _start(stack: str, document: dict[str, Any]) -> None:
    file, log = _file(stack), _log(stack)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.platforms.forwards", str(file)],
            cwd=paths.PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # It outlives the command that needs it first.
            start_new_session=True,
        )
    # Whoever started it takes note of its end, if it comes first.
    threading.Thread(target=process.wait, daemon=True).start()
    _write(file, {**document, "pid": process.pid})


def _file(stack: str) -> Path:
    return paths.home() / "forwards" / f"{stack}.json"


def _log(stack: str) -> Path:
    return _file(stack).with_suffix(".log")


def _read(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        # One that ends in the middle is written anew, with all that is in it.
        return {}


def _write(file: Path, document: dict[str, Any]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(file, json.dumps(document))


def _alive(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        return b"infra.platforms.forwards" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    _target = Path(sys.argv[1])
    # The file names this process once it was started.
    _until = time.monotonic() + 5
    while _read(_target).get("pid") != os.getpid() and time.monotonic() < _until:
        time.sleep(_LOOK_SECONDS)
    keep(_target)
