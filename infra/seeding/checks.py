"""Proof that a seeded database is consistent: foreign keys by the catalog, and what each pack says of itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from infra.seeding.seed import Check, Seed
from infra.seeding.tables import ours

EXAMPLES = 3
"""How many violations of a check are shown."""

_FOREIGN_KEYS = """
    select
        k.conname,
        k.conrelid::regclass::text,
        k.confrelid::regclass::text,
        array(
            select a.attname from unnest(k.conkey) with ordinality as c (number, place)
            inner join pg_catalog.pg_attribute as a on a.attrelid = k.conrelid and a.attnum = c.number
            order by c.place
        ),
        array(
            select a.attname from unnest(k.confkey) with ordinality as c (number, place)
            inner join pg_catalog.pg_attribute as a on a.attrelid = k.confrelid and a.attnum = c.number
            order by c.place
        )
    from pg_catalog.pg_constraint as k
    where k.contype = 'f' and k.conparentid = 0 and k.connamespace = 'public'::regnamespace
    order by 2, 1
"""

_DEFAULT_PARTITIONS = """
    select c.oid::regclass::text
    from pg_catalog.pg_class as c
    where
        c.relispartition and pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT'
        -- What was published on the first day is meant to be there.
        and c.relname <> 'events_published_default'
    order by 1
"""


@dataclass(frozen=True)
class Violation:
    """A check that does not hold, with some of the rows that break it."""

    check: str
    examples: tuple[str, ...]

    def __str__(self) -> str:
        """Return it as a line."""
        return f"{self.check}: {'; '.join(self.examples)}"


def violations(connection: psycopg.Connection, seed: Seed, tenant_tables: Sequence[str]) -> tuple[Violation, ...]:
    """Return every check that does not hold; the connection's user must see all rows.

    `tenant_tables` are those in which a seed must leave rows.
    """
    found: list[Violation] = []
    for check in (
        *_filled(sorted(set(tenant_tables) - set(seed.unfilled))),
        *_foreign_keys(connection),
        *_defaults(connection),
        *seed.checks,
    ):
        query = sql.SQL("select * from ({}) as violations limit {}").format(ours(check.query), EXAMPLES)
        rows = connection.execute(query).fetchall()
        if rows:
            found.append(Violation(check.name, tuple(", ".join(map(str, row)) for row in rows)))
    return tuple(found)


def _filled(tables: Sequence[str]) -> Iterator[Check]:
    for table in tables:
        query = sql.SQL("select {} where not exists (select from {})").format(table, sql.Identifier("public", table))
        yield Check(f"table {table} has rows", query.as_string(None))


def _foreign_keys(connection: psycopg.Connection) -> Iterator[Check]:
    for name, table, parent, columns, keys in connection.execute(_FOREIGN_KEYS).fetchall():
        pairs = [
            (sql.Identifier("c", column), sql.Identifier("p", key)) for column, key in zip(columns, keys, strict=True)
        ]
        query = sql.SQL("select {} from {} as c where {} and not exists (select from {} as p where {})").format(
            sql.SQL(", ").join(column for column, _ in pairs),
            ours(table),
            sql.SQL(" and ").join(sql.SQL("{} is not null").format(column) for column, _ in pairs),
            ours(parent),
            sql.SQL(" and ").join(sql.SQL("{} = {}").format(key, column) for column, key in pairs),
        )
        yield Check(f"foreign key {name} of {table}", query.as_string(connection))


def _defaults(connection: psycopg.Connection) -> Iterator[Check]:
    for (partition,) in connection.execute(_DEFAULT_PARTITIONS).fetchall():
        yield Check(f"partition {partition} is empty", f"select tableoid::regclass from {partition}")  # noqa: S608
