"""Worlds in which a tenant does not exist: what attackers see there is what they may see.

A world is a transaction of the superuser's in the same database, with the tenant's rows deleted and the materialized
views refreshed, in which the superuser takes on role after role. It is rolled back.
"""

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from tests.attack.arena import Arena
from tests.attack.cases import Context
from tests.attack.catalog import Relation
from tests.attack.owners import TENANTS, Row, verbatim
from tests.attack.seen import Mask
from tests.attack.session import Session, raw
from tests.attack.statements import select

Rows = Counter[tuple[str | None, ...]]

_SETTINGS = """\
select split_part(s.setting, '=', 1), substr(s.setting, strpos(s.setting, '=') + 1)
from pg_db_role_setting as d cross join unnest(d.setconfig) as s (setting)
where
    d.setrole = to_regrole(%s)
    and d.setdatabase in (0, (select oid from pg_database where datname = current_database()))
"""


@dataclass(frozen=True)
class World:
    """A world that is open; `superuser` is in its transaction."""

    superuser: psycopg.Connection
    session: Session
    mask: Mask

    def become(self, role: str, context: Context) -> None:
        """Act as a role in a context from here on, with the role's own settings."""
        self.superuser.execute("rollback to savepoint world")
        for name, value in self.superuser.execute(_SETTINGS, (role,)).fetchall():
            self.superuser.execute("select set_config(%s, %s, true)", (name, value.strip('"')))
        self.superuser.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        self.session.enter(context.user)

    def rows(self, relations: Sequence[Relation], context: Context) -> Mapping[str, Rows]:
        """Return all rows of relations that anybody may read, past all policies."""
        self.superuser.execute("rollback to savepoint world")
        self.session.enter(context.user)
        found: dict[str, Rows] = {}
        for relation in relations:
            names = [column.name for column in relation.columns]
            rows = raw(self.superuser.execute(select(relation, names)))
            found[relation.name] = Counter(
                tuple(value if value is None else self.mask(value) for value in row) for row in rows
            )
        return found


@contextmanager
def without(arena: Arena, superuser: psycopg.Connection, mask: Mask, tenants: Sequence[str]) -> Generator[World]:
    """Yield the world in which these tenants do not exist."""
    superuser.execute("begin")
    try:
        superuser.execute("set local session_replication_role = replica")
        for tenant in tenants:
            for table, rows in arena.owned.rows[tenant].items():
                _delete(superuser, table, rows)
        superuser.execute("set local session_replication_role = origin")
        for relation in arena.catalog.relations:
            if relation.kind == "m":
                superuser.execute(sql.SQL("refresh materialized view {}").format(verbatim(relation.name)))
        superuser.execute("savepoint world")
        yield World(superuser, Session(superuser, mask, arena.settings), mask)
    finally:
        superuser.execute("rollback")


def _delete(superuser: psycopg.Connection, table: str, rows: Sequence[Row]) -> None:
    query = (
        "delete from {} where (tableoid, ctid) in (select * from unnest(%s::oid[], %s::tid[])) "  # where each row lies
    )
    done = superuser.execute(
        sql.SQL(query).format(verbatim(table)), ([row.tableoid for row in rows], [row.ctid for row in rows])
    )
    assert done.rowcount == len(rows), f"{table}: rows of the fixture were changed by somebody else"


def needed(context: Context) -> tuple[str, ...]:
    """Return the tenants without whom an attacker in a context must see the same."""
    return tuple(name for name in TENANTS if name != context.tenant)
