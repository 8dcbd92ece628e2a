"""What drills leave on the host: one table for people, JSON for programs and JUnit for CI."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from infra.paths import PROJECT

FOLDER = PROJECT / ".novax" / "evidence"
"""Not under version control: figures of this machine."""


@dataclass(frozen=True)
class Result:
    """One drill as the table shows it; times in seconds, None where they do not apply."""

    drill: str
    outages: tuple[float, ...]
    """What clients waited, one figure a repetition."""
    lost: int | None
    """Acknowledged writes, messages or objects that were gone."""
    recovered: bool
    """Whether clients could go on without a hand."""
    problems: tuple[str, ...] = ()
    """Sentences; a drill without any has passed."""
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    left_out: str = ""
    """Why the drill was not done, which is no failure; empty where it was."""

    @property
    def passed(self) -> bool:
        """Whether the drill showed what it is for."""
        return not self.problems


def save(name: str, results: Sequence[Result]) -> Path:
    """Write the evidence of a run of drills and return the JSON file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    document = FOLDER / f"{stamp}-{name}.json"
    document.write_text(json.dumps([as_json(result) for result in results], indent=2), encoding="utf-8")
    document.with_suffix(".xml").write_bytes(_junit(name, results))
    return document


def as_json(result: Result) -> dict[str, Any]:
    """Return a result as programs read it."""
    return {
        "drill": result.drill,
        "passed": result.passed,
        "outages_seconds": [round(outage, 3) for outage in result.outages],
        "lost": result.lost,
        "recovered_by_itself": result.recovered,
        "problems": list(result.problems),
        "left_out": result.left_out,
        "facts": result.facts,
    }


def _junit(name: str, results: Sequence[Result]) -> bytes:
    failures = sum(not result.passed for result in results)
    suite = ET.Element("testsuite", name=name, tests=str(len(results)), failures=str(failures))
    for result in results:
        case = ET.SubElement(suite, "testcase", name=result.drill, time=str(round(sum(result.outages), 3)))
        if not result.passed:
            ET.SubElement(case, "failure", message="; ".join(result.problems))
        elif result.left_out:
            ET.SubElement(case, "skipped", message=result.left_out)
    return ET.tostring(suite, encoding="utf-8", xml_declaration=True)


def row(result: Result) -> tuple[str, ...]:
    """Return a result as a line of the table."""
    return (
        result.drill,
        *(f"{quantile(result.outages, share):.1f}" if result.outages else "-" for share in (0.5, 0.95, 1.0)),
        "-" if result.lost is None else str(result.lost),
        "-" if result.left_out else "yes" if result.recovered else "no",
        "; ".join(result.problems) or (f"left out: {result.left_out}" if result.left_out else "passed"),
    )


COLUMNS = ("FAULT", "OUTAGE p50 s", "p95 s", "max s", "LOST", "RECOVERED BY ITSELF", "RESULT")


def quantile(figures: Sequence[float], share: float) -> float:
    """Return the smallest figure that was measured and is not exceeded by this share of all (nearest rank)."""
    return sorted(figures)[math.ceil(share * len(figures)) - 1]
