"""What a check of an object store found: yes, partly or no, and what was seen in a few words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from botocore.exceptions import ClientError

from tests.bench.stores.server import Server


class Verdict(StrEnum):
    """Whether a store meets a need."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "not looked at"


@dataclass(frozen=True)
class Seen:
    """A verdict, and the evidence for it."""

    verdict: Verdict
    what: str


@dataclass(frozen=True)
class Check:
    """One need of the platform, as its row in the table is called, and how it is looked at."""

    need: str
    look: Callable[[Server], Seen]


def code_of(attempt: Callable[[], object]) -> str:
    """Return the code with which the store refuses; empty when it does not."""
    try:
        attempt()
    except ClientError as error:
        return error.response.get("Error", {}).get("Code", "")
    return ""


def refused(attempts: dict[str, Callable[[], object]], meant: str) -> Seen:
    """Judge attempts that must all be refused; `meant` says what they were."""
    codes = {name: code_of(attempt) for name, attempt in attempts.items()}
    went = [name for name, code in codes.items() if not code]
    if went:
        return Seen(Verdict.NO if len(went) == len(attempts) else Verdict.PARTLY, f"went through: {', '.join(went)}")
    return Seen(Verdict.YES, f"{len(codes)} of {len(codes)} {meant} refused ({', '.join(sorted(set(codes.values())))})")


def worst(parts: Sequence[Seen]) -> Seen:
    """Put parts together: yes only where all are, no only where none is more."""
    verdicts = {part.verdict for part in parts}
    verdict = verdicts.pop() if len(verdicts) == 1 else Verdict.PARTLY
    telling = [part for part in parts if part.verdict is not Verdict.YES] or parts
    return Seen(verdict, "; ".join(part.what for part in telling))
