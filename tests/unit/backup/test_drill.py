"""A drill turns red when what it is for is broken: a canary is missing, or one came back too many; WAL stays behind."""

# Checks are tried without a copy:
# pyright: reportPrivateUsage=false

from typing import TYPE_CHECKING, Any, Self, cast

import pytest
from novax_backup.drill import canary, checks, extensions
from novax_backup.drill.canary import Facts
from novax_backup.failure import Failure

if TYPE_CHECKING:
    from novax_backup.copies.server import Copy

FACTS = Facts(before=7, before_at=1.0, after=8, xid="9", heads={}, rows={})


class Session:
    """Answers queries from a list, the last for ever."""

    def __init__(self, *answers: Any) -> None:  # noqa: ANN401 - rows of any kind
        self.answers = list(answers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def execute(self, *_query: object) -> "Session":
        return self

    def transaction(self) -> "Session":
        return self

    def fetchone(self) -> Any:  # noqa: ANN401 - rows of any kind
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def fetchall(self) -> Any:  # noqa: ANN401 - rows of any kind
        return self.fetchone()


class Restored:
    """Stands for a copy whose canaries are these."""

    def __init__(self, *canaries: int) -> None:
        self.canaries = canaries

    def connect(self) -> "Restored":
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def execute(self, _query: str, values: tuple[int]) -> Session:
        return Session(() if values[0] in self.canaries else None)


def judged(copy: Restored) -> list[bool]:
    asked = (checks._canary_before, checks._canary_after)  # noqa: SLF001
    return [checks._answer("", lambda ask=ask: ask(cast("Copy", copy), FACTS)).passed for ask in asked]  # noqa: SLF001


@pytest.mark.parametrize(
    ("canaries", "passed"),
    [((7,), [True, True]), ((), [False, True]), ((7, 8), [True, False]), ((8,), [False, False])],
    ids=["exact", "canary missing", "too far", "neither"],
)
def test_the_canaries_decide(canaries: tuple[int, ...], passed: list[bool]) -> None:
    assert judged(Restored(*canaries)) == passed


@pytest.mark.parametrize(
    ("failing", "why"), [(True, "archiving fails; the members' logs say why"), (False, "archiving is behind")]
)
def test_a_failing_archive_command_is_named(monkeypatch: pytest.MonkeyPatch, *, failing: bool, why: str) -> None:
    monkeypatch.setattr(canary, "_ARCHIVE_SECONDS", 0.0)
    session = cast("Any", Session(("000000010000000000000004", failing)))
    with pytest.raises(Failure, match=f"segment 000000010000000000000005 was not archived within 0 s: {why}"):
        canary._await_archive(session, "000000010000000000000005")  # noqa: SLF001


def test_a_segment_that_is_in_the_archive_is_waited_for_no_longer() -> None:
    session = cast("Any", Session(("000000010000000000000005", False)))
    canary._await_archive(session, "000000010000000000000005")  # noqa: SLF001


INDEX = [("public", "notes", "idx_notes", "embedding", "extensions", "<=>")]
USED = ([{"Plan": {"Plans": [{"Index Name": "idx_notes"}]}}],)
UNUSED = ([{"Plan": {"Node Type": "Seq Scan"}}],)


def test_an_index_that_finds_what_is_stored_passes() -> None:
    assert extensions._vector(cast("Any", Session(INDEX, USED, (0.0,)))) == "1 HNSW indexes find what is stored"  # noqa: SLF001


@pytest.mark.parametrize(
    ("answers", "named"),
    [((UNUSED, (0.0,)), "does not use index idx_notes"), ((USED, (0.5,)), "nearest to a stored vector is 0.5 away")],
    ids=["another plan", "another vector"],
)
def test_an_index_that_is_not_used_or_answers_wrongly_is_named(answers: tuple[Any, ...], named: str) -> None:
    # The setting's own statement answers nothing that is read.
    with pytest.raises(Failure, match=named):
        extensions._vector(cast("Any", Session(INDEX, *answers)))  # noqa: SLF001
