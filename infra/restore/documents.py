"""Which rows and columns of PostgreSQL are an index's documents.

An index has its table's name. An attribute is a column of that table, of the table that knows its tenant, or, as
``contact_name``, the column ``name`` of what ``contact_id`` refers to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from infra.demands import SearchIndex
from infra.errors import UserError
from infra.packs import Pack

_VIA = "via "

_COLUMNS = """
select attname from pg_attribute
where attrelid = to_regclass(format('public.%%I', %s::text)) and attnum > 0 and not attisdropped
"""
_REFERENCES = """
select
    f.relname,
    array(
        select a.attname::text from unnest(c.conkey) with ordinality as k (number, place)
        inner join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = k.number
        order by k.place
    ),
    array(
        select a.attname::text from unnest(c.confkey) with ordinality as k (number, place)
        inner join pg_attribute as a on a.attrelid = c.confrelid and a.attnum = k.number
        order by k.place
    )
from pg_constraint as c
inner join pg_class as f on c.confrelid = f.oid
where
    c.contype = 'f'
    and c.conrelid = to_regclass(format('public.%%I', %s::text))
    and f.relnamespace = 'public'::regnamespace
order by c.conname
"""
# As `platform.publish_change` has it: consumers take such a row out of the index.
_PRESENT = """
to_jsonb(t) ->> 'deleted_at' is null and to_jsonb(t) ->> 'status' is distinct from 'deleted'
"""


@dataclass(frozen=True)
class Reference:
    """A foreign key: the table that it leads to, with its columns there, and the columns that lead to it."""

    table: str
    own: Sequence[str]
    theirs: Sequence[str]


@dataclass(frozen=True)
class Shape:
    """A table as far as its documents go: the columns of each table by name, and the foreign keys of its own."""

    columns: Mapping[str, frozenset[str]]
    references: Sequence[Reference]


def read(connection: psycopg.Connection, table: str) -> Shape:
    """Return the shape of a table of `public` and of all that it refers to."""
    references = [Reference(*row) for row in connection.execute(_REFERENCES, (table,)).fetchall()]
    names = {table, *(reference.table for reference in references)}
    columns = {
        name: frozenset(str(column) for (column,) in connection.execute(_COLUMNS, (name,)).fetchall()) for name in names
    }
    return Shape(columns, references)


def query(pack: Pack, table: str, index: SearchIndex, shape: Shape) -> sql.Composed:
    """Return the query for an index's documents, one object of JSON a row.

    Raises:
        UserError: an attribute is a column of no table that the index could take it from.
    """
    names = dict.fromkeys((index.primary_key, *index.searchable, *index.filterable, *index.sortable))
    fields = sql.SQL(", ").join(
        sql.SQL("{}, {}").format(sql.Literal(name), _value(pack, table, shape, name)) for name in names
    )
    return sql.SQL("select jsonb_build_object({}) from public.{} as t where {}").format(
        fields, sql.Identifier(table), sql.SQL(_PRESENT.strip())
    )


def _value(pack: Pack, table: str, shape: Shape, name: str) -> sql.Composable:
    if name in shape.columns[table]:
        return sql.Identifier("t", name)
    parent = pack.tenant_tables.get(table, "").removeprefix(_VIA)
    for reference in shape.references:
        there = shape.columns[reference.table]
        if reference.table == parent and name in there:
            return _looked_up(reference, name)
        for column in reference.own:
            prefix = f"{column.removesuffix('_id')}_"
            if name.startswith(prefix) and name.removeprefix(prefix) in there:
                return _looked_up(reference, name.removeprefix(prefix))
    raise UserError(
        f"index {pack.index_uid(table)} wants {name}, which is a column neither of table {table} of database "
        f"{pack.database} nor of one that it refers to; correct search.{table} in {pack.name}/pack.yaml"
    )


def _looked_up(reference: Reference, column: str) -> sql.Composed:
    same = sql.SQL(" and ").join(
        sql.SQL("{} = {}").format(sql.Identifier("o", theirs), sql.Identifier("t", own))
        for own, theirs in zip(reference.own, reference.theirs, strict=True)
    )
    return sql.SQL("(select {} from public.{} as o where {})").format(
        sql.Identifier("o", column), sql.Identifier(reference.table), same
    )
