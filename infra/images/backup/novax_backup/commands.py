"""Runs programs and says in one sentence why one failed; secrets travel in files or file descriptors only."""

import os
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
        done = subprocess.run(
            command,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            # Programs quote what they could not read, such as a file decrypted with another key.
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except OSError as error:
        raise Failure(f"{command[0]} cannot be run: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise Failure(f"{command[0]} did not end within {seconds:g} s") from error
    if done.returncode:
        said = " | ".join((done.stderr.strip() or done.stdout.strip()).splitlines()[-_TAIL_LINES:])
        raise Failure(f"{' '.join(command[:3])} failed with {done.returncode}: {said}")
    return done.stdout
