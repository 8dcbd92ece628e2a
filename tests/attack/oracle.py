"""What is right: judges what was seen, also against what is seen where the other tenant does not exist."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from tests.attack.cases import Case, Expect
from tests.attack.seen import Seen
from tests.attack.statements import told
from tests.attack.worlds import Rows


class Kind(StrEnum):
    """Whether somebody got too much, or too little."""

    LEAK = "leak"
    DENIAL = "wrong denial"


@dataclass(frozen=True)
class Finding:
    """A case that went wrong; `outcome` is the SQLSTATE, 00000 for success."""

    kind: Kind
    case: Case
    outcome: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.case}: {self.what} ({self.outcome})"


def judge(case: Case, seen: Seen, alone: Seen | None, own: Rows) -> Finding | None:
    """Return what is wrong with an outcome.

    Args:
        case: the attack.
        seen: what came of it.
        alone: what comes of it where the other tenant does not exist; None if nothing is to be compared.
        own: the rows of the case's relation that the context's tenant is due, in the columns that were read.
    """
    if what := _leak(case, seen, own) or _depends(case, seen, alone, own):
        return Finding(Kind.LEAK, case, seen.sqlstate or "00000", what)
    if what := _denial(case, seen, own):
        return Finding(Kind.DENIAL, case, seen.sqlstate or "00000", what)
    return None


def _leak(case: Case, seen: Seen, own: Rows) -> str:
    """Say what is seen or changed that must not be, or which refusal is not the one that is due."""
    due = (*case.codes, "") if case.expect is Expect.REFUSED else case.codes
    if case.expect in (Expect.DENIED, Expect.REFUSED) and seen.sqlstate not in due:
        return f"expected {' or '.join(case.codes)}, saw {_told(seen)}"
    if case.expect is Expect.REFUSED and seen.worked:
        # A trigger may have put the tenant's own value in the place of the other's: then nothing was given away.
        returned = {value for row in seen.rows for value in row}
        if not returned or case.foreign in returned:
            return f"written with what is the other tenant's: {_told(seen)}"
    if case.expect is Expect.NOTHING and seen.worked:
        return f"not the tenant's: {_told(seen)}"
    if case.expect is Expect.EXACTLY and (more := Counter(seen.rows) - own):
        return f"{more.total()} rows that are not the tenant's"
    return ""


def _depends(case: Case, seen: Seen, alone: Seen | None, own: Rows) -> str:
    """Say what would be otherwise if the other tenant did not exist."""
    if alone is None or seen == alone:
        return ""
    # A policy fails on what is no id, if it is asked; whether it is asked where no row is left is the planner's choice.
    if case.context.name == "malformed" and "22P02" in (seen.sqlstate, alone.sqlstate) and not any(chain(*seen.rows)):
        return ""
    if case.expect is Expect.UNGUESSED and seen.sqlstate == "23505":
        return ""
    # Which of its own rows a tenant's statement fails on first depends on where they lie.
    if case.expect is Expect.TELLING and seen.message in {told(row) for row in own}:
        return ""
    return f"depends on the other tenant: {_told(seen)} instead of {_told(alone)}"


def _denial(case: Case, seen: Seen, own: Rows) -> str:
    """Say what is the tenant's and was not found or done."""
    if case.expect in (Expect.EXACTLY, Expect.OWN):
        missing = (own - Counter(seen.rows)).total() if case.reads else own.total() - seen.count
        return f"{missing} of {own.total()} own rows are missing: {_told(seen)}" if missing > 0 else ""
    refused = not seen.worked if case.expect is Expect.WORKS else seen.sqlstate == "42501"
    return _told(seen) if case.expect in (Expect.WORKS, Expect.ADMITTED) and refused else ""


def _told(seen: Seen) -> str:
    if seen.sqlstate:
        return f"{seen.sqlstate} {seen.message[:300]}"
    rows = "; ".join(", ".join(str(value)[:60] for value in row) for row in seen.rows[:3])
    return f"{max(seen.count, len(seen.rows))} rows, {seen.changes} changed{': ' + rows[:300] if rows else ''}"


def leaks(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings by which somebody got too much."""
    return [finding for finding in findings if finding.kind is Kind.LEAK]
