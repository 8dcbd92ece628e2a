"""Runs a stack's own programs in their containers and gives their answers, with progress while they work."""

import json
import subprocess
from typing import Any

from infra.cli import inside
from infra.cli.running import Running
from infra.errors import UserError
from infra.services import relay
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
    return _answer(next(iter(service.members.values())), title, "novax-backup", *arguments)


def ask_relay(running: Running, title: str, *arguments: str) -> dict[str, Any]:
    """Return what a command of the relay's container answers; `title` is shown with the elapsed time.

    Raises:
        UserError: the stack has no such container yet, or the command failed; the message is its sentence.
    """
    service = running.services.get(relay.SERVICE)
    if service is None or not service.present:
        raise UserError(f"stack {running.stack} has no relay yet; run `novax up -s {running.stack}`")
    return _answer(next(iter(service.members.values())), title, "novax-relay", *arguments)


def _answer(container: str, title: str, *command: str) -> dict[str, Any]:
    process = subprocess.Popen(
        inside.command(container, command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
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
            silence = (
                f"{title} ended with exit code {process.returncode} and without a word: {container} was stopped or "
                "replaced meanwhile, or its memory did not suffice; run it again"
            )
            raise UserError(complaints.strip().splitlines()[-1] if complaints.strip() else silence)
    answer: dict[str, Any] = json.loads(said)
    return answer
