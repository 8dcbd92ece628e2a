"""Runs long commands, two or so at a time, each into a log file, and says how they get on; knows none of them."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infra import paths
from infra.toolchain.commands import TAIL_LINES, Unavailable
from infra.toolchain.progress import HEARTBEAT_SECONDS, elapsed

POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Limits:
    """When a command counts as stuck, in seconds."""

    total: float = 1800.0
    first_output: float | None = None
    """How long it may take to say anything at all; None where silence means nothing."""


BUILD_LIMITS = Limits()


@dataclass(frozen=True)
class Work:
    """What commands that run side by side share: where progress goes, and how all of them are stopped."""

    report: Callable[[str], None]
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(
        self,
        command: Sequence[str],
        title: str,
        *,
        log: str,
        limits: Limits = BUILD_LIMITS,
        env: Mapping[str, str] | None = None,
    ) -> str:
        """Run a command and return its output, which stays in ``<log>.log`` of the log folder.

        ``env`` is added to this process's environment.

        Raises:
            Unavailable: it cannot be started, fails, gets stuck or is stopped; the message ends with its last lines.
        """
        file = log_folder() / f"{log}.log"
        self.report(f"  {title} ...")
        started = time.monotonic()
        try:
            with file.open("w") as output:
                code = self._wait(_start(command, output.fileno(), env), title, file, limits)
        except OSError as error:
            raise Unavailable(f"{command[0]} cannot be run: {error.strerror}") from error
        text = file.read_text(errors="replace")
        if code:
            raise Unavailable(f"{title} failed with exit code {code}; the end of {file}:\n{_tail(text)}")
        self.report(f"  ✓ {title} {elapsed(time.monotonic() - started)}")
        return text

    def _wait(self, process: subprocess.Popen[bytes], title: str, file: Path, limits: Limits) -> int:
        started = told = time.monotonic()
        try:
            while process.poll() is None:
                now = time.monotonic()
                if self.stopping.wait(POLL_SECONDS):
                    raise Unavailable(f"{title} was stopped")
                if now - started > limits.total:
                    raise Unavailable(f"{title} took longer than {limits.total:g} s")
                if limits.first_output is not None and now - started > limits.first_output and not file.stat().st_size:
                    raise Unavailable(f"{title} had no answer within {limits.first_output:g} s")
                if now - told > HEARTBEAT_SECONDS:
                    told = now
                    self.report(f"  {title} ... {elapsed(now - started)}")
        finally:
            _stop(process)
        return process.returncode


def log_folder() -> Path:
    """Return the folder that keeps the output of the last build, pull or load of each image."""
    folder = paths.cache() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _start(command: Sequence[str], output: int, env: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
    # A session of its own, so that a stop reaches everything that the command started.
    return subprocess.Popen(
        command,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        # What is made for images is for their users, however private this one's own files are.
        umask=0o022,
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _tail(text: str) -> str:
    return "\n".join(text.splitlines()[-TAIL_LINES:])
