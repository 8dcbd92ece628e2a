"""The up part of a migration read statement by statement; no database is asked.

An object that the same files make is nobody's yet, so a lock on it blocks nothing. What a called function or a DO block
does is not known here, and is said to be so.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from infra.migrations.files import Part
from infra.preview import effects
from infra.preview.locks import NONE, Effect


def available() -> bool:
    """Tell whether statements can be parsed here."""
    return find_spec("pglast") is not None


def read(part: Part, made: set[str]) -> tuple[Effect, ...]:
    """Return the effects of a migration's part, in order.

    ``made`` names the tables that the files so far have made; what this one makes is added.

    Raises:
        ValueError: it is not SQL; the message says where.
    """
    # Untyped, of some megabytes, and for previews alone.
    library: Any = import_module("pglast")
    try:
        parsed: tuple[Any, ...] = library.parse_sql(part.sql)
    except library.parser.ParseError as error:
        raise ValueError(str(error)) from None
    found: list[Effect] = []
    for raw in parsed:
        start = raw.stmt_location or 0
        length = raw.stmt_len or len(part.sql)
        # The library counts bytes of UTF-8.
        line = _line(part, start, length)
        seen = effects.of(raw.stmt, line)
        found += [_unnoticed(effect) if effect.target in made else effect for effect in seen]
        made |= effects.made(raw.stmt)
    return tuple(found)


def _line(part: Part, start: int, length: int) -> int:
    encoded = part.sql.encode()
    before, statement = encoded[:start], encoded[start : start + length].decode()
    skipped = 0
    for text in statement.splitlines():
        if text.strip() and not text.strip().startswith("--"):
            break
        skipped += 1
    return part.line + before.count(b"\n") + skipped


def _unnoticed(effect: Effect) -> Effect:
    return Effect(effect.line, effect.statement, effect.target, NONE, "made by these files", effect.access)
