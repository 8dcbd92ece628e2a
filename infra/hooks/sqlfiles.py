"""SQL files that hooks run: hashed for the marker, filled with identifiers, rolled back when they change nothing.

Names in braces in a file are placeholders for identifiers; values never go into a file.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import LiteralString, cast

import psycopg
from psycopg import sql

from infra.hooks.declaration import JSON
from infra.paths import PROJECT

FOLDER = PROJECT / "sql" / "platform"
"""Where the files lie."""

_STATE = "state.sql"


def hashes(names: Iterable[str]) -> dict[str, JSON]:
    """Return the SHA-256 of each file, by name: an edited file is a changed declaration."""
    return {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in (*names, _STATE)}


def text(name: str) -> LiteralString:
    """Return what a file says."""
    # Our own files are the only source of this text, which is what the type asks for.
    return cast("LiteralString", (FOLDER / name).read_text(encoding="utf-8"))


def run(connection: psycopg.Connection, name: str, identifiers: Mapping[str, sql.Composable]) -> bool:
    """Run a file in a transaction and tell whether it changed anything.

    Statements that grant, revoke or replace write to the catalog even when nothing is new, so a run that leaves the
    state as it was is rolled back. The state is what `state.sql` selects: it must see all that the files may change.
    """
    with connection.transaction() as transaction:
        before = _state(connection)
        connection.execute(sql.SQL(text(name)).format(**identifiers))
        changed = _state(connection) != before
        if not changed:
            raise psycopg.Rollback(transaction)
    return changed


def names(roles: Iterable[str]) -> sql.Composed:
    """Return the names as a list of identifiers, for a placeholder."""
    return sql.SQL(", ").join(sql.Identifier(name) for name in roles)


def _state(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute(text(_STATE)).fetchall()
