"""The restore drill as a line of the report; the drill itself runs in the backup container."""

from typing import Any

from infra.drills.report import Result

DRILL = "restore to an exact transaction"


def result(run: dict[str, Any]) -> Result:
    """Return what a drill found that ended well, which is one whose checks all passed."""
    facts: dict[str, Any] = run["facts"]
    return Result(
        drill=DRILL,
        outages=(facts["rto_seconds"],),
        lost=0 if facts["rpo_seconds"] == 0 else None,
        recovered=True,
        facts=facts,
    )


def failed(sentence: str) -> Result:
    """Return a drill that ended with a sentence: nothing could be restored, or a check failed."""
    return Result(drill=DRILL, outages=(), lost=None, recovered=False, problems=(sentence,))
