"""Whose each row of the two tenants is, found from the rows themselves and not from policies.

Rows that share an id belong together: a row and what it refers to by a foreign key, and any two rows with the same
UUID, since some references have no foreign key. What hangs together with a tenant's id is that tenant's.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from infra.packs import Pack
from tests.attack.catalog import Catalog, Relation

TENANTS = ("a", "b")

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOBODY = "00000000-0000-0000-0000-000000000000"
"""Who acts when nobody is named; such entries would tie the tenants together."""

Key = tuple[str, ...]


@dataclass(frozen=True)
class Tenant:
    """One of the two: `user` is what app.current_user_id is set to, `tenant` the value of tenant columns."""

    name: str
    user: str
    tenant: str


@dataclass(frozen=True)
class Row:
    """A row of a tenant table: where it lies, and its values as text by quoted column name."""

    table: str
    tableoid: int
    ctid: str
    values: Mapping[str, str | None]


@dataclass(frozen=True)
class Owned:
    """The rows of each tenant, by the name of their table."""

    rows: Mapping[str, Mapping[str, Sequence[Row]]]

    def of(self, tenant: str, relation: Relation) -> Sequence[Row]:
        """Return a tenant's rows of a table, or of one of its partitions."""
        rows = self.rows[tenant].get(relation.root, ())
        return rows if relation.name == relation.root else [row for row in rows if row.tableoid == relation.oid]

    def uuids(self, tenant: str) -> frozenset[str]:
        """Return every UUID in a tenant's rows."""
        values = (value for rows in self.rows[tenant].values() for row in rows for value in row.values.values())
        return frozenset(found for value in values if value for found in _UUID.findall(value))


class _Groups:
    """Keys that are known to belong together."""

    def __init__(self) -> None:
        self._parents: dict[Key, Key] = {}

    def find(self, key: Key) -> Key:
        parent = self._parents.setdefault(key, key)
        if parent != key:
            parent = self._parents[key] = self.find(parent)
        return parent

    def join(self, keys: Iterable[Key]) -> None:
        found = [self.find(key) for key in keys]
        for one in found[1:]:
            self._parents[self.find(one)] = self.find(found[0])


def read(
    superuser: psycopg.Connection, pack: Pack, catalog: Catalog, tenants: Sequence[Tenant], since: tuple[int, int]
) -> Owned:
    """Return whose each row is that the transactions in the range `since` wrote, first and last included.

    Raises:
        ValueError: the tenants share something, so that nothing could be said of either.
    """
    tables = [catalog.relation(f"public.{name}") for name in pack.tenant_tables]
    shared = _reference_ids(superuser, catalog, {table.name for table in tables})
    rows = {table.name: _rows(superuser, table, since) for table in tables}
    groups = _Groups()
    targets = _targets(tables)
    keyed = {
        table.name: [(row, _keys(table, row, targets, pack, shared)) for row in rows[table.name]] for table in tables
    }
    for keys in (keys for of_table in keyed.values() for _, keys in of_table):
        groups.join(keys)
    roots: dict[Key, str] = {}
    for tenant in tenants:
        groups.join([("tenant", tenant.tenant), ("id", tenant.user)])
    for tenant in tenants:
        root = groups.find(("id", tenant.user))
        if root in roots:
            raise ValueError(
                f"sql/{pack.name}/fixture.sql: tenants {roots[root]} and {tenant.name} share a row or an id"
            )
        roots[root] = tenant.name
    owned: dict[str, dict[str, list[Row]]] = {tenant.name: defaultdict(list) for tenant in tenants}
    for table, of_table in keyed.items():
        for row, keys in of_table:
            if keys and (name := roots.get(groups.find(keys[0]))):
                owned[name][table].append(row)
    return Owned(owned)


def _keys(
    table: Relation, row: Row, targets: frozenset[tuple[str, str]], pack: Pack, shared: frozenset[str]
) -> list[Key]:
    """Return every id that a row knows: its own, those that it refers to, and its tenant."""
    keys: list[Key] = [
        ("id", value) for value in row.values.values() if value and _UUID.fullmatch(value) and value not in shared
    ]
    # Numbers are ids only where a foreign key says of which table.
    keys += [
        (link.table, link.key, value)
        for link in table.links
        if (link.table, link.key) in targets and (value := row.values[link.column])
    ]
    keys += [(name, column, value) for name, column in targets if name == table.name and (value := row.values[column])]
    column = pack.tenant_tables[table.name.removeprefix("public.")]
    if (value := row.values.get(column)) and value not in shared:
        keys.append(("tenant", value))
    return keys


def _targets(tables: Sequence[Relation]) -> frozenset[tuple[str, str]]:
    """Return the numbered columns of tenant tables that foreign keys lead to."""
    by_name = {table.name: table for table in tables}
    return frozenset(
        (link.table, link.key)
        for table in tables
        for link in table.links
        if link.table in by_name and by_name[link.table].column(link.key).type in ("bigint", "integer")
    )


def _rows(superuser: psycopg.Connection, table: Relation, since: tuple[int, int]) -> list[Row]:
    names = [column.name for column in table.columns]
    columns = sql.SQL(", ").join(sql.SQL("{}::text").format(verbatim(name)) for name in names)
    query = sql.SQL(
        "select tableoid::bigint, ctid::text, {} from {} where xmin::text::bigint between %s and %s order by 1, ctid"
    )
    found = superuser.execute(query.format(columns, verbatim(table.name)), since).fetchall()
    return [Row(table.name, row[0], row[1], dict(zip(names, row[2:], strict=True))) for row in found]


def _reference_ids(superuser: psycopg.Connection, catalog: Catalog, tables: set[str]) -> frozenset[str]:
    """Return the UUIDs that stand in tables of no tenant: whoever has those has nothing of another tenant."""
    found = {_NOBODY}
    for relation in catalog.relations:
        if relation.kind == "r" and relation.root.startswith("public.") and relation.root not in tables:
            for column in relation.columns:
                if column.type == "uuid":
                    query = sql.SQL("select distinct {}::text from {}")
                    name, table = verbatim(column.name), verbatim(relation.name)
                    found |= {row[0] for row in superuser.execute(query.format(name, table)) if row[0]}
    return frozenset(found)


def verbatim(text: str) -> sql.SQL:
    """Return text of the catalog that is quoted already as SQL."""
    return sql.SQL(text)  # pyright: ignore[reportArgumentType]  # the type wants literals of a program
