"""Parts of a statement's parse tree as text: names of objects, kinds in SQL's words, the statement itself."""

from google.protobuf.message import Message
from postgast import deparse
from postgast.pg_query_pb2 import List, Node, ObjectWithArgs, ParseResult, RangeVar, RawStmt, String, TypeName
from postgast.walk import unwrap_node


def table_of(relation: RangeVar) -> str:
    """Return a table's name with its schema."""
    # Migrations are run with the pack's default path, in which what bears no schema is public's.
    return f"{relation.schemaname or 'public'}.{relation.relname}"


def path_of(node: Node) -> list[str]:
    """Return the parts of an object's name, its schema first."""
    found = _parts(unwrap_node(node))
    return found if len(found) > 1 or node.HasField("string") else ["public", *found]


def _parts(thing: Message) -> list[str]:
    match thing:
        case String():
            return [thing.sval]
        case List():
            items = thing.items
        case ObjectWithArgs():
            items = thing.objname
        case TypeName():
            items = thing.names
        case _:
            return []
    return [part for item in items for part in _parts(unwrap_node(item))]


def words(term: str) -> str:
    """Return a name of the parser's, such as CreateTableAsStmt or OBJECT_TABLE, as SQL's own words."""
    term = term.removesuffix("Stmt")
    if "_" in term or term.isupper():
        return term.replace("_", " ")
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in term)
    return spaced.strip().upper()


def text(node: Node) -> str:
    """Return a statement in one line, as the parser understood it."""
    return deparse(ParseResult(stmts=[RawStmt(stmt=node)]))
