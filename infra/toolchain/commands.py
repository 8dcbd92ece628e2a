"""Runs other programs: quickly for an answer, or for long with progress shown. Knows nothing of what they do."""

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from infra.toolchain.progress import working

TAIL_LINES = 12
"""How much of a failed command's output goes into its error."""


class Unavailable(Exception):  # noqa: N818  # it is a fact about a source; the next one is tried
    """A source cannot deliver on this machine; the message is the reason, in a few words."""


def answer(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, limit: float = 10.0, given: str | None = None
) -> str:
    """Return what a quick command prints on standard output, stripped; ``env`` replaces its environment.

    ``given`` is its standard input; without it that is this process's own.

    Raises:
        Unavailable: it is not installed, fails, or takes longer than ``limit`` seconds; the message is its stderr.
    """
    try:
        done = subprocess.run(command, env=env, input=given, capture_output=True, text=True, timeout=limit, check=False)
    except OSError as error:
        raise Unavailable(f"{command[0]} cannot be run: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{command[0]} did not answer within {limit:g} s") from error
    if done.returncode:
        raise Unavailable(done.stderr.strip() or f"{command[0]} failed with exit code {done.returncode}")
    return done.stdout.strip()


def run(
    command: Sequence[str],
    title: str,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    limit: float = 3600.0,
) -> None:
    """Run a long command quietly, showing the title and the elapsed time.

    ``env`` is added to this process's environment. The command gets a session of its own, so that a stop reaches
    everything that it started.

    Raises:
        Unavailable: it cannot be started, fails, or takes longer than ``limit`` seconds; the message ends with the
            last lines of its output.
    """
    with tempfile.TemporaryFile("w+", errors="replace") as output, working(title) as tick:
        try:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise Unavailable(f"{command[0]} cannot be run: {error.strerror}") from error
        waited = 0.0
        try:
            while _still_runs(process):
                waited += 1
                tick()
                if waited >= limit:
                    raise Unavailable(f"{title} took longer than {limit:g} s\n{_tail(output)}")
        finally:
            _stop(process)
        if process.returncode:
            raise Unavailable(f"{title} failed with exit code {process.returncode}\n{_tail(output)}")


def _still_runs(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return True
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _tail(output: IO[str]) -> str:
    output.seek(0)
    return "\n".join(output.read().splitlines()[-TAIL_LINES:])
