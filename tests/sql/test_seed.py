"""Seeds on a real server: consistent, whole or not at all, once, and only where nothing else is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock

import pytest
from psycopg import sql

from infra.cli import pack_database
from infra.cli.running import Running
from infra.errors import UserError
from infra.hooks.primary import Login
from infra.migrations import builds
from infra.packs import DATA_KEY_SETTING, Pack
from infra.seeding import checks, runs, tables
from infra.seeding.loading import silent
from infra.seeding.seed import PACKS, Plan, seed_of
from tests.chosen import chosen
from tests.home import at_home

SCALE = 0.02
KEY = "a key of these tests, not less than 32 bytes"

Fresh = Callable[[str], tuple[Pack, Login]]


def plan(scale: float = SCALE, seed: int = 1, *, earlier: float = 0) -> Plan:
    return Plan(scale, seed, runs.today() - timedelta(days=earlier))


@pytest.fixture(scope="module")
def fresh(running: Running, packs: Sequence[Pack]) -> Iterator[Fresh]:
    """Return a function that builds a pack in a database of its own, once, and gives the superuser's login to it."""
    with ExitStack() as stack:
        found: dict[str, tuple[Pack, Login]] = {}

        def build(name: str) -> tuple[Pack, Login]:
            if name not in found:
                pack = chosen(packs, name)
                at = pack_database.of(running, pack)
                settings = at.migrator.settings or ({DATA_KEY_SETTING: KEY} if pack.data_key else {})
                migrator = replace(at.migrator, settings=settings)
                login = stack.enter_context(builds.built(at_home(at.superuser), migrator, pack, "seed"))
                found[name] = pack, at_home(replace(login, settings=settings))
            return found[name]

        yield build


@pytest.mark.parametrize("name", PACKS)
def test_a_seed_is_consistent_and_comes_once(fresh: Fresh, name: str) -> None:
    pack, login = fresh(name)
    told: list[tuple[str, int, int]] = []
    result = runs.run(login, pack, plan(), lambda what, done, total: told.append((what, done, total)))
    assert result.seeded
    assert min(result.rows.values()) > 0
    assert {what for what, _, _ in told} >= {"making rows", "checking", f"copying {seed_of(name).tables[0].name}"}
    assert all(done <= total or not total for _, done, total in told)
    with login.connect() as connection:
        for table in seed_of(name).tables:
            query = sql.SQL("select count(*) from {} where not ({})").format(
                sql.Identifier(table.name), tables.ours(table.empty_but)
            )
            assert connection.execute(query).fetchone() == (result.rows[table.name],), table.name
    # Also on another day: what is there does not become another seed by waiting.
    assert not runs.run(login, pack, plan(earlier=3), silent).seeded
    with pytest.raises(UserError, match=r"is seeded with --scale 0\.02 --seed 1; it can have one"):
        runs.run(login, pack, plan(seed=2), silent)


def test_identities_go_on_after_the_seed(fresh: Fresh) -> None:
    pack, login = fresh("campaigns")
    runs.run(login, pack, plan(), silent)
    with login.connect() as connection:
        row = connection.execute("select nextval('public.users_id_seq') > max(id) from public.users").fetchone()
    assert row == (True,)


def test_a_broken_row_is_found_by_name(fresh: Fresh) -> None:
    pack, login = fresh("livechat")
    runs.run(login, pack, plan(), silent)
    seed = seed_of("livechat")
    with login.connect() as connection, connection.transaction(force_rollback=True):
        connection.execute("set local session_replication_role = replica")
        connection.execute("update public.conversations set unread_count = unread_count + 1")
        connection.execute("delete from public.website_admins")
        found = {violation.check for violation in checks.violations(connection, seed, tuple(pack.tenant_tables))}
    assert found >= {
        "unread counts are those of the messages",
        "table website_admins has rows",
        "foreign key conversations_assigned_admin_id_fkey of conversations",
        "the owner of each website is one of its admins",
    }


def test_rows_of_others_are_refused_and_nothing_is_left_of_a_failure(
    running: Running, packs: Sequence[Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = packs[0]
    at = pack_database.of(running, pack)
    with builds.built(at_home(at.superuser), at.migrator, pack, "seed") as login:
        violation = checks.Violation("the moon is up", ("no",))
        monkeypatch.setattr(checks, "violations", Mock(return_value=(violation,)))
        with pytest.raises(UserError, match="the moon is up: no"):
            runs.run(login, pack, plan(), silent)
        monkeypatch.undo()
        with login.connect() as connection:
            rows = connection.execute("select email from public.users where username <> 'system'").fetchall()
            assert rows == []
            connection.execute("insert into public.users (email, username) values ('a@example.com', 'somebody')")
        with pytest.raises(UserError, match=r"has rows already \(users.*\), which are no seed's"):
            runs.run(login, pack, plan(), silent)
