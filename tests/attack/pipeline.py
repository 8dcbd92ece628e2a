"""Many statements that must be refused, in few round trips, each between two points that the server comes back to.

It is the client's protocol alone that differs: the server runs each statement as it would by itself.
"""

from collections.abc import Iterator, Sequence

import psycopg
from psycopg import sql
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

from tests.attack.seen import Mask, Seen

_AT_ONCE = 24
"""How many statements go out before their answers are read: fewer than fill a socket's buffers."""

_BACK = b"rollback to savepoint attack"
_PARTS = (DiagnosticField.MESSAGE_PRIMARY, DiagnosticField.MESSAGE_DETAIL, DiagnosticField.MESSAGE_HINT)


def refused(connection: psycopg.Connection, statements: Sequence[sql.Composable], mask: Mask) -> Iterator[Seen]:
    """Yield what came of each statement; the connection is in a transaction with the savepoint `attack`.

    Rows are not read: of a statement that works, no more is told than that it does.
    """
    for start in range(0, len(statements), _AT_ONCE):
        yield from _batch(connection, statements[start : start + _AT_ONCE], mask)


def _batch(connection: psycopg.Connection, statements: Sequence[sql.Composable], mask: Mask) -> list[Seen]:
    pgconn = connection.pgconn
    pgconn.nonblocking = 0
    pgconn.enter_pipeline_mode()
    try:
        for statement in statements:
            pgconn.send_query_params(_BACK, None)
            pgconn.send_query_params(statement.as_bytes(connection), None)
            pgconn.pipeline_sync()
        return [_seen(_answers(connection)[-1], mask) for _ in statements]
    finally:
        pgconn.exit_pipeline_mode()
        pgconn.nonblocking = 1


def _answers(connection: psycopg.Connection) -> list[PGresult]:
    """Return the results up to the next point of synchronisation."""
    found: list[PGresult] = []
    while True:
        result = connection.pgconn.get_result()
        if result is None:
            continue  # between two statements
        if result.status == ExecStatus.PIPELINE_SYNC:
            return found
        found.append(result)


def _seen(result: PGresult, mask: Mask) -> Seen:
    if result.status != ExecStatus.FATAL_ERROR:
        return Seen("", count=max(result.command_tuples or 0, result.ntuples, 1))
    code, *parts = (result.error_field(part) or b"" for part in (DiagnosticField.SQLSTATE, *_PARTS))
    return Seen(code.decode() or "?", mask("|".join(part.decode() for part in parts)))
