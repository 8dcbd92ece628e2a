"""What a database's catalog says of a pack: every object with its definition, in a form that two databases share.

The queries are SQL files; this module runs them and compares two answers.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString, cast

import psycopg

from infra.migrations.files import SQL

FOLDER = SQL / "platform" / "fingerprint"
_SCOPE = "scope.sql"

Fingerprint = Mapping[tuple[str, str], str]
"""Definitions by kind and name; all names carry their schema."""


@dataclass(frozen=True)
class Difference:
    """One object that is not in both databases, or not the same; None stands for its absence."""

    kind: str
    name: str
    expected: str | None
    found: str | None

    def lines(self) -> list[str]:
        """Return the difference for people: ``+`` is in the database, ``-`` is what its migrations make."""
        if self.expected is None:
            return [f"+ {self.kind} {self.name}: in the database, and no migration makes it"]
        if self.found is None:
            return [f"- {self.kind} {self.name}: made by a migration, and gone from the database"]
        compared = difflib.unified_diff(_lines(self.expected), _lines(self.found), lineterm="", n=0)
        # The first two lines would name files.
        changed = [f"    {line}" for line in list(compared)[2:] if not line.startswith("@@")]
        return [f"~ {self.kind} {self.name}: changed in the database", *changed]


def _lines(definition: str) -> list[str]:
    """Return the lines of a function or query, and the items of any other definition."""
    return definition.splitlines() if "\n" in definition else definition.split("; ")


def read(connection: psycopg.Connection) -> Fingerprint:
    """Return the fingerprint of the connection's database; its user must be a superuser. Nothing is left behind."""
    found: dict[tuple[str, str], str] = {}
    with connection.transaction() as transaction:
        # Without a path every name in a definition carries its schema.
        connection.execute("set local search_path = ''")
        connection.execute(_text(_SCOPE))
        for file in sorted(FOLDER.glob("*.sql")):
            if file.name != _SCOPE:
                found |= {(kind, name): definition for kind, name, definition in connection.execute(_text(file.name))}
        raise psycopg.Rollback(transaction)
    return found


def differences(expected: Fingerprint, found: Fingerprint) -> tuple[Difference, ...]:
    """Return what differs, sorted by kind and name."""
    return tuple(
        Difference(*key, expected.get(key), found.get(key))
        for key in sorted({*expected, *found})
        if expected.get(key) != found.get(key)
    )


def _text(name: str) -> LiteralString:
    # Our own files are the only source of this text, which is what the type asks for.
    return cast("LiteralString", (FOLDER / name).read_text(encoding="utf-8"))
