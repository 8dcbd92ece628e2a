"""What the attacks of a run came to, pack by pack, for the table at its end."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """One pack: `declared` counts the findings that exceptions explain."""

    pack: str
    tables: int
    policies: int
    cases: int
    leaks: int
    denials: int
    declared: int


HEAD = ("pack", "tables", "policies", "attacks", "leaks", "wrong denials", "by design")


def table(tallies: Sequence[Tally]) -> list[str]:
    """Return the lines of a table with a sum."""
    counts = [(t.tables, t.policies, t.cases, t.leaks, t.denials, t.declared) for t in tallies]
    total = [sum(column) for column in zip(*counts, strict=True)]
    rows = [HEAD, *(_row(t.pack, count) for t, count in zip(tallies, counts, strict=True)), _row("all", total)]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _row(name: str, counts: Sequence[int]) -> tuple[str, ...]:
    return (name, *(f"{count:,}" for count in counts))
