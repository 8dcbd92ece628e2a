"""All drills in a row: a failure keeps no other drill from running, and what was left out is told as that."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from xml.etree import ElementTree as ET

import pytest

from infra.drills import engine, everything, report
from infra.drills.modes import Fault
from infra.drills.report import Result
from infra.errors import UserError

if TYPE_CHECKING:
    from infra.cli.running import Running
    from infra.packs import Pack

NOBODY = cast("Running", None)
NOTHING = cast("Pack", None)
GOOD = Result("nats: crash", (1.0,), 0, recovered=True)


def test_a_drill_that_fails_keeps_no_other_from_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Sequence[Result]:
        raise UserError("the stack is not whole")

    def drills(*_arguments: object, **_options: object) -> Iterator[tuple[str, str, everything.Drill]]:
        yield "etcd-kill", "etcd: kill", broken
        yield "nats-crash", "nats: crash", lambda: [GOOD]

    monkeypatch.setattr(everything, "_drills", drills)
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    found = list(everything.run(NOBODY, NOTHING, times=1, synchronous=True))
    assert [(result.drill, result.problems) for result, _ in found] == [
        ("etcd: kill", ("the stack is not whole",)),
        ("nats: crash", ()),
    ]
    for result, file in found:
        facts: list[dict[str, Any]] = json.loads(file.read_text())
        assert [item["drill"] for item in facts] == [result.drill]


def test_an_engine_out_of_reach_is_left_out_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "out_of_reach", lambda: "the engine is on another host")
    found = everything.restarted(NOBODY, NOTHING)
    assert found.passed
    assert report.row(found)[-2:] == ("-", "left out: the engine is on another host")


def test_what_was_left_out_is_skipped_in_junit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    file = report.save("docker", [Result("docker: restart", (), None, recovered=False, left_out="no root")])
    suite = ET.parse(file.with_suffix(".xml")).getroot()  # noqa: S314 - our own file
    assert [case.get("message") for case in suite.iter("skipped")] == ["no root"]
    assert suite.get("failures") == "0"


def test_a_full_disk_takes_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everything.os, "geteuid", lambda: 1000)
    found = everything._fail_over(NOBODY, NOTHING, Fault.DISK_FULL, 1, synchronous=True)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    assert found.passed
    assert "takes root" in found.left_out
