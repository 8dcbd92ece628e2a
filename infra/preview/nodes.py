"""Parts of a statement's parse tree as text: names of objects, kinds in SQL's words, the statement itself.

The parser's nodes are not typed: they are taken as they are.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, cast


def table_of(relation: Any) -> str:  # noqa: ANN401
    """Return a table's name with its schema."""
    # Migrations are run with the pack's default path, in which what bears no schema is public's.
    return f"{relation.schemaname or 'public'}.{relation.relname}"


def path_of(thing: Any) -> list[str]:  # noqa: ANN401
    """Return the parts of an object's name, its schema first."""
    if hasattr(thing, "sval"):
        return [thing.sval]
    names = getattr(thing, "names", None) or getattr(thing, "objname", None) or thing
    if not isinstance(names, tuple | list):
        return [str(names)]
    found = [part.sval if hasattr(part, "sval") else ".".join(path_of(part)) for part in cast("tuple[Any, ...]", names)]
    return found if len(found) > 1 else ["public", *found]


def nodes(node: Any, kind: str) -> Iterator[Any]:  # noqa: ANN401
    """Yield every node of a kind below one."""
    if isinstance(node, tuple):
        for item in cast("tuple[Any, ...]", node):
            yield from nodes(item, kind)
    elif hasattr(node, "__slots__") and not isinstance(node, str):
        if type(node).__name__ == kind:
            yield node
        for field in node:
            yield from nodes(getattr(node, field), kind)


def words(term: str) -> str:
    """Return a name of the parser's, such as CreateTableAsStmt or OBJECT_TABLE, as SQL's own words."""
    term = term.removesuffix("Stmt")
    if "_" in term or term.isupper():
        return term.replace("_", " ")
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in term)
    return spaced.strip().upper()


def text(stmt: Any) -> str:  # noqa: ANN401
    """Return a statement in one line, as the parser understood it."""
    return str(import_module("pglast.stream").RawStream()(stmt))
