"""Attacks that read a relation: SELECT in its forms, COPY TO, conditions and errors that tell."""

from collections.abc import Iterator

from psycopg import sql

from tests.attack import statements
from tests.attack.cases import Case, Expect
from tests.attack.catalog import Relation
from tests.attack.owners import verbatim
from tests.attack.targets import Target


def reads(target: Target) -> Iterator[Case]:
    """Yield the attacks that read."""
    relation, readable = target.relation, target.may("SELECT")
    everything = tuple(column.name for column in relation.columns)
    all_of_it = sql.SQL("select * from {}").format(verbatim(relation.name))
    if readable != everything:
        yield target.case("SELECT *", Expect.DENIED, all_of_it)
    if not readable:
        yield from _unreadable(target, everything)
        return
    for column in everything:
        if column not in readable:
            yield target.case(f"SELECT {column}", Expect.DENIED, statements.select(relation, [column]))
    expect = _rows_expected(target)
    yield target.case("SELECT", expect, statements.select(relation, readable), columns=readable)
    yield target.case("COPY TO", expect, _copy(relation, readable), way="copy", columns=readable)
    telling = statements.telling(relation, readable)
    yield target.case("SELECT by error", Expect.TELLING, telling, columns=readable)
    if target.reads_key:
        for tenant in target.context.others:
            condition = statements.among(relation.key, target.owned.of(tenant, relation))
            yield target.case(
                f"SELECT by key of {tenant}", Expect.NOTHING, statements.select(relation, readable, condition)
            )
    if relation.is_table:
        yield _locking(target, readable)


def _rows_expected(target: Target) -> Expect:
    if not target.context.tenant:
        return Expect.NOTHING if target.guarded else Expect.SAME
    return Expect.EXACTLY if target.guarded else Expect.OWN


def _unreadable(target: Target, everything: tuple[str, ...]) -> Iterator[Case]:
    relation = target.relation
    yield target.case("COPY TO", Expect.DENIED, _copy(relation, everything), way="copy")
    count = sql.SQL("select count(*) from {}").format(verbatim(relation.name))
    yield target.case("SELECT count", Expect.DENIED, count)
    if relation.is_table:
        lock = sql.SQL("select 1 from {} for update").format(verbatim(relation.name))
        yield target.case("SELECT FOR UPDATE", Expect.DENIED, lock)


def _copy(relation: Relation, columns: tuple[str, ...]) -> sql.Composed:
    """A table is named; views, parents of partitions or chunks, and generated columns COPY takes only as a query."""
    if relation.kind == "r" and not relation.parent and not any(relation.column(name).generated for name in columns):
        return sql.SQL("copy {} ({}) to stdout").format(verbatim(relation.name), statements.names(columns))
    return sql.SQL("copy ({}) to stdout").format(statements.select(relation, columns))


def _locking(target: Target, readable: tuple[str, ...]) -> Case:
    lock = sql.Composed([statements.select(target.relation, readable), sql.SQL(" for update")])
    if not target.may("UPDATE"):
        return target.case("SELECT FOR UPDATE", Expect.DENIED, lock)
    # Rows that may be read and not updated are left out, so there may be fewer than the tenant has.
    return target.case("SELECT FOR UPDATE", Expect.SAME if target.context.tenant else Expect.NOTHING, lock)
