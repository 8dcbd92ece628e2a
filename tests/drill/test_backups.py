"""What was backed up is restored, to an exact transaction, and damage to a backup is found and named."""

import pytest

from infra.cli.running import Running
from infra.drills import everything
from infra.drills.restore import DRILL
from infra.settings import Settings

pytestmark = pytest.mark.timeout(400)

FAULTS = {
    "backup: corrupted block",
    "backup: missing segment",
    "backup: deleted full backup",
    "backup: wrong key",
    "backup: clock jump",
    "backup: full bucket",
}


@pytest.fixture(autouse=True)
def archived(settings: Settings) -> None:
    if not settings.postgres.archive:
        pytest.skip("novax:postgres.archive is false: there are no backups")


def test_a_restore_reaches_an_exact_transaction_and_every_check_passes(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    result = everything.restored(running)
    assert result.problems == ()
    assert result.drill == DRILL
    assert result.lost == 0
    assert result.facts["rpo_seconds"] == 0
    assert result.facts["checks"]
    with capsys.disabled():
        print(f"\n  restored in {result.facts['rto_seconds']} s")  # noqa: T201 - belongs into the output


def test_every_fault_of_the_backups_is_found_and_named(running: Running) -> None:
    results = everything.damaged(running)
    assert {result.drill for result in results} == FAULTS
    assert {result.drill: result.problems for result in results if result.problems} == {}
