"""Drift: a database that is what its migrations make has none, and what is done by hand is told by its name."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from psycopg import sql

from infra.cli import pack_database
from infra.cli.pack_database import PackDatabase
from infra.cli.running import Running
from infra.errors import UserError
from infra.hooks.primary import Login
from infra.migrations import builds, runs
from infra.migrations.files import pack_series, platform_series
from infra.packs import Pack


@pytest.fixture
def copy(at: PackDatabase) -> Iterator[Login]:
    """Return the superuser's login to a build of the first pack that the test may spoil."""
    with builds.built(at.superuser, at.migrator, at.pack, "test") as login:
        yield login


def lines(at: PackDatabase, database: str) -> list[str]:
    found = builds.drift(at.superuser, replace(at.migrator, database=database), at.pack)
    return [line for difference in found for line in difference.lines()]


def test_no_pack_of_the_running_stack_has_drifted(running: Running, packs: Sequence[Pack]) -> None:
    for pack in packs:
        at = pack_database.of(running, pack)
        assert lines(at, pack.database) == [], pack.name


def test_what_was_done_by_hand_is_told_by_name(at: PackDatabase, copy: Login) -> None:
    assert lines(at, copy.database) == []
    with copy.connect() as connection:
        connection.execute("alter table platform.job_runs add column extra int")
        connection.execute("drop index platform.idx_job_runs_job_started_at")
        connection.execute("alter table platform.job_runs enable row level security")
        connection.execute("create policy everything on platform.job_runs for select to metrics using (true)")
        connection.execute("grant execute on function platform.current_user_id() to public")
        connection.execute(
            "create or replace function platform.forbid_change() returns trigger language plpgsql set search_path = '' "
            "as $$ begin return new; end $$"
        )
    told = lines(at, copy.database)
    for beginning in (
        "+ column platform.job_runs.extra: in the database, and no migration makes it",
        "- index platform.idx_job_runs_job_started_at: made by a migration, and gone",
        "+ policy everything on platform.job_runs",
        "~ privileges of routine platform.current_user_id()",
        "    +PUBLIC: EXECUTE",
        "~ routine platform.forbid_change()",
        "~ table platform.job_runs",
        "    -row level security off",
        "    +row level security on, not forced",
    ):
        assert [line for line in told if line.startswith(beginning)], (beginning, told)


def test_a_broken_policy_is_told_with_both_expressions(at: PackDatabase, copy: Login) -> None:
    with copy.connect() as connection:
        row = connection.execute(
            "select p.polname, c.relname from pg_policy as p inner join pg_class as c on p.polrelid = c.oid "
            "where pg_get_expr(p.polqual, p.polrelid) <> 'true' and c.relnamespace = 'public'::regnamespace limit 1"
        ).fetchone()
        if row is None:
            pytest.skip(f"pack {at.pack.name} has no policies yet")
        policy, table = row
        connection.execute(
            sql.SQL("alter policy {} on {} using (true)").format(
                sql.Identifier(policy), sql.Identifier("public", table)
            )
        )
    told = lines(at, copy.database)
    assert told[0] == f"~ policy {policy} on public.{table}: changed in the database"
    assert "    +using true" in told
    assert len([line for line in told if not line.startswith(" ")]) == 1


def test_drift_waits_for_pending_migrations(at: PackDatabase, copy: Login) -> None:
    migrator = replace(at.migrator, database=copy.database)
    series = platform_series() if not pack_series(at.pack).migrations else pack_series(at.pack)
    runs.rollback(migrator, series, lambda _: None)
    with pytest.raises(UserError, match="lacks 1 of its migrations"):
        builds.drift(at.superuser, migrator, at.pack)
