"""Asks every PostgreSQL node, over its own socket, whether it takes writes: also one that the network has lost."""

import contextlib
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from infra.cli import inside
from infra.drills.history import PROBE_SECONDS, History, Sample
from infra.errors import UserError

_RETRY_SECONDS = 0.5


@dataclass
class Probes:
    """One probe a node: a psql in its container that asks ten times a second; a new one when it ends."""

    containers: Mapping[str, str]
    """The container of each node."""
    database: str
    history: History
    _stopping: threading.Event = field(default_factory=threading.Event)
    _running: dict[str, "subprocess.Popen[str]"] = field(default_factory=dict[str, "subprocess.Popen[str]"])
    _threads: list[threading.Thread] = field(default_factory=list[threading.Thread])

    def start(self) -> None:
        """Start all probes."""
        self._threads = [threading.Thread(target=self._probe, args=(node,)) for node in self.containers]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End all probes."""
        self._stopping.set()
        for process in self._running.values():
            process.kill()
        for thread in self._threads:
            thread.join()

    def _probe(self, node: str) -> None:
        # `\watch` repeats the query before it, also after an error.
        script = f"set statement_timeout = '1s';\nselect drill.probe('{node}') \\watch {PROBE_SECONDS}\n"
        wanted = ("psql", "-XAtq", "-d", self.database)
        while not self._stopping.is_set():
            try:
                command = inside.command(self.containers[node], wanted, given=True)
            except UserError:
                # A pod that is being replaced: there is nobody to ask.
                self._stopping.wait(_RETRY_SECONDS)
                continue
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            self._running[node] = process
            with process, contextlib.suppress(OSError):
                if process.stdin and process.stdout:
                    process.stdin.write(script)
                    process.stdin.flush()
                    for line in process.stdout:
                        if line.strip() in {"t", "f"}:
                            self.history.samples.append(Sample(node, time.monotonic(), line.strip() == "t"))
            self._stopping.wait(_RETRY_SECONDS)
