"""A pack's owner plants functions and operators of PostgreSQL's own names in its database: no account of the platform
that signs in there runs one, though the database's search path begins with the owner's schema.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import psycopg
import pytest
from psycopg import sql

from infra.cli import pack_database
from infra.cli.pack_database import PackDatabase
from infra.cli.running import Running
from infra.hooks import databases
from infra.hooks.primary import Login
from infra.migrations import builds, fingerprint
from infra.migrations.files import SQL
from infra.packs import Pack
from tests.attack import catalog
from tests.chosen import chosen

PACKS = sorted(file.parent.name for file in SQL.glob("*/pack.yaml"))

_PLANTED = "select count(*) from pg_proc where pronamespace = 'public'::regnamespace and prosrc like '%planted:%'"
_OWNERS_SCHEMAS = """
    select s.name
    from pg_catalog.unnest(pg_catalog.current_schemas(true)) as s (name)
    where s.name !~ '^pg_temp' and pg_catalog.has_schema_privilege(%s, s.name, 'CREATE')
"""


@dataclass(frozen=True)
class Planted:
    """A build of a pack whose owner has planted what it can."""

    at: PackDatabase
    login: Login
    path: str


@pytest.fixture(scope="module")
def planted(running: Running, packs: Sequence[Pack]) -> Iterator[Planted]:
    pack = chosen(packs, "novax")
    at = pack_database.of(running, pack)
    with builds.built(at.superuser, at.migrator, pack, "planted") as login:
        with replace(at.migrator, database=login.database).connect() as owner:
            owner.execute(catalog.text("planted"))
            path = sql.SQL("alter database {} set search_path = public, pg_catalog")
            owner.execute(path.format(sql.Identifier(login.database)))
        yield Planted(at, login, "public, pg_catalog")


def test_whoever_keeps_the_databases_path_runs_what_is_planted(planted: Planted) -> None:
    """Otherwise the others would prove nothing."""
    with replace(planted.login, settings={"search_path": planted.path}).connect() as superuser:
        for statement in ("select unnest('{}'::aclitem[])", "select lower('A')", "select 'a' = 'b'::name"):
            with pytest.raises(psycopg.errors.RaiseException, match="planted"):
                superuser.execute(statement)  # pyright: ignore[reportArgumentType] - one of the three above


def test_hooks_and_drift_run_nothing_that_is_planted(planted: Planted) -> None:
    with planted.login.connect() as superuser:
        assert superuser.execute(_PLANTED).fetchall() > [(2000,)]
        databases.prepare(superuser, planted.at.pack)
        assert fingerprint.read(superuser)


@pytest.mark.parametrize("name", PACKS)
def test_no_schema_of_the_owners_is_on_the_path_of_whoever_else_may_sign_in(
    running: Running, packs: Sequence[Pack], name: str
) -> None:
    pack = chosen(packs, name)
    with replace(pack_database.of(running, pack).superuser, database=pack.database).connect() as superuser:
        paths = superuser.execute(catalog.text("paths"), {"roles": list(pack.roles_named)}).fetchall()
        assert {"postgres", "metrics", "backup", "relay"} <= {role for role, _ in paths}
        for role, path in paths:
            with superuser.transaction():
                superuser.execute("select pg_catalog.set_config('search_path', %s, true)", (path,))
                assert superuser.execute(_OWNERS_SCHEMAS, (pack.owner,)).fetchall() == [], role
