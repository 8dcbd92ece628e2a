"""PgBouncer's admin console: applications wait there while the database under them is another one."""

import threading
from collections.abc import Generator
from contextlib import contextmanager

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
    done = threading.Event()

    def ask() -> None:
        with _console(running) as console:
            console.execute("PAUSE")
        done.set()

    # PgBouncer answers when the last transaction has ended, and takes the pause back when the asker leaves before.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    if done.wait(WAIT_SECONDS):
        return True
    with _console(running) as console:
        for name in _databases(console):
            console.execute(f'KILL "{name}"'.encode())
    if not done.wait(WAIT_SECONDS):
        raise UserError("PgBouncer did not come to rest; `novax logs pgbouncer` tells more")
    return False


def resume(running: Running) -> None:
    """Let applications go on; nothing when they do already.

    Raises:
        UserError: the pooler does not answer.
    """
    with _console(running) as console:
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
