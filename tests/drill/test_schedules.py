"""What runs by itself: every schedule is started once when its time comes, and what is older than is kept goes."""

import json

import pytest

from infra.cli import backup_runner, protection
from infra.cli.running import Running
from infra.restore.members import execute
from infra.settings import Settings

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(900)]

# In the container: its own scheduler, with its own jobs, by a clock that is put to just before each one's time.
_MOVED = """
import json, threading, time
from datetime import datetime, timedelta
from apscheduler.schedulers import base
from novax_backup import config, service

class Clock(datetime):
    ahead = timedelta()
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.ahead

base.datetime = Clock
started, done = [], threading.Event()
perform = service.jobs.perform
def counted(facts, kind, *pause):
    started.append(kind)
    try:
        return perform(facts, kind, *pause)
    finally:
        done.set()
service.jobs.perform = counted
for kind in sorted(config.load().schedules):
    one = service.scheduler(config.load(), threading.Event())
    for job in one.get_jobs():
        if job.id != kind:
            job.remove()
    one.start()
    (job,) = one.get_jobs()
    done.clear()
    Clock.ahead = job.next_run_time - datetime.now(job.next_run_time.tzinfo) - timedelta(seconds=1)
    one.wakeup()
    assert done.wait(400), kind
    time.sleep(3)
    one.shutdown()
    Clock.ahead = timedelta()
print(json.dumps(started))
"""

# In the container: with settings that keep little.
_LITTLE = """
import dataclasses, json, sys
from novax_backup import config, repository, snapshots
from novax_backup.jobs import perform
found = config.load()
found = dataclasses.replace(found, keep=dataclasses.replace(found.keep, full=2, snapshot_days=0))
labels = [perform(found, "full").facts["label"] for _ in range(2)]
perform(found, "incremental")
labels.append(perform(found, "full").facts["label"])
perform(found, "snapshot"); perform(found, "snapshot")
left = repository.backups(found)
databases = [one.database for one in snapshots.listed(found)]
print(json.dumps({"labels": labels, "left": [one.label for one in left], "needed": min(one.wal_from for one in left),
    "first": repository.archive(found)[0], "databases": databases}))
"""


@pytest.fixture(autouse=True)
def archived(running: Running, settings: Settings) -> None:
    if not settings.postgres.archive:
        pytest.skip("novax:postgres.archive is false: there are no backups")
    protection.wait(running)


def test_every_schedule_is_started_once_when_its_time_has_come(running: Running, settings: Settings) -> None:
    container = backup_runner.container(running)
    said = execute(container, ["python3", "-I", "-c", _MOVED], seconds=800)
    started = json.loads(said.splitlines()[-1])
    assert started == sorted(("full", "incremental", "verify", "snapshot", "cold", "drill"))
    assert settings.backup.full


def test_what_is_older_than_is_kept_goes_with_all_that_only_it_needs(running: Running) -> None:
    container = backup_runner.container(running)
    found = json.loads(execute(container, ["python3", "-I", "-c", _LITTLE], seconds=800).splitlines()[-1])
    first, second, third = found["labels"]
    assert first not in found["left"]
    assert [label for label in found["left"] if label.endswith("F")] == [second, third]
    assert all(label.startswith((second, third)) for label in found["left"])
    # WAL from before what is left is gone, and none of what it needs.
    assert found["first"] == found["needed"]
    assert len(found["databases"]) == len(set(found["databases"]))
