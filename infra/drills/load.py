"""Clients of a drill: writers and a reader through PgBouncer, as an application would be one."""

import asyncio
import contextlib
import logging
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

_WRITE = cast("LiteralString", (Path(__file__).parent / "sql" / "write.sql").read_text(encoding="utf-8"))
# A connection that a fault broke is what a drill is about, not something to warn of.
logging.getLogger("psycopg").setLevel(logging.ERROR)

_READ = "select count(*) from drill.writes where writer = 0"


@dataclass
class Load:
    """Writers that each append a row every ``pause`` seconds, and a reader on the replicas' side."""

    primary: str
    """The conninfo of the application."""
    replica: str
    writers: int = 4
    pause: float = 0.05
    history: History = field(default_factory=History)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]])

    async def start(self) -> None:
        """Start all clients."""
        self._tasks = [asyncio.create_task(self._write(number)) for number in range(self.writers)]
        self._tasks.append(asyncio.create_task(self._read()))

    async def stop(self) -> None:
        """Let what is under way come to its end, then end all clients."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def acknowledged(self) -> int:
        """Return how many writes were acknowledged so far."""
        return sum(write.outcome == "acknowledged" for write in self.history.writes)

    async def _write(self, writer: int) -> None:
        connection: AsyncConnection | None = None
        number = 0
        while True:
            number += 1
            begun = time.monotonic()
            outcome: Outcome = "refused"
            seen, error = None, ""
            try:
                connection = connection or await _connect(self.primary)
                outcome = "unknown"
                seen = await _answer(connection, _WRITE, {"writer": writer, "number": number})
                outcome = "acknowledged"
            except (psycopg.Error, OSError, TimeoutError) as failure:
                error = _name(failure)
                outcome = "refused" if outcome == "refused" or _certainly_refused(failure) else "unknown"
                connection = await _close(connection)
            finally:
                # Also when the drill ends in the middle of a write.
                self.history.writes.append(Write(writer, number, begun, time.monotonic(), outcome, seen, error))
            await asyncio.sleep(self.pause)

    async def _read(self) -> None:
        connection: AsyncConnection | None = None
        while True:
            try:
                connection = connection or await _connect(self.replica)
                await _answer(connection, _READ, {})
                self.history.reads.append(time.monotonic())
            except (psycopg.Error, OSError, TimeoutError):
                connection = await _close(connection)
            await asyncio.sleep(self.pause)


async def _connect(conninfo: str) -> AsyncConnection:
    return await asyncio.wait_for(AsyncConnection.connect(conninfo, autocommit=True), ANSWER_SECONDS)


async def _answer(connection: AsyncConnection, query: LiteralString, values: dict[str, int]) -> int:
    async def ask() -> int:
        cursor = await connection.execute(query, values or None)
        row = await cursor.fetchone()
        return int(row[0]) if row else 0

    return await asyncio.wait_for(ask(), ANSWER_SECONDS)


async def _close(connection: AsyncConnection | None) -> None:
    if connection is not None:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(connection.close(), ANSWER_SECONDS)


def _certainly_refused(failure: BaseException) -> bool:
    """Tell whether the server itself said no: a message with a SQLSTATE, other than that it is going down."""
    state = getattr(failure, "sqlstate", None)
    return bool(state) and not str(state).startswith(("57", "08"))


def _name(failure: BaseException) -> str:
    return getattr(failure, "sqlstate", None) or type(failure).__name__


def rows(connection: psycopg.Connection) -> Sequence[tuple[int, int]]:
    """Return what the database has in the end."""
    return [(int(w), int(n)) for w, n in connection.execute("select writer, number from drill.writes").fetchall()]
