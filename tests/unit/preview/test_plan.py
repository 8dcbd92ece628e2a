"""Pulumi's JSON as steps: replacements counted once, unknown operations kept, names without values."""

from itertools import permutations
from typing import Any

import pytest

from infra.preview.plan import CONTAINER, SECRET, VOLUME, Step, changed_properties, parse

URN = "urn:pulumi:ci::novax::novax:docker:Service$docker:index/container:Container::redis-1"
STATE = {"urn": URN, "type": CONTAINER, "parent": "urn:pulumi:ci::novax::novax:docker:Service::redis"}


def steps(*operations: str) -> tuple[Step, ...]:
    return parse({"steps": [{"op": operation, "urn": URN, "oldState": STATE} for operation in operations]}).steps


@pytest.mark.parametrize(
    "operations",
    [
        ("replace",),
        ("create-replacement", "replace", "delete-replaced"),
        ("delete-replaced", "replace", "create-replacement"),
        ("delete-replaced", "create-replacement"),
        ("refresh", "replace"),
    ],
)
def test_a_replacement_counts_once(operations: tuple[str, ...]) -> None:
    (step,) = steps(*operations)
    assert (step.operation, step.changes) == ("replace", True)


@pytest.mark.parametrize("operation", ["same", "read", "refresh", "discard"])
def test_looking_is_no_change(operation: str) -> None:
    assert not steps(operation)[0].changes


def test_an_operation_that_nobody_knows_is_a_change() -> None:
    (step,) = steps("refresh", "teleport")
    assert (step.operation, step.changes) == ("teleport", True)


def test_a_step_knows_its_resource() -> None:
    (step,) = steps("delete")
    assert (step.resource.name, step.resource.type, step.resource.component) == ("redis-1", CONTAINER, "redis")
    assert step.new is None


def test_a_step_without_any_state_is_named_by_its_urn() -> None:
    (step,) = parse({"steps": [{"op": "delete", "urn": URN}]}).steps
    assert (step.resource.name, step.resource.type) == ("redis-1", CONTAINER)


def test_properties_are_names_alone() -> None:
    difference = {"uploads[3].content": {"kind": "update"}, "uploads[4].content": {}, "memory": {}}
    (step,) = parse({"steps": [{"op": "update", "urn": URN, "detailedDiff": difference}]}).steps
    assert step.properties == ("uploads", "memory")


def test_without_a_difference_of_pulumis_the_inputs_are_compared() -> None:
    old, new = ({**STATE, "inputs": {"a": 1, "b": value, "__defaults": [value]}} for value in (1, 2))
    (step,) = parse({"steps": [{"op": "update", "urn": URN, "oldState": old, "newState": new}]}).steps
    assert step.properties == ("b",)


def test_notes_beside_values_are_no_difference() -> None:
    assert changed_properties({"a": [{"x": 1, "__defaults": []}]}, {"a": [{"x": 1}]}) == ()


def test_what_is_gone_from_the_world_keeps_what_it_was() -> None:
    volume = {"urn": "urn:pulumi:ci::novax::docker:index/volume:Volume::data", "type": VOLUME, "protect": True}
    looked = {"op": "refresh", "urn": volume["urn"], "oldState": volume}
    (step,) = parse({"steps": [looked, {"op": "create", "urn": volume["urn"], "newState": volume}]}).steps
    assert step.operation == "create"
    assert step.old
    assert step.old.protect


def test_what_pulumi_says_is_kept_once_by_severity() -> None:
    said = [
        {"severity": "error", "message": "error: broken\n"},
        {"severity": "error", "message": "error: broken"},
        {"severity": "error", "message": "error: preview failed\n"},
        {"severity": "warning", "message": "warning: careful"},
        {"severity": "info#err", "message": "Traceback"},
    ]
    plan = parse({"diagnostics": said})
    assert (plan.errors, plan.warnings, plan.steps) == (("broken",), ("careful",), ())


def test_pulumi_masks_secrets_as_expected() -> None:
    """What is written where a secret was is what the recorded plans have."""
    assert SECRET == "[secret]"


def test_what_others_stand_on_comes_first_in_whatever_order_it_was_printed() -> None:
    def step(op: str, name: str, *dependencies: str) -> dict[str, Any]:
        state = {"urn": urn(name), "type": "t", "dependencies": [urn(one) for one in dependencies]}
        return {"op": op, "urn": urn(name), "oldState" if op == "delete" else "newState": state}

    def urn(name: str) -> str:
        return f"urn:pulumi:ci::novax::t::{name}"

    steps = [
        step("delete", "a-gone"),
        step("same", "z-database"),
        step("update", "b-pooler", "z-database"),
        step("update", "c-cache"),
        step("update", "a-application", "b-pooler", "c-cache"),
    ]
    for printed in permutations(steps):
        names = [one.resource.name for one in parse({"steps": printed}).steps]
        assert names == ["z-database", "b-pooler", "c-cache", "a-application", "a-gone"]
