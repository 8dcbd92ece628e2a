"""PgBouncer's admin console: applications wait there while the database under them is another one."""

import os
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress

import psycopg

from infra.cli.running import Running
from infra.errors import UserError

ACCOUNT = "pgbouncer"
WAIT_SECONDS = 15.0
"""For running transactions to end; half of the 30 s that a pack's statements may take, whose sessions then end."""

CLIENTS_WAIT_SECONDS = 120
"""PgBouncer's own query_wait_timeout: a client that has waited for longer gets an error."""


def pause(running: Running) -> bool:
    """Have all applications wait; return whether every transaction came to its end by itself.

    Those that do not end are cut off with their clients (KILL), and their databases held.

    Raises:
        UserError: the pooler does not answer.
    """
    if _paused(running):
        return True
    with _pausing(running) as done:
        if done.wait(WAIT_SECONDS):
            return True
        with _console(running) as console:
            for name in _databases(console):
                console.execute(f'KILL "{name}"'.encode())
        if not done.wait(WAIT_SECONDS):
            raise UserError("PgBouncer did not come to rest; `novax logs pgbouncer` tells more")
    return False


@contextmanager
def held(running: Running, seconds: float) -> Generator[bool]:
    """Have applications wait while the block runs, if their transactions end by themselves in so many seconds.

    Yields whether they did; if not, nobody was cut off, and applications go on at once. They also do however the block
    ends.

    Raises:
        UserError: the pooler does not answer.
    """
    # Opened beforehand: while applications wait, nobody signs in first.
    with _console(running) as console:
        try:
            with _pausing(running) as done:
                paused = done.wait(seconds)
            if not paused:
                _go_on(console)
            yield paused
        finally:
            try:
                _go_on(console)
            except psycopg.Error:
                resume(running)


@contextmanager
def _pausing(running: Running) -> Generator[threading.Event]:
    """Ask for a pause, and yield what is set when PgBouncer has come to rest; who has not waited for it takes it back.

    PgBouncer answers when the last transaction has ended, and forgets the pause when the asker leaves before.
    """
    done = threading.Event()
    with _console(running) as console:

        def ask() -> None:
            with suppress(psycopg.OperationalError):
                console.execute("PAUSE")
                done.set()

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        try:
            yield done
        finally:
            if not done.is_set():
                with suppress(OSError), socket.socket(fileno=os.dup(console.fileno())) as line:
                    line.shutdown(socket.SHUT_RDWR)
            thread.join()


def resume(running: Running) -> None:
    """Let applications go on; nothing when they do already.

    Raises:
        UserError: the pooler does not answer.
    """
    with _console(running) as console:
        _go_on(console)


def _go_on(console: psycopg.Connection) -> None:
    for name in _databases(console, held=True):
        console.execute(f'RESUME "{name}"'.encode())
    if _is_paused(console):
        console.execute("RESUME")


def _paused(running: Running) -> bool:
    with _console(running) as console:
        return _is_paused(console)


def _is_paused(console: psycopg.Connection) -> bool:
    return ("paused", "yes") in [tuple(row[:2]) for row in console.execute("SHOW STATE").fetchall()]


def _databases(console: psycopg.Connection, *, held: bool = False) -> list[str]:
    cursor = console.execute("SHOW DATABASES")
    columns = [column.name for column in cursor.description or ()]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return [row["name"] for row in rows if row["name"] != "pgbouncer" and (not held or str(row["paused"]) == "1")]


@contextmanager
def _console(running: Running) -> Generator[psycopg.Connection]:
    account = running.account(ACCOUNT)
    try:
        # The console knows simple queries alone, and no transactions.
        connection = psycopg.connect(
            host=account.endpoint.host,
            port=account.endpoint.port,
            user=account.username,
            password=account.password,
            dbname="pgbouncer",
            autocommit=True,
            sslmode="verify-full",
            sslrootcert=str(running.ca_file()),
            connect_timeout=10,
        )
    except psycopg.OperationalError as error:
        raise UserError(f"PgBouncer's console does not answer: {' '.join(str(error).split())}") from error
    with connection:
        yield connection
