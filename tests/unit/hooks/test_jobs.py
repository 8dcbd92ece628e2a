"""Jobs as declared, and in the form that pg_cron keeps; scheduling them needs a server."""

import pytest
from pydantic import ValidationError

from infra.demands import Job
from infra.hooks import jobs
from infra.packs import Pack


@pytest.fixture
def busy(shop: Pack) -> Pack:
    job = Job(schedule="*/5 * * * *", statement="select 'it''s' || $$done$$")
    return shop.model_copy(update={"jobs": {"refresh": job}})


def test_a_job_is_declared_as_the_pack_wrote_it(busy: Pack) -> None:
    alone = busy.model_copy(update={"streams": {}})
    assert jobs.declared([alone]) == {
        "shop": {"refresh": {"schedule": "*/5 * * * *", "statement": "select 'it''s' || $$done$$"}}
    }


def test_a_job_runs_in_the_pack_s_database_as_its_migrator_and_leaves_a_row(busy: Pack) -> None:
    job, _ = jobs.wanted(busy)
    assert (job.name, job.database, job.username) == ("shop.refresh", "shop", "shop_migrator")
    assert job.command == "call platform.run_job('refresh', 'select ''it''''s'' || $$done$$')"


def test_a_pack_without_jobs_and_streams_wants_none(shop: Pack) -> None:
    assert jobs.wanted(shop.model_copy(update={"streams": {}})) == ()


def test_published_events_are_kept_for_as_long_as_the_stream_that_keeps_longest(shop: Pack) -> None:
    (name, stream), *_ = shop.streams.items()
    longer = stream.model_copy(update={"max_age_days": stream.max_age_days + 5})
    (job,) = jobs.wanted(shop.model_copy(update={"streams": {name: longer, "SHOP_OTHERS": stream}}))
    assert job.name == "shop.maintain_outbox"
    assert f"interval ''{longer.max_age_days} days 1 hour''" in job.command


@pytest.mark.parametrize("schedule", ["*/5 * * * *", "0 3 1,15 * 1-5", "30 seconds", "1 seconds"])
def test_schedules_that_pg_cron_takes(schedule: str) -> None:
    assert Job(schedule=schedule, statement="select 1").schedule == schedule


@pytest.mark.parametrize("schedule", ["", "hourly", "* * * *", "0 seconds", "60 seconds", "* * * * * *"])
def test_schedules_that_it_does_not(schedule: str) -> None:
    with pytest.raises(ValidationError):
        Job(schedule=schedule, statement="select 1")
