"""What a preview says of a change is what its deploy does: the same restarts, images and resources, and no others."""

from pathlib import Path

import pytest

from infra.cli.running import Running, load
from infra.preview import markdown
from infra.preview.report import Report
from tests import golden
from tests.preview.changes import CHANGES, Change
from tests.preview.checkout import Checkout, normalised
from tests.preview.world import World, look, restarted

pytestmark = pytest.mark.timeout(900)

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", CHANGES)
def test_a_deploy_does_what_its_preview_said(running: Running, checkout: Checkout, name: str) -> None:
    change = CHANGES[name]
    change.make(checkout)
    code, report = checkout.preview(name, *_replacing(change))
    _compare(name, report)
    assert code == change.code
    before = look(running.stack)
    assert checkout.novax(name, "up", "-s", running.stack, *_replacing(change)) == 0
    after = look(running.stack)
    _assert_same_restarts(report, before, after)
    assert {version.member for version in report.versions} == _with_other_image(before, after)
    assert (_containers(report, "create"), _containers(report, "delete")) == (
        after.keys() - before.keys(),
        before.keys() - after.keys(),
    )
    assert change.holds(load(running.stack), after)


def test_nothing_is_left_to_do_and_the_old_password_opens_nothing(running: Running, checkout: Checkout) -> None:
    code, report = checkout.preview("afterwards")
    assert (code, report.changed) == (0, 0)
    now = load(running.stack)
    assert now.accounts["novax-app"].password != running.accounts["novax-app"].password


def test_data_at_risk_is_allowed_only_with_a_reason(checkout: Checkout) -> None:
    listed, service = "infra/services/registry.py", "        alertmanager(settings),\n"
    checkout.edit(listed, service, "")
    code, report = checkout.preview("stateful_service_removed")
    _compare("stateful_service_removed", report)
    allowed, _ = checkout.preview("allowed", "--allow", "moved by hand")
    checkout.edit(
        "infra/services/registry.py", "        grafana(settings),\n", f"{service}        grafana(settings),\n"
    )
    # The plan itself fails, because the volume is protected: a reason cannot allow that.
    assert (code, allowed) == (3, 1)


def test_no_secret_is_in_anything_that_was_written(
    running: Running, checkout: Checkout, secrets: frozenset[str]
) -> None:
    known = secrets | {account.password for account in load(running.stack).accounts.values()}
    written = [file for file in checkout.artefacts.rglob("*") if file.is_file()]
    assert len(written) > len(CHANGES)
    for file in written:
        text = file.read_text(encoding="utf-8")
        assert "PRIVATE KEY" not in text, file
        assert not [secret[:2] for secret in known if secret in text], file


def _replacing(change: Change) -> tuple[str, ...]:
    return ("--replace", change.rotates) if change.rotates else ()


def _compare(name: str, report: Report) -> None:
    golden.compare(markdown.render(normalised(report)), GOLDEN / f"{name}.md")


def _assert_same_restarts(report: Report, before: World, after: World) -> None:
    assert restarted(before, after) == {restart.member for restart in report.restarts}
    for service in {restart.service for restart in report.restarts}:
        members = [restart.member for restart in report.restarts if restart.service == service]
        # Only containers that are new have a start to go by; those of one service follow each other.
        if all(before[member].identifier != after[member].identifier for member in members):
            assert members == sorted(members, key=lambda member: after[member].started)


def _with_other_image(before: World, after: World) -> set[str]:
    return {name for name in before.keys() & after.keys() if before[name].image != after[name].image}


def _containers(report: Report, operation: str) -> set[str]:
    return {one.resource for one in report.operations if one.kind == "Container" and one.operation == operation}
