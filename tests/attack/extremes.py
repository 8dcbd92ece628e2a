"""The extremes of every type that a column may have, and statements with which a tenant writes them."""

from collections.abc import Iterator, Sequence

from psycopg import sql

from tests.attack import statements
from tests.attack.catalog import Relation
from tests.attack.owners import Row, verbatim

_MOMENTS = (
    "-infinity",
    "4714-11-24 00:00:00+00 BC",
    "1900-01-01 00:00:00+00",
    "294276-12-31 23:59:59+00",
    "infinity",
)
_EXTREMES = {
    "bigint": ("-9223372036854775808", "0", "9223372036854775807"),
    "boolean": ("true", "false"),
    "bytea": ("", "\\xff"),
    "date": ("-infinity", "4714-11-24 BC", "1900-01-01", "5874897-12-31", "infinity"),
    "integer": ("-2147483648", "0", "2147483647"),
    "interval": ("-178000000 years", "178000000 years"),
    "json": ("null", "[]", "{}", '"x"', "1e400"),
    "numeric": ("NaN", "-1e30", "0", "1e30", "999999999.999", "Infinity"),
    "real": ("NaN", "-3e38", "3e38", "Infinity"),
    "smallint": ("-32768", "0", "32767"),
    "text": ("", "\u00a0", "%s\\'\"", "x" * 20_000, "\U0001f600" * 60),
    "time": ("00:00", "24:00"),
    "timestamp": _MOMENTS,
    "uuid": ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
}
_ALIASES = {"character": "text", "citext": "text", "double": "real", "jsonb": "json"}


def of(kind: str) -> Sequence[str]:
    """Return extreme values of a type, as text; arrays and rarer types have those of no element and of null."""
    if kind.endswith("[]"):
        return ("{}", "{NULL}")
    bare = kind.partition("(")[0].partition(" ")[0].rpartition(".")[2]
    return _EXTREMES.get(_ALIASES.get(bare, bare), ())


def writes(relation: Relation, role: str, rows: Sequence[Row]) -> Iterator[sql.Composed]:
    """Yield statements that write each extreme into all of a tenant's rows, or into two new rows like one of them."""
    if not rows or not relation.grants[role].reach:
        return
    grants = relation.grants[role]
    for name in grants.on("UPDATE"):
        for value in (*of(relation.column(name).type), None):
            literal = sql.SQL("null") if value is None else sql.Literal(value)
            yield sql.SQL("update {} set {} = {}").format(verbatim(relation.name), verbatim(name), literal)
    if inserted := grants.on("INSERT"):
        for name in inserted:
            for value in of(relation.column(name).type):
                rows_of_values = [
                    statements.clone(relation, rows[0], inserted, number) | {name: value} for number in (1, 2)
                ]
                yield sql.SQL("; ").join(statements.insert(relation, values) for values in rows_of_values)
        # A row with the id of one that is there, which the key of a partitioned table lets in.
        if set(relation.key) & set(inserted):
            values = {name: rows[0].values[name] for name in inserted if not _computed(relation, name)}
            yield statements.insert(relation, values)


def _computed(relation: Relation, name: str) -> bool:
    column = relation.column(name)
    return column.identity or column.generated
