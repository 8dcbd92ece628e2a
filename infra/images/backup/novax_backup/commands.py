"""Runs programs and says in one sentence why one failed; secrets travel in files or file descriptors only."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence

from novax_backup.failure import Failure

_TAIL_LINES = 6


def run(command: Sequence[str], *, env: Mapping[str, str] | None = None, seconds: float | None = None) -> str:
    """Return what a program printed on standard output; its other output goes on to the container's log.

    Raises:
        Failure: it could not be run, took too long, or failed; the last lines that it said are in the message.
    """
    try:
        process = subprocess.Popen(
            command,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Programs quote what they could not read, such as a file decrypted with another key.
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise Failure(f"{command[0]} cannot be run: {error.strerror}") from error
    try:
        said, complaints = process.communicate(timeout=seconds)
    except BaseException as error:
        # With its helpers: pgBackRest's go on without it.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            raise Failure(f"{command[0]} did not end within {seconds:g} s") from error
        raise
    if process.returncode:
        tail = " | ".join((complaints.strip() or said.strip()).splitlines()[-_TAIL_LINES:])
        raise Failure(f"{' '.join(command[:3])} failed with {process.returncode}: {tail}")
    return said
