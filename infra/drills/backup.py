"""Faults of the backups as lines of the report; they are put in, and looked for, in the backup container."""

from collections.abc import Sequence
from typing import Any

from infra.drills.report import Result


def results(answer: dict[str, Any]) -> Sequence[Result]:
    """Return what became of each fault: one that was not found, or not named, is a problem."""
    return [
        Result(
            drill=f"backup: {found['fault']}",
            outages=(),
            lost=None,
            recovered=True,
            problems=() if found["found"] else (_missed(found),),
            facts={"sentence": found["sentence"], "seconds": found["seconds"]},
        )
        for found in answer["faults"]
    ]


def _missed(found: dict[str, Any]) -> str:
    said = f"only this: {found['sentence']}" if found["sentence"] else "nothing"
    return f"verification did not name it, and said {said}"
