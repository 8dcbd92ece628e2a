"""A planned switchover: applications wait for it and see no error, and one that cannot be done disturbs nobody."""

import time
from collections.abc import Generator
from contextlib import contextmanager

import psycopg
import pytest

from infra import switchover
from infra.cli.running import Running
from infra.drills import cluster, database, failovers
from infra.drills.limits import LIMITS
from infra.drills.modes import Fault
from infra.errors import UserError
from infra.packs import Pack
from infra.settings import Settings

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(autouse=True)
def whole(running: Running, settings: Settings) -> None:
    """Begin with a cluster that has somebody to hand over to."""
    if not settings.postgres.replicas:
        pytest.skip("novax:postgres.replicas is 0: there is nobody to take over")
    cluster.await_whole(running)


def test_applications_wait_and_see_no_error(
    running: Running, settings: Settings, pack: Pack, capsys: pytest.CaptureFixture[str]
) -> None:
    found, failure = failovers.repeat(running, pack, Fault.SWITCHOVER, times=2, writers=None, each=lambda _: None)
    synchronous = settings.postgres.synchronous
    result = failovers.result(Fault.SWITCHOVER, found, synchronous=synchronous, failure=failure)
    with capsys.disabled():
        waits = ", ".join(f"{outage:.1f}" for outage in result.outages)
        print(f"\n  {result.drill}: no write for {waits} s")  # noqa: T201 - belongs into the output
    # How long it took is shown: a limit that a busy machine misses is for `make drill`.
    slow = LIMITS[Fault.SWITCHOVER].problem(result.outages)
    assert [problem for problem in result.problems if problem != slow] == []
    assert [one.old for one in found] == [one.new for one in reversed(found)]


def test_nobody_is_cut_off_for_a_switchover_that_cannot_be_done_soon(running: Running, pack: Pack) -> None:
    before = cluster.leader(running)
    with psycopg.connect(database.application(running, pack)) as slow:
        slow.execute("select 1")
        with pytest.raises(UserError, match="still leads: transactions of applications did not end within 2 s"):
            switchover.run(running, switchover.plan(running))
        assert slow.execute("select 2").fetchone() == (2,)
    assert cluster.leader(running) == before
    with _quick(running, pack) as other:
        other.execute("select 3")


def test_applications_go_on_when_patroni_refuses(running: Running, pack: Pack) -> None:
    before = cluster.leader(running)
    with pytest.raises(UserError, match=f"{before} did not hand over to nobody: "):
        switchover.run(running, switchover.Plan(before, "nobody"))
    with _quick(running, pack) as other:
        other.execute("select 1")
    assert cluster.leader(running) == before


@contextmanager
def _quick(running: Running, pack: Pack) -> Generator[psycopg.Connection]:
    """Yield an application's session, which is not held by a pause that nobody took back."""
    begun = time.monotonic()
    with psycopg.connect(database.application(running, pack), autocommit=True) as session:
        yield session
    assert time.monotonic() - begun < switchover.SETTLE_SECONDS
