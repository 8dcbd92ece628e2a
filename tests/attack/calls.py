"""Attacks by functions and sequences: called with the other tenant's ids and texts, and with one's own."""

from collections.abc import Iterator, Sequence
from itertools import islice, product

from psycopg import sql

from tests.attack.cases import Case, Context, Expect
from tests.attack.catalog import Argument, Catalog, Relation, Routine
from tests.attack.owners import Owned, Tenant, verbatim

CALLS = 24
"""How many combinations of arguments a routine is called with, at most."""

_A_TYPE = 3
"""How many values of one table and type are tried."""

_CONSTANTS = {
    "boolean": ("true",),
    "date": ("2026-01-01",),
    "inet": ("192.0.2.1",),
    "interval": ("1 day",),
    "json": ("{}",),
    "jsonb": ("{}",),
    "text[]": ("{owner,admin,member,viewer}",),
    "timestamp with time zone": ("2026-01-01 00:00Z", "2027-01-01 00:00Z"),
    "uuid[]": ("{}",),
}


def calls(routine: Routine, role: str, context: Context, values: "Pools") -> Iterator[Case]:
    """Yield the attacks on one routine."""
    if role not in routine.callers:
        nulls = sql.SQL(", ").join(verbatim(f"null::{argument.type}") for argument in routine.arguments)
        form = "call {}({})" if routine.kind == "p" else "select {}({})"
        call = sql.SQL(form).format(verbatim(routine.name), nulls)
        yield Case(routine.signature, "CALL", role, context, Expect.DENIED, (call,))
        return
    if routine.trigger:
        return
    for tenant in context.others:
        for arguments in values.arguments(routine, tenant):
            tries = (_call(routine, arguments),)
            yield Case(routine.signature, "CALL with another's", role, context, Expect.SAME, tries, "counted")
    if context.tenant:
        tries = tuple(_call(routine, arguments) for arguments in values.arguments(routine, context.tenant))
        yield Case(routine.signature, "CALL with one's own", role, context, Expect.ADMITTED, tries, "counted")


def _call(routine: Routine, arguments: sql.Composable) -> sql.Composed:
    form = "call {}({})" if routine.kind == "p" else "select * from {}({})"
    return sql.SQL(form).format(verbatim(routine.name), arguments)


class Pools:
    """Values of each tenant to call routines with, chosen by a parameter's name and type."""

    def __init__(self, catalog: Catalog, owned: Owned, tenants: Sequence[Tenant]) -> None:
        self._catalog = catalog
        self._owned = owned
        self._users = {tenant.name: tenant.user for tenant in tenants}

    def arguments(self, routine: Routine, tenant: str) -> Iterator[sql.Composable]:
        """Yield lists of arguments of a tenant's."""
        needed = [argument for argument in routine.arguments if not argument.optional]
        pools = [self._values(argument, tenant) for argument in needed]
        for chosen in islice(product(*pools), CALLS):
            yield sql.SQL(", ").join(
                sql.SQL("{}::{}").format(sql.Literal(value), verbatim(argument.type))
                for argument, value in zip(needed, chosen, strict=True)
            )

    def _values(self, argument: Argument, tenant: str) -> list[str]:
        kind = argument.type
        if kind in _CONSTANTS:
            return list(_CONSTANTS[kind])
        tables = self._named(argument) or [r for r in self._catalog.relations if r.name == r.root and r.is_table]
        found = [self._users[tenant]] if kind == "uuid" and "user" in argument.name else []
        for table in tables:
            found += self._of(table, argument, tenant)
        return list(dict.fromkeys(found))[:CALLS] or ["1" if kind in ("bigint", "integer", "smallint") else ""]

    def _of(self, table: Relation, argument: Argument, tenant: str) -> list[str]:
        """Return values of a type from one table: of the column that bears the parameter's name, else of its key."""
        rows = self._owned.of(tenant, table)[:_A_TYPE]
        bare = argument.name.removeprefix("p_")
        same = [column.name for column in table.columns if column.name == bare]
        kinds = [column.name for column in table.columns if _family(column.type) == _family(argument.type)]
        names = same or ([name for name in table.key if name in kinds] or kinds)
        return [value for name in names for row in rows if (value := row.values[name]) is not None]

    def _named(self, argument: Argument) -> list[Relation]:
        """Return the table that a parameter such as p_document_id names, if there is one."""
        bare = argument.name.removeprefix("p_").removesuffix("_id")
        wanted = {f"public.{bare}", f"public.{bare}s"}
        return [relation for relation in self._catalog.relations if relation.name in wanted]


def _family(kind: str) -> str:
    """Return a type's name without schema and length, one name for all texts and one for all integers."""
    bare = kind.partition("(")[0].rpartition(".")[2]
    if bare in ("text", "character varying", "character", "citext"):
        return "text"
    return "integer" if bare in ("bigint", "smallint") else bare


def sequences(relation: Relation, role: str, context: Context) -> Iterator[Case]:
    """Yield the attacks on a sequence: where it stands tells how much all tenants write."""
    name = sql.Literal(relation.name)
    for attack, statement in (
        ("SELECT", sql.SQL("select last_value from {}").format(verbatim(relation.name))),
        ("NEXTVAL", sql.SQL("select nextval({})").format(name)),
        ("SETVAL", sql.SQL("select setval({}, 1)").format(name)),
        ("CURRVAL", sql.SQL("select currval({})").format(name)),
    ):
        yield Case(relation.name, attack, role, context, Expect.DENIED, (statement,))
