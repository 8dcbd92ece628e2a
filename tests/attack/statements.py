"""Statements against one relation, and the values that they write; which are given is decided elsewhere."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from psycopg import sql

from tests.attack.catalog import Relation
from tests.attack.owners import Row, verbatim

Values = Mapping[str, str | None]
"""What to write, as text, by quoted column name."""

NAMESPACE = uuid.UUID("7c0e8a52-5f7b-4d0e-9d59-3c1d5a0f6b1e")
"""Of the ids that attacks make: the same in every run, as both worlds must be given the same statement."""

_TEXT = ("text", "character varying", "character", "citext")
_INTEGER = ("bigint", "integer", "smallint")


def names(columns: Iterable[str]) -> sql.Composable:
    """Return a list of columns."""
    return sql.SQL(", ").join(verbatim(column) for column in columns)


def select(relation: Relation, columns: Sequence[str], condition: sql.Composable | None = None) -> sql.Composed:
    """Return a query for columns of all rows, or of those that meet a condition."""
    query = sql.SQL("select {} from {}").format(names(columns), verbatim(relation.name))
    return query if condition is None else sql.Composed([query, sql.SQL(" where "), condition])


def telling(relation: Relation, columns: Sequence[str]) -> sql.Composed:
    """Return a query whose condition fails with the first row that it is asked of; `told` is what it then says."""
    condition = sql.SQL("concat_ws('|', 'row', {})::integer = 0").format(names(columns))
    return sql.SQL("select count(*) from {} where {}").format(verbatim(relation.name), condition)


def told(row: Iterable[str | None]) -> str:
    """Return the message with which `telling` fails on a row, and the detail and hint that it does not have."""
    text = "|".join(("row", *(value for value in row if value is not None)))
    return f'invalid input syntax for type integer: "{text}"||'


def among(key: Sequence[str], rows: Sequence[Row]) -> sql.Composable:
    """Return the condition that a row is one of these."""
    if not rows:
        return sql.SQL("false")
    tuples = (sql.SQL("({})").format(literals(row.values[column] for column in key)) for row in rows)
    return sql.SQL("({}) in ({})").format(names(key), sql.SQL(", ").join(tuples))


def literals(values: Iterable[str | None]) -> sql.Composable:
    """Return a list of values whose types the server finds out."""
    return sql.SQL(", ").join(sql.SQL("null") if value is None else sql.Literal(value) for value in values)


def insert(relation: Relation, values: Values, returning: Sequence[str] = ()) -> sql.Composed:
    """Return an insert of one row."""
    return sql.SQL("insert into {} ({}) values ({}){}").format(
        verbatim(relation.name), names(values), literals(values.values()), _returning(returning)
    )


def update(
    relation: Relation,
    column: str,
    value: sql.Composable,
    condition: sql.Composable | None = None,
    returning: Sequence[str] = (),
) -> sql.Composed:
    """Return an update of one column."""
    return sql.SQL("update {} set {} = {}{}{}").format(
        verbatim(relation.name), verbatim(column), value, _where(condition), _returning(returning)
    )


def delete(relation: Relation, condition: sql.Composable | None = None, returning: Sequence[str] = ()) -> sql.Composed:
    """Return a delete."""
    return sql.SQL("delete from {}{}{}").format(verbatim(relation.name), _where(condition), _returning(returning))


def merge(relation: Relation, column: str, condition: sql.Composable) -> sql.Composed:
    """Return a MERGE that would update rows that meet the condition."""
    return sql.SQL("merge into {} using (values (1)) as one (found) on {} when matched then update set {} = {}").format(
        verbatim(relation.name), condition, verbatim(column), verbatim(column)
    )


def copy(relation: Relation, row: Row, columns: Sequence[str]) -> dict[str, str | None]:
    """Return the values of a row once more, its key left to the default."""
    return {
        name: row.values[name] for name in columns if not _computed(relation, name) and not _is_made(relation, name)
    }


def clone(relation: Relation, row: Row, columns: Sequence[str], number: int) -> dict[str, str | None]:
    """Return the values of a row like this one that no unique index minds; columns are those that may be written."""
    values = {name: row.values[name] for name in columns if not _computed(relation, name)}
    links = {link.column for link in relation.links}
    for unique in relation.uniques:
        given = [column for column in unique.columns if column in values]
        if len(given) < len(unique.columns):
            continue  # the rest comes from a default or a trigger
        if own := [column for column in given if column not in links]:
            _refresh(relation, values, min(own, key=lambda name: _ease(relation, name)), number)
    return values


def _refresh(relation: Relation, values: dict[str, str | None], column: str, number: int) -> None:
    if _is_made(relation, column):
        del values[column]
    else:
        values[column] = fresh(relation.column(column).type, values[column], number)


def fresh(kind: str, value: str | None, number: int) -> str | None:
    """Return another value of the same type and form."""
    if value is None:
        return None
    if kind == "uuid":
        return str(uuid.uuid5(NAMESPACE, f"{value}/{number}"))
    if kind.startswith(_INTEGER):
        return str(int(value) + 7001 + number)
    if kind.startswith(_TEXT):
        return _other_text(value, number)
    return value


def _other_text(value: str, number: int) -> str:
    """Turn letters and digits at the end into others: lengths, and what else a check may ask for, stay."""
    turned = list(value)
    places = [place for place, sign in enumerate(value) if sign.isascii() and sign.isalnum()][-3:]
    for place in places:
        sign = value[place]
        first, size = ("0", 10) if sign.isdigit() else ("a" if sign.islower() else "A", 26)
        turned[place] = chr(ord(first) + (ord(sign) - ord(first) + 3 + number) % size)
    return "".join(turned)


def _ease(relation: Relation, name: str) -> int:
    """Rank columns by how well another value for them can be made."""
    if _is_made(relation, name):
        return 0
    return 1 if relation.column(name).type.startswith(("uuid", *_TEXT)) else 2


def _is_made(relation: Relation, name: str) -> bool:
    """Tell whether the default of a column makes another key each time."""
    return name in relation.key and relation.column(name).default


def _computed(relation: Relation, name: str) -> bool:
    column = relation.column(name)
    return column.identity or column.generated


def _where(condition: sql.Composable | None) -> sql.Composable:
    return sql.SQL("") if condition is None else sql.SQL(" where {}").format(condition)


def _returning(columns: Sequence[str]) -> sql.Composable:
    return sql.SQL(" returning {}").format(names(columns)) if columns else sql.SQL("")
