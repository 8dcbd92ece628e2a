"""What clients of a drill saw, and the judgement on it; pure, so that a lost row can be fed to it in a test.

Each writer appends numbers to a list of its own, and each write tells how many of its own earlier rows it saw. An
acknowledged write must be there at the end, a write that was never sent must not, and what a write saw must fit what
was acknowledged before it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import Literal

Outcome = Literal["acknowledged", "refused", "unknown"]
"""``refused``: it certainly did not happen; ``unknown``: the connection ended before an answer."""

PROBE_SECONDS = 0.1
"""How often a node is asked whether it takes writes."""


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
    read_errors: list[str] = field(default_factory=list[str])
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
    """How many writes failed, by SQLSTATE or the kind of failure."""
    read_errors: Mapping[str, int]

    @property
    def consistent(self) -> bool:
        """Whether nothing was invented and nobody saw the past; what was lost is counted apart."""
        return not self.phantoms and not self.stale


def judge(history: History, rows: Iterable[tuple[int, int]]) -> Verdict:
    """Compare what clients saw with the rows (writer and number) that the database has in the end."""
    present = set(rows)
    acknowledged = {(w.writer, w.number) for w in history.writes if w.outcome == "acknowledged"}
    sent = {(w.writer, w.number) for w in history.writes if w.outcome != "refused"}
    return Verdict(
        acknowledged=len(acknowledged),
        lost=tuple(sorted(acknowledged - present)),
        phantoms=tuple(sorted(present - sent)),
        stale=tuple(_stale(history.writes, acknowledged - present)),
        write_outage=longest_gap([w.ended for w in history.writes if w.outcome == "acknowledged"]),
        read_outage=longest_gap(history.reads),
        two_primaries=overlap(history.samples),
        errors=Counter(w.error for w in history.writes if w.error),
        read_errors=Counter(history.read_errors),
    )


def longest_gap(times: Sequence[float]) -> float:
    """Return the longest time between two neighbours, in seconds; endless where nothing ever ended well."""
    ordered = sorted(times)
    if not ordered:
        return float("inf")
    return max((after - before for before, after in pairwise(ordered)), default=0.0)


def overlap(samples: Sequence[Sample], resolution: float = 0.5) -> float:
    """Return for how long two nodes took writes at the same time.

    A node is writable from one sample that says so to the next that does, if they are at most `resolution` seconds
    apart: a frozen node says nothing, and one that died right after a sample is not writable until somebody is
    promoted. A sample that stands alone, as of a node that thaws and then steps down, counts as one probe.
    """
    spans: dict[str, list[tuple[float, float]]] = {}
    for node in {sample.node for sample in samples}:
        own = sorted((s for s in samples if s.node == node), key=lambda s: s.at)
        spans[node] = [
            (s.at, after.at if after and after.writable and after.at - s.at <= resolution else s.at + PROBE_SECONDS)
            for s, after in zip_longest(own, own[1:])
            if s and s.writable
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
