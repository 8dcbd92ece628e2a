"""Plans that Pulumi really made of a stack, one change each, without what reports do not read."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from infra.preview.migrations import Lint
from infra.preview.plan import Plan, Resource, Step, parse
from infra.preview.report import Report
from infra.preview.summary import summarise

FOLDER = Path(__file__).parent
MEMBERS = {"postgres": ("postgres-1", "postgres-2"), "redis": ("redis-1", "redis-2")}


def no_findings(_: object) -> Mapping[str, tuple[str, ...]]:
    return {}


def recorded(name: str) -> Plan:
    return parse(json.loads((FOLDER / "plans" / f"{name}.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def plan_of() -> Callable[[str], Plan]:
    """Return a function that reads a recorded plan."""
    return recorded


@pytest.fixture(scope="session")
def report_of() -> Callable[..., Report]:
    """Return a function that makes the report of a recorded plan, or of one that is given."""

    def make(name: str | Plan, *, lint: Lint = no_findings, allow: str = "") -> Report:
        plan = name if isinstance(name, Plan) else recorded(name)
        root = FOLDER / "sql" / (name if isinstance(name, str) else "none")
        return summarise(plan, "ci-seven", MEMBERS, sql_root=root, lint=lint, allowed=allow)

    return make


@pytest.fixture(scope="session")
def change() -> Callable[..., Step]:
    """Return a function that makes a step of one resource from inputs before and after."""

    def make(  # noqa: PLR0913 - a step has these parts
        kind: str,
        name: str,
        old: Mapping[str, object] | None,
        new: Mapping[str, object] | None,
        *,
        operation: str = "",
        protect: bool = False,
        parent: str = "",
        properties: tuple[str, ...] = (),
    ) -> Step:
        urn = f"urn:pulumi:ci::novax::{kind}::{name}"
        before, after = (
            None if inputs is None else Resource(urn, kind, name, parent, inputs, protect, protect)
            for inputs in (old, new)
        )
        guessed = "create" if before is None else "delete" if after is None else "update"
        resource = after or before
        assert resource
        return Step(operation or guessed, resource, before, after, properties)

    return make
