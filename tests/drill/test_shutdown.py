"""A primary whose replica does not answer can be shut down: what waits for the replica must not hold it up.

Patroni shuts a primary down that lost its lease, and only then lets it follow. pg_cron's launcher once waited for the
replica with every signal blocked, and the old primary never came back.
"""

import time
from collections.abc import Iterator

import pytest

from infra.cli.running import Running
from infra.drills import cluster, database, faults
from infra.services.postgres import DATA
from infra.settings import Settings
from infra.toolchain.engine import docker

pytestmark = pytest.mark.timeout(300)

_JOB = "drill-shutdown"
_SECONDS = 20.0
"""How long the shutdown may take, less than the 30 s after which Patroni would kill the server."""


@pytest.fixture
def busy(running: Running) -> Iterator[str]:
    """Have pg_cron run something every second; return the primary's name."""
    cluster.await_whole(running)
    with database.superuser(running) as connection:
        connection.execute("select cron.schedule(%s, '1 second', 'select 1')", (_JOB,))
    time.sleep(5)
    yield cluster.leader(running)
    cluster.await_whole(running)
    with database.superuser(running) as connection:
        connection.execute("select cron.unschedule(%s)", (_JOB,))


def test_a_primary_without_its_replica_shuts_down_in_time(running: Running, settings: Settings, busy: str) -> None:
    if not settings.postgres.replicas:
        pytest.skip("novax:postgres.replicas is 0: there is no replica to wait for")
    primary = cluster.node(running, busy)
    (replica,) = (cluster.node(running, name) for name in running.services["postgres"].members if name != busy)
    with faults.pause(replica):
        time.sleep(3)
        took = _shut_down(primary.container)
    assert took < _SECONDS


def _shut_down(container: str) -> float:
    """Tell PostgreSQL to end at once, sessions included; return how many seconds that took."""
    pid = docker("exec", container, "head", "-n", "1", f"{DATA}/postmaster.pid").strip()
    started = time.monotonic()
    docker("exec", container, "kill", "-INT", pid)
    while _runs(container, pid) and time.monotonic() - started < _SECONDS:
        time.sleep(0.2)
    return time.monotonic() - started


def _runs(container: str, pid: str) -> bool:
    return docker("exec", container, "sh", "-c", f"test ! -e /proc/{pid} || echo yes") == "yes"
