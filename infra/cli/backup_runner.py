"""Runs a stack's own programs in their containers and gives their answers, with progress while they work."""

import io
import json
import os
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import IO, Any

from infra.cli import inside
from infra.cli.running import Running
from infra.errors import UserError
from infra.services import relay
from infra.services.pgbackrest import CLIENT
from infra.toolchain.progress import say, working

_LOOK_SECONDS = 1.0

WAITING = "waiting for the end of "
"""What a program's line begins with that says what it waits for."""


class Complaints:
    """What a program says beside its answer: what it waits for is shown at once, the rest is kept."""

    def __init__(self, stream: IO[str]) -> None:
        self._kept: list[str] = []
        self._reader = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._reader.start()

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                if line.startswith(WAITING):
                    say(f"  {line.rstrip()}")
                else:
                    self._kept.append(line)

    def lines(self) -> list[str]:
        """Return what was kept, once the program has ended."""
        self._reader.join()
        return "".join(self._kept).strip().splitlines()


def ask(running: Running, title: str, *arguments: str) -> dict[str, Any]:
    """Return what a command of the backup container answers; `title` is shown with the elapsed time.

    Raises:
        UserError: the stack has no such container, or the command failed; the message is its sentence.
    """
    return _answer(container(running), title, "novax-backup", *arguments)


def container(running: Running) -> str:
    """Return the stack's backup container.

    Raises:
        UserError: it has none.
    """
    service = running.services.get(CLIENT)
    if service is None or not service.present:
        raise UserError(
            f"stack {running.stack} takes no backups, because novax:postgres.archive is false; set it to true and run "
            "`novax up`"
        )
    return next(iter(service.members.values()))


def ask_relay(running: Running, title: str, *arguments: str) -> dict[str, Any]:
    """Return what a command of the relay's container answers; `title` is shown with the elapsed time.

    Raises:
        UserError: the stack has no such container yet, or the command failed; the message is its sentence.
    """
    service = running.services.get(relay.SERVICE)
    if service is None or not service.present:
        raise UserError(f"stack {running.stack} has no relay yet; run `novax up -s {running.stack}`")
    return _answer(next(iter(service.members.values())), title, "novax-relay", *arguments)


@contextmanager
def presence() -> Generator[int]:
    """Yield standard input for a program that is to give up when this one is gone, whatever ended it."""
    ours, theirs = os.pipe()
    try:
        yield ours
    finally:
        os.close(ours)
        os.close(theirs)


def _answer(container: str, title: str, *command: str) -> dict[str, Any]:
    with presence() as stdin:
        process = subprocess.Popen(
            inside.command(container, command, given=True),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return _awaited(process, container, title)


def _awaited(process: "subprocess.Popen[str]", container: str, title: str) -> dict[str, Any]:
    with working(title) as tick:
        complaints = Complaints(process.stderr or io.StringIO())
        process.stderr = None  # it has its reader
        while True:
            try:
                said, _ = process.communicate(timeout=_LOOK_SECONDS)
                break
            except subprocess.TimeoutExpired:
                tick()
        if process.returncode:
            # A defect leaves a traceback; its last line is what a person can use.
            silence = (
                f"{title} ended with exit code {process.returncode} and without a word: {container} was stopped or "
                "replaced meanwhile, or its memory did not suffice; run it again"
            )
            raise UserError((complaints.lines() or [silence])[-1])
    answer: dict[str, Any] = json.loads(said)
    return answer
