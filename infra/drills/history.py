"""What clients of a drill saw, and the judgement on it; pure, so that a lost row can be fed to it in a test.

Each writer appends numbers to a list of its own, and each write tells how many of its own earlier rows it saw. An
acknowledged write must be there at the end, a write that was never sent must not, and what a write saw must fit what
was acknowledged before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

Outcome = Literal["acknowledged", "refused", "unknown"]
"""``refused``: it certainly did not happen; ``unknown``: the connection ended before an answer."""


@dataclass(frozen=True)
class Write:
    """One attempt; times are seconds of one monotonic clock, ``seen`` the writer's earlier rows at that moment."""

    writer: int
    number: int
    begun: float
    ended: float
    outcome: Outcome
    seen: int | None = None
    error: str = ""


@dataclass(frozen=True)
class Sample:
    """What one node said of itself at a time: whether it took a write."""

    node: str
    at: float
    writable: bool


@dataclass
class History:
    """Everything that was observed, in the order in which it ended."""

    writes: list[Write] = field(default_factory=list[Write])
    reads: list[float] = field(default_factory=list[float])
    """When reads ended well."""
    samples: list[Sample] = field(default_factory=list[Sample])


@dataclass(frozen=True)
class Verdict:
    """What the history means; times in seconds."""

    acknowledged: int
    lost: tuple[tuple[int, int], ...]
    """Acknowledged writes that are not there, as writer and number."""
    phantoms: tuple[tuple[int, int], ...]
    """Writes that were refused, or never made, and are there."""
    stale: tuple[tuple[int, int], ...]
    """Writes that saw fewer of their own earlier rows than had been acknowledged, or more than were ever sent."""
    write_outage: float
    read_outage: float
    two_primaries: float
    errors: Mapping[str, int]

    @property
    def consistent(self) -> bool:
        """Whether nothing was invented and nobody saw the past; what was lost is counted apart."""
        return not self.phantoms and not self.stale


def judge(history: History, rows: Iterable[tuple[int, int]]) -> Verdict:
    """Compare what clients saw with the rows (writer and number) that the database has in the end."""
    present = set(rows)
    acknowledged = {(w.writer, w.number) for w in history.writes if w.outcome == "acknowledged"}
    sent = {(w.writer, w.number) for w in history.writes if w.outcome != "refused"}
    errors: dict[str, int] = {}
    for write in history.writes:
        if write.error:
            errors[write.error] = errors.get(write.error, 0) + 1
    return Verdict(
        acknowledged=len(acknowledged),
        lost=tuple(sorted(acknowledged - present)),
        phantoms=tuple(sorted(present - sent)),
        stale=tuple(_stale(history.writes, acknowledged - present)),
        write_outage=longest_gap([w.ended for w in history.writes if w.outcome == "acknowledged"]),
        read_outage=longest_gap(history.reads),
        two_primaries=overlap(history.samples),
        errors=errors,
    )


def longest_gap(times: Sequence[float]) -> float:
    """Return the longest time between two neighbours, in seconds; endless where nothing ever ended well."""
    ordered = sorted(times)
    if not ordered:
        return float("inf")
    return max((after - before for before, after in pairwise(ordered)), default=0.0)


def overlap(samples: Sequence[Sample], resolution: float = 0.5) -> float:
    """Return for how long two nodes took writes at the same time.

    A node counts as writable from a sample that says so until its next one, at most `resolution` seconds later: one
    that is frozen says nothing.
    """
    spans: dict[str, list[tuple[float, float]]] = {}
    for node in {sample.node for sample in samples}:
        own = sorted((s for s in samples if s.node == node), key=lambda s: s.at)
        ends = [*(s.at for s in own[1:]), own[-1].at]
        spans[node] = [
            (s.at, min(end, s.at + resolution)) for s, end in zip(own, ends, strict=True) if s.writable and end > s.at
        ]
    nodes = sorted(spans)
    return sum(
        max(0.0, min(first[1], second[1]) - max(first[0], second[0]))
        for index, node in enumerate(nodes)
        for other in nodes[index + 1 :]
        for first in spans[node]
        for second in spans[other]
    )


def _stale(writes: Sequence[Write], lost: set[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Yield the writes whose look at their own past does not fit; rows that are lost are counted once, as that."""
    least: dict[int, int] = {}
    most: dict[int, int] = {}
    for write in sorted(writes, key=lambda w: (w.writer, w.number)):
        kept, sent = least.get(write.writer, 0), most.get(write.writer, 0)
        if write.seen is not None and not kept <= write.seen <= sent:
            yield write.writer, write.number
        if write.outcome == "acknowledged" and (write.writer, write.number) not in lost:
            least[write.writer] = kept + 1
        if write.outcome != "refused":
            most[write.writer] = sent + 1
