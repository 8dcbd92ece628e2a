"""Asks a restored database what only its extensions can answer, and by the way that they answer: through indexes."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from psycopg import sql

from novax_backup.failure import Failure

Connection = psycopg.Connection[Any]

_HYPERTABLES = """
select hypertable_schema, hypertable_name, column_name from timescaledb_information.dimensions
where dimension_number = 1 and time_interval is not null
"""
_HNSW = """
select s.nspname, t.relname, i.relname, a.attname, n.nspname, o.oprname
from pg_index as x
inner join pg_class as i on i.oid = x.indexrelid
inner join pg_am as m on m.oid = i.relam and m.amname = 'hnsw'
inner join pg_class as t on t.oid = x.indrelid
inner join pg_namespace as s on s.oid = t.relnamespace
inner join pg_attribute as a on a.attrelid = t.oid and a.attnum = x.indkey[0]
inner join pg_opclass as c on c.oid = x.indclass[0]
inner join pg_amop as p on p.amopfamily = c.opcfamily and p.amoppurpose = 'o'
inner join pg_operator as o on o.oid = p.amopopr
inner join pg_namespace as n on n.oid = o.oprnamespace
order by i.relname
"""
_NEAREST = """
select {column} operator({namespace}.{operator}) (select {column} from {table} limit 1) as distance
from {table} order by distance limit 1
"""
_SAME = 1e-3
"""A stored vector's distance to itself, as single precision has it."""


def answers(connection: Connection) -> str:
    """Return what was asked of each extension of the database that the platform knows queries for.

    Raises:
        Failure: an answer is wrong, or an index was not used for it.
        psycopg.Error: the extension does not answer.
    """
    present = {str(name) for (name,) in connection.execute("select extname from pg_extension")}
    return "; ".join(f"{name}: {ask(connection)}" for name, ask in _ASKED.items() if name in present) or "none"


def _timescaledb(connection: Connection) -> str:
    tables = connection.execute(_HYPERTABLES).fetchall()
    buckets = 0
    for schema, table, column in tables:
        query = sql.SQL("select extensions.time_bucket('1 day', {}), count(*) from {} group by 1").format(
            sql.Identifier(column), sql.Identifier(schema, table)
        )
        buckets += len(connection.execute(query).fetchall())
    return f"{buckets} days in {len(tables)} hypertables"


def _vector(connection: Connection) -> str:
    found = connection.execute(_HNSW).fetchall()
    for schema, table, index, column, namespace, operator in found:
        query = sql.SQL(_NEAREST).format(
            column=sql.Identifier(column),
            namespace=sql.Identifier(namespace),
            operator=sql.SQL(operator),
            table=sql.Identifier(schema, table),
        )
        with connection.transaction():
            # A small table is read faster whole; it is the index that must answer.
            connection.execute("set local enable_seqscan = off")
            _refuse_other_plans(connection, query, str(index))
            row = connection.execute(query).fetchone()
        if row and not abs(row[0]) < _SAME:
            raise Failure(f"index {index} says that the nearest to a stored vector is {row[0]} away, and not itself")
    return f"{len(found)} HNSW indexes find what is stored" if found else "no HNSW index"


def _refuse_other_plans(connection: Connection, query: sql.Composed, index: str) -> None:
    row = connection.execute(sql.SQL("explain (format json) ") + query).fetchone()
    plan: Mapping[str, Any] = row[0][0]["Plan"] if row else {}
    if index not in _indexes(plan):
        raise Failure(f"the query for the nearest vector does not use index {index}: {json.dumps(plan)[:300]}")


def _indexes(plan: Mapping[str, Any]) -> set[str]:
    """Return the names of all indexes that a plan uses."""
    below = [name for part in plan.get("Plans", ()) for name in _indexes(part)]
    return {str(plan["Index Name"]), *below} if "Index Name" in plan else set(below)


def _pgcrypto(connection: Connection) -> str:
    query = "select extensions.pgp_sym_decrypt(extensions.pgp_sym_encrypt('a', 'k'), 'k')"
    if connection.execute(query).fetchone() != ("a",):
        raise Failure("pgcrypto does not decrypt what it has encrypted")
    return "decrypts"


_ASKED: Mapping[str, Callable[[Connection], str]] = {
    "timescaledb": _timescaledb,
    "vector": _vector,
    "pgcrypto": _pgcrypto,
}
