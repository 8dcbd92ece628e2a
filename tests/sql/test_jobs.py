"""Jobs: pg_cron starts them as the pack's owner would, each run leaves its outcome, and what is not ours stays."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import psycopg
import pytest

from infra.cli.pack_database import PackDatabase
from infra.hooks import jobs
from infra.hooks.jobs import Scheduled
from infra.hooks.primary import Login
from infra.migrations import builds, runs
from infra.migrations.files import platform_series
from infra.packs import Pack
from tests.home import at_home
from tests.smoke.waiting import eventually

PREFIX = "zztest"
"""The name of no pack."""


@pytest.fixture(scope="module")
def login(at: PackDatabase) -> Iterator[Login]:
    """Return the superuser's login to a database with the platform's migrations."""
    with builds.empty(at_home(at.superuser), at.pack, "test") as found:
        runs.migrate(replace(at.migrator, database=found.database), at.pack, (platform_series(),), lambda _: None)
        yield found


@pytest.fixture
def cron(at: PackDatabase) -> Iterator[psycopg.Connection]:
    """Return a session where pg_cron lives; what a test scheduled is gone afterwards."""
    with at.superuser.connect() as connection:
        try:
            yield connection
        finally:
            jobs.schedule(connection, PREFIX, ())


def job(at: PackDatabase, login: Login, name: str, statement: str) -> Scheduled:
    command = f"call platform.run_job('{name}', '{statement}')"
    return Scheduled(f"{PREFIX}.{name}", "1 second", command, login.database, at.pack.migrator)


def test_each_run_leaves_its_outcome_and_acts_as_the_owner(
    at: PackDatabase, login: Login, cron: psycopg.Connection
) -> None:
    wanted = (
        job(at, login, "good", "create table if not exists public.made ()"),
        job(at, login, "bad", "select 1 / 0"),
    )
    assert jobs.schedule(cron, PREFIX, wanted) == ("scheduled job zztest.good", "scheduled job zztest.bad")
    assert jobs.schedule(cron, PREFIX, wanted) == ()
    with login.connect() as connection:

        def ran() -> None:
            rows = connection.execute("select distinct job, outcome, message from platform.job_runs order by 1")
            assert [row for row in rows if row[1] != "running"] == [
                ("bad", "failed", "division by zero (SQLSTATE 22012)"),
                ("good", "succeeded", None),
            ]

        eventually(ran, within=90)
        owner = connection.execute(
            "select relowner::regrole::text from pg_class where oid = 'public.made'::regclass"
        ).fetchone()
        assert owner == (at.pack.owner,)


def test_a_job_finishes_for_the_others_and_names_who_was_left_out(at: PackDatabase, login: Login) -> None:
    work = (
        "with done as (insert into public.worked select t.name from unnest($1) as t (name) "
        "where 1 / (t.name <> ''three'')::integer = 1 returning 1) select count(*) from done"
    )
    statement = f"select platform.for_tenants('{work}', '{{one,two,three,four,five}}')"
    with replace(at.migrator, database=login.database).connect() as owner:
        owner.execute("create table public.worked (name text)")
        owner.execute("call platform.run_job('shared', %s)", (statement,))
        assert {name for (name,) in owner.execute("select name from public.worked")} == {"one", "two", "four", "five"}
        runs = owner.execute("select outcome, message from platform.job_runs where job = 'shared'").fetchall()
    assert runs == [("failed", "left out three: division by zero (SQLSTATE 22012)")]


def test_jobs_that_change_or_go_are_followed_and_others_stay(
    at: PackDatabase, login: Login, cron: psycopg.Connection
) -> None:
    first, second = job(at, login, "first", "select 1"), job(at, login, "second", "select 2")
    jobs.schedule(cron, PREFIX, (first, second))
    before = cron.execute("select jobname from cron.job where not starts_with(jobname, 'zztest.')").fetchall()
    assert jobs.schedule(cron, PREFIX, (replace(first, schedule="5 4 * * *"),)) == (
        "unscheduled job zztest.second",
        "changed job zztest.first",
    )
    rows = cron.execute("select jobname, schedule from cron.job where starts_with(jobname, 'zztest.')").fetchall()
    assert rows == [("zztest.first", "5 4 * * *")]
    assert cron.execute("select jobname from cron.job where not starts_with(jobname, 'zztest.')").fetchall() == before


def test_every_job_of_the_packs_is_scheduled_as_declared(at: PackDatabase, packs: Sequence[Pack]) -> None:
    with at.superuser.connect() as connection:
        rows = connection.execute("select jobname, schedule, command, database, username, active from cron.job")
        found = {Scheduled(*row) for row in rows}
    for pack in packs:
        assert set(jobs.wanted(pack)) <= found, pack.name
