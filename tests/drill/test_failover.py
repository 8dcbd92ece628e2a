"""The primary is taken away while applications write: they write again in time, and nothing they were told is lost."""

import pytest

from infra.cli.running import Running
from infra.drills import failovers
from infra.drills.limits import LIMITS
from infra.drills.modes import Fault
from infra.packs import Pack
from infra.settings import Settings

pytestmark = pytest.mark.timeout(400)


@pytest.mark.parametrize(("fault", "times"), [(Fault.POSTMASTER, 3), (Fault.KILL, 1), (Fault.PAUSE, 1)], ids=str)
def test_applications_write_again_in_time_and_lose_nothing(  # noqa: PLR0913, PLR0917 - fixtures
    running: Running, settings: Settings, pack: Pack, fault: Fault, times: int, capsys: pytest.CaptureFixture[str]
) -> None:
    if not settings.postgres.replicas:
        pytest.skip("novax:postgres.replicas is 0: there is nobody to take over")
    found, failure = failovers.repeat(running, pack, fault, times=times, writers=None, each=lambda _: None)
    result = failovers.result(fault, found, synchronous=settings.postgres.synchronous, failure=failure)
    with capsys.disabled():
        waits = ", ".join(f"{outage:.1f}" for outage in result.outages)
        print(f"\n  {result.drill}: no write for {waits} s, {result.lost} lost")  # noqa: T201 - belongs into the output
    # How long it took is shown: a limit that a busy machine misses is for `make drill`.
    assert [problem for problem in result.problems if problem != LIMITS[fault].problem(result.outages)] == []
    assert result.recovered
    assert len(result.outages) == times
    if settings.postgres.synchronous:
        assert result.lost == 0
        assert all(one.verdict.two_primaries == 0 for one in found)
    # A checker that saw nothing would find nothing.
    assert all(one.verdict.acknowledged > 0 for one in found)
    assert all(one.old != one.new for one in found)
