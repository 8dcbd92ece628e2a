"""Faults of backups and restore drills, as lines of the report."""

from typing import Any

from infra.drills import restore
from infra.drills.backup import results


def finding(**changes: object) -> dict[str, Any]:
    return {"fault": "wrong key", "found": True, "sentence": "encrypted with another key", "seconds": 0.4, **changes}


def test_a_fault_that_was_named_passes() -> None:
    (result,) = results({"faults": [finding()]})
    assert (result.drill, result.passed) == ("backup: wrong key", True)
    assert result.facts["sentence"] == "encrypted with another key"


def test_a_fault_that_was_missed_or_called_something_else_is_a_problem() -> None:
    silent, wrong = results({"faults": [finding(found=False, sentence=""), finding(found=False, sentence="no")]})
    assert silent.problems == ("verification did not name it, and said nothing",)
    assert wrong.problems == ("verification did not name it, and said only this: no",)


def test_a_restore_that_lost_nothing_says_so() -> None:
    facts = {"rto_seconds": 7.5, "rpo_seconds": 0.0}
    result = restore.result({"facts": facts})
    assert (result.outages, result.lost, result.passed) == ((7.5,), 0, True)


def test_a_failed_restore_is_evidence_as_well() -> None:
    result = restore.failed("the canary did not come back")
    assert (result.passed, result.recovered, result.problems) == (False, False, ("the canary did not come back",))
