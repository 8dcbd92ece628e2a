"""Runs `novax-backup` in a stack's backup container and gives its answer, with progress while it works."""

import json
import subprocess
from typing import Any

from infra.cli.running import Running
from infra.errors import UserError
from infra.services.pgbackrest import CLIENT
from infra.toolchain.progress import working

_LOOK_SECONDS = 1.0


def ask(running: Running, title: str, *arguments: str) -> dict[str, Any]:
    """Return what a command of the backup container answers; `title` is shown with the elapsed time.

    Raises:
        UserError: the stack has no such container, or the command failed; the message is its sentence.
    """
    service = running.services.get(CLIENT)
    if service is None or not service.present:
        raise UserError(
            f"stack {running.stack} takes no backups, because novax:postgres.archive is false; set it to true and run "
            "`novax up`"
        )
    command = ["docker", "exec", next(iter(service.members.values())), "novax-backup", *arguments]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with working(title) as tick:
        while True:
            try:
                said, complaints = process.communicate(timeout=_LOOK_SECONDS)
                break
            except subprocess.TimeoutExpired:
                tick()
        if process.returncode:
            # A defect leaves a traceback; its last line is what a person can use.
            raise UserError(complaints.strip().splitlines()[-1] if complaints.strip() else f"{title} failed")
    answer: dict[str, Any] = json.loads(said)
    return answer
