"""An `up` runs those hooks again whose declarations were changed by hand, and looks only where all is well."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.cli import containers, drift, mending, pods
from infra.cli.containers import HEALTHY, STARTING, Container
from infra.drift import looks
from infra.drift.report import Finding
from infra.errors import UserError
from infra.paths import PROJECT
from infra.settings import Settings, from_file

CHANGED = Finding(area="roles", subject="role a", message="was changed by hand", hook="databases")


def settings(name: str) -> Settings:
    return from_file(PROJECT / "stacks" / f"Pulumi.{name}.yaml", name)


@pytest.fixture
def healths(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the health of each member, on whichever platform; a stack that is up was changed by hand."""
    found: dict[str, str] = {}

    def inspected(_: str) -> list[Mapping[str, Any]]:
        return []

    def health_of(_: object) -> dict[str, str]:
        return found

    def look(_: object) -> dict[str, Container]:
        return {name: Container(name, health, None, None) for name, health in found.items()}

    def open_stack(*_: object) -> None:
        """Stand in for a stack that is up."""

    def by_hand(_: object) -> tuple[Finding, ...]:
        return (CHANGED,)

    monkeypatch.setattr(containers, "inspected", inspected)
    monkeypatch.setattr(containers, "health_of", health_of)
    monkeypatch.setattr(pods, "look", look)
    monkeypatch.setattr(drift, "open_stack", open_stack)
    monkeypatch.setattr(looks, "by_hand", by_hand)
    return found


@pytest.mark.parametrize("stack", ["ci", "ci-kubernetes"])
@pytest.mark.parametrize(
    ("members", "wanted"),
    [
        ({}, ()),
        ({"postgres-1": HEALTHY, "nats": STARTING}, ()),
        ({"postgres-1": HEALTHY, "nats": HEALTHY}, (CHANGED,)),
    ],
)
def test_it_looks_only_where_all_is_well(
    healths: dict[str, str], stack: str, members: dict[str, str], wanted: tuple[Finding, ...]
) -> None:
    healths.update(members)
    assert mending.changes(stack, settings(stack)) == wanted


def test_a_stack_that_cannot_be_opened_is_left_alone(healths: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise UserError("stack ci is not up")

    healths["nats"] = HEALTHY
    monkeypatch.setattr(drift, "open_stack", refuse)
    assert mending.changes("ci", settings("ci")) == ()


def test_each_hook_runs_once() -> None:
    assert mending.hooks([CHANGED, CHANGED]) == ("databases",)
