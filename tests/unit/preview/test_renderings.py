"""Renderings: what matters first, inside GitHub's limit, Markdown that stays Markdown, no planted secret anywhere."""

import io
import json
from collections.abc import Callable

import pytest
from rich.console import Console

from infra.preview import markdown, terminal
from infra.preview.plan import CONTAINER, STASH, Plan, Step
from infra.preview.report import FileDiff, Level, Report, Risk, Violation
from infra.preview.wording import heading

PLANTED = "pl4nted-V4lue-9xQ"
SERVICE = "novax:docker:Service"


def shown(report: Report) -> str:
    buffer = io.StringIO()
    terminal.show(report, Console(file=buffer, width=200))
    return buffer.getvalue()


def report(**parts: object) -> Report:
    return Report.model_validate({"stack": "ci", "counts": {"update": 1}, "operations": (), "risks": (), **parts})


def test_the_worst_comes_first(report_of: Callable[..., Report]) -> None:
    found = report_of("image_major")
    order = list(Level)
    assert [order.index(risk.level) for risk in found.risks] == sorted(order.index(risk.level) for risk in found.risks)
    for text in (markdown.render(found), shown(found)):
        assert text.index("Data at risk") < text.index("Outage") < text.index("Restarts, in this order")


def test_a_comment_is_found_by_its_first_line(report_of: Callable[..., Report]) -> None:
    assert markdown.render(report_of("same")).splitlines()[0] == "<!-- novax-preview:ci-seven -->"


def test_a_long_report_is_cut_inside_the_limit_and_closes_what_it_opened() -> None:
    files = tuple(
        FileDiff(path=f"/etc/{number}", members=("a",), lines=tuple(f"+line {line}" for line in range(400)))
        for number in range(40)
    )
    risks = tuple(Risk(level=Level.DATA, subject=f"volume-{number}", message="gone") for number in range(20))
    written = markdown.render(report(files=files, risks=risks))
    assert len(written) <= markdown.LIMIT
    assert written.count("```") % 2 == 0
    assert written.count("<details>") == written.count("</details>") > 2
    assert "more lines; the whole text is in the summary of the job" in written
    assert "volume-19" in written


def test_an_uncut_rendering_has_everything() -> None:
    files = (FileDiff(path="/etc/a", members=("a",), lines=tuple(f"+{line}" for line in range(30_000))),)
    assert "+29999" in markdown.render(report(files=files), limit=10**9)


def test_a_file_cannot_break_out_of_its_fence() -> None:
    written = markdown.render(report(files=(FileDiff(path="/a", members=("a",), lines=("+```", "+<b>x</b>")),)))
    assert "\n````diff\n+```\n+<b>x</b>\n````\n" in written


def test_text_is_nothing_but_text() -> None:
    risk = Risk(level=Level.DATA, subject="a|b", message="<img src=x> @everyone `x` *y*\n# z")
    written = markdown.render(report(risks=(risk,)))
    assert "&lt;img" in written
    assert "@everyone" not in written
    assert "\n# z" not in written


def test_brackets_are_no_markup_of_the_terminals() -> None:
    risk = Risk(level=Level.NOTICE, subject="[bold]x[/bold]", message="y")
    assert "[bold]x[/bold]" in shown(report(risks=(risk,)))


def test_many_resources_of_a_kind_are_one_row(change: Callable[..., Step], report_of: Callable[..., Report]) -> None:
    found = report_of(Plan(tuple(change(STASH, f"s{number}", None, {}) for number in range(40))))
    assert "40 of kind Stash" in markdown.render(found)
    assert found.counts == {"create": 40}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"counts": {}}, 0),
        ({}, 2),
        ({"errors": ("broken",)}, 1),
        ({"violations": (Violation(rule="r", resource="x", message="m"),)}, 1),
        ({"risks": (Risk(level=Level.DATA, subject="x", message="m"),)}, 3),
        ({"risks": (Risk(level=Level.DATA, subject="x", message="m"),), "errors": ("refused",)}, 3),
        ({"risks": (Risk(level=Level.DATA, subject="x", message="m"),), "allowed": "archived"}, 2),
        ({"risks": (Risk(level=Level.OUTAGE, subject="x", message="m"),)}, 2),
    ],
)
def test_the_exit_code(parts: dict[str, object], code: int) -> None:
    assert report(**parts).exit_code == code


def test_the_reason_for_allowing_is_told() -> None:
    found = report(risks=(Risk(level=Level.DATA, subject="x", message="m"),), allowed="archived on Friday")
    assert heading(found).endswith("DATA AT RISK, allowed: archived on Friday")


def test_no_planted_secret_is_in_any_artefact(change: Callable[..., Step], report_of: Callable[..., Report]) -> None:
    files = {"configuration": {"a": {"/etc/x": f"password: {PLANTED}\nport: 1\n"}}}
    other = {"configuration": {"a": {"/etc/x": f"password: {PLANTED}\nport: 2\n"}}}
    declared = {"input": {"declared": {"url": f"https://user:{PLANTED}@host"}}}
    plan = Plan(
        (
            change(SERVICE, "svc", files, other),
            change(CONTAINER, "a", {"envs": [f"PASSWORD={PLANTED}"]}, {"envs": []}, properties=("envs",)),
            change(STASH, "jobs", {"input": {"declared": {"url": ""}}}, declared),
            change(STASH, "password-x", {"input": PLANTED}, {"input": f"{PLANTED}2"}, operation="replace"),
        ),
        errors=(f"error: password={PLANTED} refused",),
        warnings=(f"postgres://app:{PLANTED}@db",),
    )
    found = report_of(plan, allow=f"token: {PLANTED}")
    for text in (markdown.render(found), shown(found), found.model_dump_json()):
        assert PLANTED not in text
        assert "port: 2" in text


def test_the_json_is_the_report(report_of: Callable[..., Report]) -> None:
    found = report_of("volume_name")
    assert Report.model_validate(json.loads(found.model_dump_json())) == found
