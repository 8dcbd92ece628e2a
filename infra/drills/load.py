"""Clients of a drill: writers and a reader through PgBouncer, as an application would be one."""

import asyncio
import contextlib
import logging
import os
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import LiteralString, cast

import psycopg
from psycopg import AsyncConnection

from infra.drills.history import History, Outcome, Write

ANSWER_SECONDS = 2.0
"""How long a client waits for an answer before it gives the connection up."""

PATIENT_SECONDS = 20.0
"""The same for one that is told of planned maintenance: many times what a switchover takes."""

_WRITE = cast("LiteralString", (Path(__file__).parent / "sql" / "write.sql").read_text(encoding="utf-8"))
# A connection that a fault broke is what a drill is about, not something to warn of.
logging.getLogger("psycopg").setLevel(logging.ERROR)

_READ = "select count(*) from drill.writes where writer = 0"

_REST_SECONDS = 0.05
_AGAIN_SECONDS = 0.1


@dataclass(frozen=True)
class Pace:
    """How many writers there are, and how many seconds each rests between two writes."""

    writers: int
    pause: float


STEADY = Pace(4, 0.05)
"""Leaves the machine idle enough for an outage to be the platform's own."""

FLAT_OUT = Pace(8, 0.0)
"""The next write at once: many commits are under way when the fault comes, and those are what can be lost."""


@dataclass
class Load:
    """Writers that each append row after row, and a reader on the replicas' side."""

    # Kept out of the output of failing tests: the passwords are in them.
    primary: str = field(repr=False)
    """The conninfo of the application."""
    replica: str = field(repr=False)
    pace: Pace = STEADY
    patience: float = ANSWER_SECONDS
    """How many seconds a client waits for an answer."""
    history: History = field(default_factory=History)
    acknowledged: int = 0
    """How many writes were acknowledged so far."""
    _stopping: bool = False
    _tasks: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]])

    async def start(self) -> None:
        """Start all clients."""
        self._tasks = [asyncio.create_task(self._write(number)) for number in range(self.pace.writers)]
        self._tasks.append(asyncio.create_task(self._read()))

    async def stop(self) -> None:
        """End all clients; what is under way comes to its end, as far as they have patience."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _write(self, writer: int) -> None:
        connection: AsyncConnection | None = None
        number = 0
        while not self._stopping:
            number += 1
            begun = time.monotonic()
            outcome: Outcome = "refused"
            seen, error = None, ""
            try:
                connection = connection or await self._connect(self.primary)
                outcome = "unknown"
                seen = await self._answer(connection, _WRITE, {"writer": writer, "number": number})
                outcome = "acknowledged"
                self.acknowledged += 1
            except (psycopg.Error, OSError, TimeoutError) as failure:
                error = _name(failure)
                outcome = "refused" if outcome == "refused" or _certainly_refused(failure) else "unknown"
                connection = await _close(connection)
            self.history.writes.append(Write(writer, number, begun, time.monotonic(), outcome, seen, error))
            # Who was refused does not hammer, whatever the pace.
            await asyncio.sleep(max(self.pace.pause, _AGAIN_SECONDS if error else 0.0))
        await _close(connection)

    async def _read(self) -> None:
        connection: AsyncConnection | None = None
        while not self._stopping:
            try:
                connection = connection or await self._connect(self.replica)
                await self._answer(connection, _READ, {})
                self.history.reads.append(time.monotonic())
            except (psycopg.Error, OSError, TimeoutError) as failure:
                self.history.read_errors.append(_name(failure))
                connection = await _close(connection)
            await asyncio.sleep(_REST_SECONDS)
        await _close(connection)

    async def _connect(self, conninfo: str) -> AsyncConnection:
        return await asyncio.wait_for(AsyncConnection.connect(conninfo, autocommit=True), self.patience)

    async def _answer(self, connection: AsyncConnection, query: LiteralString, values: dict[str, int]) -> int:
        # A deadline that cancelled the task would have psycopg cancel the statement, and wait for that: a commit that
        # waits for its standby is acknowledged when it is cancelled, without being safe (measured).
        deadline = asyncio.get_running_loop().call_later(self.patience, _hang_up, connection)
        try:
            cursor = await connection.execute(query, values or None)
            row = await cursor.fetchone()
            return int(row[0]) if row else 0
        finally:
            deadline.cancel()


def _hang_up(connection: AsyncConnection) -> None:
    """End a connection under the statement that waits on it, as a network does: that is an error there."""
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


async def _close(connection: AsyncConnection | None) -> None:
    if connection is not None:
        with contextlib.suppress(psycopg.Error, OSError):
            await connection.close()


def _certainly_refused(failure: BaseException) -> bool:
    """Tell whether the server itself said no: a message with a SQLSTATE, other than that it is going down."""
    state = getattr(failure, "sqlstate", None)
    return bool(state) and not str(state).startswith(("57", "08"))


def _name(failure: BaseException) -> str:
    return getattr(failure, "sqlstate", None) or type(failure).__name__


def rows(connection: psycopg.Connection) -> Sequence[tuple[int, int]]:
    """Return what the database has in the end."""
    return [(int(w), int(n)) for w, n in connection.execute("select writer, number from drill.writes").fetchall()]
