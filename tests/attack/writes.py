"""Attacks that write a relation: a tenant's own rows, which must work, and the other's, which must not."""

from collections.abc import Iterator, Sequence

from psycopg import sql

from tests.attack import statements
from tests.attack.cases import Case, Expect
from tests.attack.owners import verbatim
from tests.attack.targets import Target

TRIES = 4
"""How many own rows are tried before a command counts as refused."""

_NOT_A_TABLE = ("42501", "428C9", "42809", "55000")
"""For views and materialized views: PostgreSQL may say that the command is not for them before it asks who gives it."""


_NO_SUCH = ("42501", "23503")
"""For references: a foreign key that holds the tenant too refuses the other's rows as if they did not exist."""


def writes(target: Target) -> Iterator[Case]:
    """Yield the attacks that write."""
    yield from _inserts(target) if target.may("INSERT") else _denied_insert(target)
    yield from _updates(target) if target.may("UPDATE") else _denied_update(target)
    yield from _deletes(target) if _deletes_rows(target) else _denied_delete(target)
    name = verbatim(target.relation.name)
    # Reading by COPY goes through the policies; writing does not, so PostgreSQL refuses it where there are any.
    codes = ("42501", "0A000") if target.may("INSERT") and target.guarded else _codes(target)
    yield target.case("COPY FROM", Expect.DENIED, sql.SQL("copy {} from stdin").format(name), way="copy", codes=codes)
    if target.relation.is_table:
        yield target.case("TRUNCATE", Expect.DENIED, sql.SQL("truncate {}").format(name))


def _deletes_rows(target: Target) -> bool:
    return target.grants.reach and target.grants.delete


def _codes(target: Target) -> tuple[str, ...]:
    return ("42501",) if target.relation.is_table else _NOT_A_TABLE


def _denied_insert(target: Target) -> Iterator[Case]:
    codes, name = _codes(target), verbatim(target.relation.name)
    yield target.case("INSERT", Expect.DENIED, sql.SQL("insert into {} default values").format(name), codes=codes)
    returning = sql.SQL("insert into {} default values returning *").format(name)
    yield target.case("INSERT RETURNING", Expect.DENIED, returning, codes=codes)


def _denied_update(target: Target) -> Iterator[Case]:
    codes = _codes(target)
    plain = next(c.name for c in target.relation.columns if not c.generated and not c.identity)
    yield target.case("UPDATE", Expect.DENIED, statements.update(target.relation, plain, sql.SQL("null")), codes=codes)
    returning = statements.update(target.relation, plain, sql.SQL("null"), returning=["*"])
    yield target.case("UPDATE RETURNING", Expect.DENIED, returning, codes=codes)


def _denied_delete(target: Target) -> Iterator[Case]:
    codes = _codes(target)
    yield target.case("DELETE", Expect.DENIED, statements.delete(target.relation), codes=codes)
    returning = statements.delete(target.relation, returning=["*"])
    yield target.case("DELETE RETURNING", Expect.DENIED, returning, codes=codes)


def _inserts(target: Target) -> Iterator[Case]:
    relation, columns = target.relation, target.may("INSERT")
    own = [statements.clone(relation, row, columns, n) for n, row in enumerate(target.own[:TRIES])]
    # As it is, less what has a default: right where one more of the same takes the place of the last.
    own += [statements.copy(relation, row, columns) for row in target.own[:TRIES]]
    foreign = [statements.clone(relation, row, columns, n) for n, row in enumerate(target.foreign[:TRIES])]
    if own:
        # What the writer gave: a number that the server makes differs each time.
        returning = [name for name in own[0] if name in target.may("SELECT")][:1]
        yield target.case("INSERT", Expect.WORKS, *_own_inserts(target, own, ()), way="counted")
        if returning:
            tries = _own_inserts(target, own, returning)
            yield target.case("INSERT RETURNING", Expect.WORKS, *tries, way="counted")
        yield from _linked_inserts(target, own)
        yield from _colliding_inserts(target, own[0])
    if foreign and target.guarded:
        tries = [statements.insert(relation, values) for values in foreign]
        yield target.case("INSERT for the other", Expect.REFUSED, *tries, way="counted", codes=_refusals(target))


def _own_inserts(
    target: Target, own: Sequence[dict[str, str | None]], returning: Sequence[str]
) -> Iterator[sql.Composable]:
    """Yield inserts of own rows; last those that delete a row and put it back, where nothing can be put beside it."""
    for values in own:
        yield statements.insert(target.relation, values, returning)
    if target.reads_key and _deletes_rows(target):
        for row in target.own[:TRIES]:
            mine = statements.among(target.relation.key, [row])
            values = statements.copy(target.relation, row, target.may("INSERT"))
            again = statements.insert(target.relation, values, returning)
            yield sql.Composed([statements.delete(target.relation, mine), sql.SQL("; "), again])


def _refusals(target: Target) -> tuple[str, ...]:
    # A policy cannot read an id that is none, and says so before it refuses.
    return ("42501", "22P02") if target.context.name == "malformed" else ("42501",)


def _bonds(target: Target) -> Iterator[tuple[str, str]]:
    """Yield each column that ties a row to its tenant, with a value of the other tenant's."""
    itself = target.relation.key == (target.tenant_column,)
    columns = ["" if itself else target.tenant_column, *(link.column for link in target.relation.links)]
    for column in dict.fromkeys(columns):
        values = [value for row in target.foreign if column and (value := row.values[column])]
        mine = {row.values[column] for row in target.own if column}
        if value := next((value for value in values if value not in mine), None):
            yield column, value


def _linked_inserts(target: Target, own: Sequence[dict[str, str | None]]) -> Iterator[Case]:
    """Yield own rows that refer to something of the other tenant's, column by column."""
    for column, value in _bonds(target):
        if column in target.may("INSERT"):
            returning = [column] if column in target.may("SELECT") else []
            # A row that refers to something there already, where one does: others may have a reason not to.
            values = next((values for values in own if values.get(column)), own[0])
            statement = statements.insert(target.relation, values | {column: value}, returning)
            yield target.case(
                f"INSERT with the other's {column}",
                Expect.REFUSED,
                statement,
                way="counted",
                foreign=value,
                codes=_NO_SUCH,
            )


def _colliding_inserts(target: Target, own: dict[str, str | None]) -> Iterator[Case]:
    """Yield own rows with what must be unique taken from the other tenant."""
    for unique, values in _collisions(target, target.may("INSERT")):
        guessable = not any(target.relation.column(name).type == "uuid" for name in values)
        expect = Expect.SAME if guessable else Expect.UNGUESSED
        statement = statements.insert(target.relation, own | values)
        yield target.case(f"INSERT colliding in {unique}", expect, statement)


def _collisions(target: Target, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Yield each unique index with the other tenant's values of its columns that lead to no tenant."""
    bonds = {target.tenant_column, *(link.column for link in target.relation.links)} - set(target.relation.key)
    computed = {column.name for column in target.relation.columns if column.identity or column.generated}
    for unique in target.relation.uniques:
        free = [name for name in unique.columns if name in columns and name not in bonds | computed]
        row = next((row for row in target.foreign if all(row.values[name] for name in free)), None)
        if free and row:
            yield unique.name, {name: row.values[name] for name in free}


def _updates(target: Target) -> Iterator[Case]:
    relation = target.relation
    column, value = _unchanging(target)
    returning = relation.key if target.reads_key else ()
    expect = Expect.NOTHING if not target.context.tenant else Expect.OWN if target.guarded else Expect.SAME
    statement = statements.update(relation, column, value, returning=returning)
    yield target.case("UPDATE", expect, statement, way="counted", columns=returning)
    if not target.reads_key or not target.guarded:
        return
    others = statements.among(relation.key, target.foreign)
    statement = statements.update(relation, column, value, others, returning)
    yield target.case("UPDATE of the other's", Expect.NOTHING, statement, way="counted")
    if column in target.may("SELECT"):
        yield target.case("MERGE into the other's", Expect.NOTHING, statements.merge(relation, column, others))
    if target.own:
        yield from _moving_updates(target)


def _unchanging(target: Target) -> tuple[str, sql.Composable]:
    """Return the column that an update minds least, and what it is set to: itself, where that may be read."""
    tied = {name for unique in target.relation.uniques for name in unique.columns}
    tied |= {target.tenant_column, *(link.column for link in target.relation.links)}
    columns = target.may("UPDATE")
    column = min(columns, key=lambda name: (name in tied, name not in target.may("SELECT")))
    if column in target.may("SELECT"):
        return column, verbatim(column)
    value = next((row.values[column] for row in target.own or target.foreign), None)
    return column, sql.SQL("null") if value is None else sql.Literal(value)


def _moving_updates(target: Target) -> Iterator[Case]:
    """Yield updates that give an own row to the other tenant, or what must be unique and the other has."""
    for column, value in _bonds(target):
        if column in target.may("UPDATE"):
            row = next((row for row in target.own if row.values[column]), target.own[0])
            mine = statements.among(target.relation.key, [row])
            returning = [column] if column in target.may("SELECT") else []
            statement = statements.update(target.relation, column, sql.Literal(value), mine, returning)
            yield target.case(
                f"UPDATE to the other's {column}",
                Expect.REFUSED,
                statement,
                way="counted",
                foreign=value,
                codes=_NO_SUCH,
            )
    for unique, values in _collisions(target, target.may("UPDATE")):
        for column, value in list(values.items())[:1]:
            kind = target.relation.column(column).type
            expect = Expect.UNGUESSED if kind == "uuid" else Expect.SAME
            mine = statements.among(target.relation.key, target.own[:1])
            statement = statements.update(target.relation, column, sql.Literal(value), mine)
            yield target.case(f"UPDATE colliding in {unique}", expect, statement)


def _deletes(target: Target) -> Iterator[Case]:
    relation = target.relation
    if not target.reads_key or not target.guarded:
        expect = Expect.SAME if target.context.tenant else Expect.NOTHING
        yield target.case("DELETE", expect, statements.delete(relation), way="counted")
        return
    if not target.context.tenant:
        statement = statements.delete(relation, returning=relation.key)
        yield target.case("DELETE", Expect.NOTHING, statement, way="counted")
    if target.own:
        mine = [statements.among(relation.key, [row]) for row in target.own[: 2 * TRIES]]
        tries = [statements.delete(relation, condition) for condition in mine]
        yield target.case("DELETE", Expect.WORKS, *tries, way="counted")
        tries = [statements.delete(relation, condition, relation.key) for condition in mine]
        yield target.case("DELETE RETURNING", Expect.WORKS, *tries, way="counted")
    others = statements.among(relation.key, target.foreign)
    statement = statements.delete(relation, others, relation.key)
    yield target.case("DELETE of the other's", Expect.NOTHING, statement, way="counted")
