"""The place of the attacks: a pack's database with the two tenants of its fixture, and how attackers come in."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import psycopg
from psycopg import sql

from infra.cli import pack_database
from infra.cli.running import Running
from infra.hooks.primary import Login
from infra.migrations.files import SQL
from infra.packs import Pack
from infra.services import relay
from infra.toolchain.engine import docker
from tests.attack import catalog, owners
from tests.attack.catalog import Catalog
from tests.attack.owners import Owned, Tenant, verbatim
from tests.home import at_home
from tests.smoke import clients

Connect = Callable[[str], psycopg.Connection]
"""Opens a session, in autocommit, as a role of the pack."""

_PREPARE = """\
create schema tap;
create table tap.tenants (name text primary key, user_id uuid not null, tenant text not null);
create table tap.written (first bigint not null, last bigint not null);
"""
_RUNS_IN = "update cron.job set active = %s where database = %s"


@dataclass(frozen=True)
class Arena:
    """A database in which two tenants live; `attackers` are the roles that attack, `started` a time after the rows."""

    pack: Pack
    superuser: Login
    connect: Connect
    catalog: Catalog
    tenants: Sequence[Tenant]
    owned: Owned
    started: str
    settings: Mapping[str, str]
    """What an application sets in each of its transactions besides who its user is: the data key, if there is one."""

    @property
    def attackers(self) -> tuple[str, ...]:
        """Every role that logs in and does not migrate."""
        return attackers(self.pack)


def attackers(pack: Pack) -> tuple[str, ...]:
    """Return the roles of applications and people: every login but the migrator's."""
    return tuple(role for role in pack.login_roles if role != pack.migrator)


def has_fixture(pack: Pack) -> bool:
    """Tell whether there are tenants to put in."""
    return (SQL / pack.name / "fixture.sql").is_file()


def account(pack: Pack, role: str) -> str:
    """Return the name that a role's account has in the stack's outputs."""
    short = role.removeprefix(f"{pack.name}_")
    return f"{pack.name}-{short.replace('_', '-')}"


def pooled(running: Running, pack: Pack) -> Connect:
    """Return how clients come in: through PgBouncer, with their own password, over TLS."""
    return lambda role: clients.postgres(running, account(pack, role), pack.database, prepare_threshold=None)


def direct(running: Running, pack: Pack, database: str) -> Connect:
    """Return the way to a database that PgBouncer does not know: straight to the primary, with the same passwords."""
    return lambda role: clients.postgres(
        running, account(pack, role), database, endpoint="postgres-primary", prepare_threshold=None
    )


@contextmanager
def real(running: Running, pack: Pack) -> Generator[Arena]:
    """Yield the pack's own database with two tenants in it, who are gone afterwards; its jobs stand still meanwhile.

    Raises:
        ValueError: the stack is not of environment ci, so its databases are nobody's to play in.
    """
    if running.stack.partition("-")[0] != "ci":
        raise ValueError(f"tenants for tests are put into stacks of environment ci alone, not into {running.stack}")
    at = pack_database.of(running, pack)
    login = at_home(replace(at.superuser, database=pack.database, settings=at.migrator.settings))
    with at.superuser.connect() as maintenance:
        maintenance.execute(_RUNS_IN, (False, pack.database))
        try:
            with login.connect() as superuser:
                _remove(superuser, pack)
            with filled(pack, login, pooled(running, pack)) as arena:
                yield arena
        finally:
            with login.connect() as superuser:
                _remove(superuser, pack)
            maintenance.execute(_RUNS_IN, (True, pack.database))


@contextmanager
def unpublished(running: Running) -> Generator[None]:
    """Keep the relay from marking the tenants' events, which would make other rows of them."""
    containers = list(running.services[relay.SERVICE].members.values())
    docker("stop", *containers)
    try:
        yield
    finally:
        docker("start", *containers)


@contextmanager
def filled(pack: Pack, login: Login, connect: Connect) -> Generator[Arena]:
    """Yield a database into which the fixture has been put; it stays."""
    with login.connect() as superuser:
        superuser.execute(_PREPARE)
        first, last = _load(superuser, pack)
        tenants = [
            Tenant(*row)
            for row in superuser.execute("select name, user_id::text, tenant from tap.tenants order by name").fetchall()
        ]
        found = catalog.read(superuser, attackers(pack))
        owned = owners.read(superuser, pack, found, tenants, (first, last))
        started = superuser.execute("select clock_timestamp()::text").fetchall()[0][0]
    yield Arena(pack, login, connect, found, tenants, owned, started, login.settings)


def _load(superuser: psycopg.Connection, pack: Pack) -> tuple[int, int]:
    """Run the fixture in one transaction; return the first and the last transaction number that its rows may bear."""
    current = "select pg_current_xact_id()::xid::text::bigint"
    with superuser.transaction():
        first = superuser.execute(current).fetchall()[0][0]
        superuser.execute("set local search_path = public, extensions, tap")
        superuser.execute(verbatim((SQL / pack.name / "fixture.sql").read_text(encoding="utf-8")))
        # What catches errors writes under numbers of its own, all of them below that of a savepoint that comes last.
        with superuser.transaction():
            superuser.execute("insert into tap.written values (%s, %s)", (first, first))
        numbered = "update tap.written set last = xmin::text::bigint where first = %s returning last"
        last = superuser.execute(numbered, (first,)).fetchall()[0][0]
    return first, last


def _remove(superuser: psycopg.Connection, pack: Pack) -> None:
    """Take away what the fixture wrote, if there is anything, past triggers and foreign keys."""
    if superuser.execute("select to_regclass('tap.written')").fetchall() == [(None,)]:
        superuser.execute("drop schema if exists tap cascade")
        return
    written = superuser.execute("select first, last from tap.written").fetchall()
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        for relation in catalog.read(superuser, attackers(pack)).relations:
            if relation.is_table and relation.name == relation.root and not relation.name.startswith("platform."):
                for since in written:
                    query = "delete from {} where xmin::text::bigint between %s and %s"
                    superuser.execute(sql.SQL(query).format(verbatim(relation.name)), since)
        superuser.execute("drop schema tap cascade")
    for relation in catalog.read(superuser, attackers(pack)).relations:
        if relation.kind == "m":
            superuser.execute(sql.SQL("refresh materialized view {}").format(verbatim(relation.name)))
