"""Commands in the containers of PostgreSQL members, run as the server's own user."""

import subprocess
from collections.abc import Mapping, Sequence

from infra.cli import inside
from infra.errors import UserError
from infra.toolchain.progress import working

QUICK_SECONDS = 60.0
_TAIL_LINES = 4
_LOOK_SECONDS = 1.0


def execute(  # noqa: PLR0913 - a command has these parts
    container: str,
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    text: str | None = None,
    seconds: float = QUICK_SECONDS,
    title: str = "",
) -> str:
    """Return what a command prints in a container; `env` holds nothing secret, `text` is its standard input.

    A long one has a `title`, which is shown with the elapsed time.

    Raises:
        UserError: it fails or takes too long; the last lines that it said are in the message.
    """
    process = subprocess.Popen(
        inside.command(container, command, env=env, given=text is not None),
        stdin=subprocess.DEVNULL if text is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said, complaints = _long(process, title, seconds) if title else process.communicate(text, timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise UserError(f"{command[0]} in {container} did not end within {seconds:g} s") from None
    if process.returncode:
        tail = " | ".join((complaints.strip() or said.strip()).splitlines()[-_TAIL_LINES:])
        raise UserError(f"{command[0]} in {container} failed: {tail or f'exit code {process.returncode}'}")
    return said


def _long(process: "subprocess.Popen[str]", title: str, seconds: float) -> tuple[str, str]:
    waited = 0.0
    with working(title) as tick:
        while True:
            try:
                return process.communicate(timeout=_LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                waited += _LOOK_SECONDS
                if waited >= seconds:
                    raise
                tick()


def query(container: str, statement: str, *, database: str = "postgres") -> str:
    """Return what a statement answers, as the superuser over the container's socket: fields split by ``|``.

    Raises:
        UserError: the server refuses, or does not run.
    """
    command = ["psql", "-XAtq", "--set=ON_ERROR_STOP=1", f"--dbname={database}"]
    return execute(container, command, text=statement).strip()
