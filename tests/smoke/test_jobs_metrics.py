"""Jobs of the databases as metrics: a run is seen, nothing that it said is, and late ones would be noticed."""

import time
from collections.abc import Sequence

import pytest

from infra.cli import pack_database
from infra.cli.running import Running
from infra.hooks.jobs import wanted
from infra.packs import Pack
from tests.smoke import clients
from tests.smoke.waiting import eventually

SCRAPED_SECONDS = 75.0
"""Two scrapes and an evaluation of rules."""

AHEAD_SECONDS = 118 * 86400.0
"""Four months from the last day of one."""

LABELS = {"__name__", "job", "instance", "server", "database", "job_name"}
ALERTS = {"JobFailed", "JobLate", "JobRunsLong", "JobsUnknown", "PartitionsEndSoon", "RowsOutsidePartitions"}


@pytest.mark.disruptive
def test_a_run_of_a_job_reaches_prometheus(running: Running, packs: Sequence[Pack]) -> None:
    pack = next(pack for pack in packs if pack.jobs)
    job = next(iter(pack.jobs))
    started = time.time()
    with pack_database.of(running, pack).migrator.connect() as connection:
        connection.execute("call platform.run_job(%s, %s)", (job, pack.jobs[job].statement))

    def seen() -> None:
        where = f'{{database="{pack.database}", job_name="{job}"}}'
        ((labels, at),) = clients.metrics(running, f"platform_job_last_success_timestamp_seconds{where}")
        # The database's clock and ours are one host's.
        assert at >= started - 1
        assert set(labels) == LABELS
        ((_, succeeded),) = clients.metrics(running, f"platform_job_last_succeeded{where}")
        ((_, duration),) = clients.metrics(running, f"platform_job_last_duration_seconds{where}")
        ((_, running_for),) = clients.metrics(running, f"platform_job_running_seconds{where}")
        assert (succeeded, running_for) == (1, 0)
        assert duration >= 0
        runs = clients.metrics(running, f"platform_job_runs{where}")
        assert {found["outcome"] for found, _ in runs} == {"succeeded", "failed"}

    eventually(seen, within=SCRAPED_SECONDS, on=(AssertionError, ValueError))


def test_every_pack_s_jobs_can_be_read(running: Running, packs: Sequence[Pack]) -> None:
    def readable() -> None:
        up = {labels["instance"] for labels, _ in clients.metrics(running, 'pg_up{job="jobs"} == 1')}
        assert {instance.rpartition("/")[2] for instance in up} == {pack.database for pack in packs}
        assert clients.metrics(running, 'pg_exporter_last_scrape_error{job="jobs"} == 1') == []

    eventually(readable, within=SCRAPED_SECONDS)


def test_every_declared_job_is_expected_as_often_as_its_schedule_says(running: Running, packs: Sequence[Pack]) -> None:
    def expected() -> None:
        found = clients.metrics(running, "platform_job_pause_seconds")
        names = {f"{labels['database']}.{labels['job_name']}" for labels, _ in found}
        assert names == {job.name for pack in packs for job in wanted(pack)}
        assert min(seconds for _, seconds in found) > 0

    eventually(expected, within=SCRAPED_SECONDS)


def test_partitions_are_made_months_ahead(running: Running, packs: Sequence[Pack]) -> None:
    def ahead() -> None:
        found = clients.metrics(running, "platform_partitions_made_until_timestamp_seconds")
        assert {labels["database"] for labels, _ in found} == {
            pack.database for pack in packs if "pg_partman" in pack.extensions
        }
        assert min(until for _, until in found) - time.time() > AHEAD_SECONDS
        outside = clients.metrics(running, "platform_partitions_rows_outside")
        assert len(outside) == len(found)

    eventually(ahead, within=SCRAPED_SECONDS)


def test_what_goes_wrong_with_jobs_is_an_alert(running: Running) -> None:
    groups = clients.observe(running, running.endpoints["prometheus"], "/api/v1/rules?type=alert")["data"]["groups"]
    assert {rule["name"] for group in groups for rule in group["rules"]} >= ALERTS
