"""Tables as a seed fills them, and their rows in COPY's text format; nothing here talks to a database."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import LiteralString, TypeAlias, cast
from uuid import UUID

from psycopg import sql

Value: TypeAlias = bool | int | float | Decimal | str | UUID | datetime | date | Mapping[str, object] | list[str] | None
"""What a column may hold: a mapping becomes JSON, a list of texts an array."""

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True)
class Table:
    """One table of a pack's database and the columns that a seed gives it; the others have their defaults."""

    name: str
    columns: tuple[str, ...]
    empty_but: str = "false"
    """SQL condition of the rows that migrations make, which are there before any seed."""
    insert: str = ""
    """Where the server stores other columns than are written, such as encrypted ones: the statement that takes them
    from pg_temp.seed_<name>, in which every column is a text."""


Row: TypeAlias = tuple[Table, Sequence[Value]]


def ours(text: str) -> sql.SQL:
    """Return SQL that a pack's module or the catalog wrote, which is what the type asks for; never a user's."""
    return sql.SQL(cast("LiteralString", text))


def line(values: Sequence[Value]) -> str:
    """Return a row in COPY's text format, line end included; equal values always give equal text."""
    return "\t".join(map(_text, values)) + "\n"


def _text(value: Value) -> str:  # noqa: PLR0911  # a form a type
    match value:
        case None:
            return "\\N"
        case bool():
            return "t" if value else "f"
        case str():
            return value.translate(_ESCAPES)
        case datetime():
            return value.isoformat()
        case Mapping():
            return json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
        case list():
            return ("{" + ",".join(map(_element, value)) + "}").translate(_ESCAPES)
        case _:
            return str(value)


def _element(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
