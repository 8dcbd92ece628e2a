"""The up part of a migration read statement by statement; no database is asked.

An object that the same files make is nobody's yet, so a lock on it blocks nothing. What a called function or a DO block
does is not known here, and is said to be so.
"""

from postgast import PgQueryError, parse

from infra.migrations.files import Part
from infra.preview import effects
from infra.preview.locks import NONE, Effect


def read(part: Part, made: set[str]) -> tuple[Effect, ...]:
    """Return the effects of a migration's part, in order.

    ``made`` names the tables that the files so far have made; what this one makes is added.

    Raises:
        ValueError: it is not SQL; the message says where.
    """
    try:
        parsed = parse(part.sql)
    except PgQueryError as error:
        line = part.line + part.sql[: error.cursorpos].count("\n")
        raise ValueError(f"line {line}: {error}") from None
    found: list[Effect] = []
    for raw in parsed.stmts:
        # The last statement has no length where no semicolon ends it.
        line = _line(part, raw.stmt_location, raw.stmt_len or len(part.sql.encode()))
        seen = effects.of(raw.stmt, line)
        found += [_unnoticed(effect) if effect.target in made else effect for effect in seen]
        made |= effects.made(raw.stmt)
    return tuple(found)


def _line(part: Part, start: int, length: int) -> int:
    # The library counts bytes of UTF-8.
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
