"""Every rule: the committed stacks keep it, and a stack that breaks it is told which resource and what to do."""

import contextlib
import copy
import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from infra.policies.rules import RULES, check
from infra.policies.target import Target
from infra.preview import revisions
from infra.preview.plan import CONTAINER, STASH, VOLUME, Resource

PLANTED = "pl4nted-V4lue-9xQ"
Edit = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="session")
def stacks() -> Mapping[str, Target]:
    return {
        name: Target(name, rendered.resources)
        for name, rendered in revisions.checkout(("ci", "dev")).items()
        if not rendered.skipped
    }


def edited(target: Target, name: str, edit: Edit, **fields: object) -> Target:
    """Return the stack with the inputs of every resource of a name changed."""

    def change(one: Resource) -> Resource:
        if one.name != name:
            return one
        inputs = copy.deepcopy(dict(one.inputs))
        edit(inputs)
        return dataclasses.replace(one, inputs=inputs, **fields)  # pyright: ignore[reportArgumentType]

    return dataclasses.replace(target, resources=tuple(map(change, target.resources)))


def without(target: Target, name: str) -> Target:
    return dataclasses.replace(target, resources=tuple(one for one in target.resources if one.name != name))


def test_the_committed_stacks_keep_every_rule(stacks: Mapping[str, Target]) -> None:
    for target in stacks.values():
        assert check(target) == ()


def test_a_demanding_environment_would_keep_every_rule(stacks: Mapping[str, Target]) -> None:
    assert check(dataclasses.replace(stacks["dev"], environment="production")) == ()


def set_parameter(inputs: dict[str, Any]) -> None:
    files = inputs["configuration"]["postgres-1"]
    files["/etc/novax/patroni.yaml"] = files["/etc/novax/patroni.yaml"].replace(
        "archive_mode: 'on'", "archive_mode: 'off'"
    )


def no_rules(inputs: dict[str, Any]) -> None:
    files = inputs["configuration"]["prometheus"]
    files["/etc/novax/prometheus.yaml"] = files["/etc/novax/prometheus.yaml"].replace("rule_files", "other_files")


def clear_password(inputs: dict[str, Any]) -> None:
    inputs["configuration"]["redis-1"]["/etc/novax/redis.conf"] += f"requirepass {PLANTED}\n"


EDITS: Mapping[str, tuple[str, str, Edit, str]] = {
    "latest": ("fixed-images", "nats", lambda i: i.update(image="novax/nats:latest"), "can change under its name"),
    "no tag": ("fixed-images", "nats", lambda i: i.update(image="novax/nats"), "can change under its name"),
    "half a version": ("fixed-images", "nats", lambda i: i.update(image="nats:2.10"), "can change under its name"),
    "no memory": ("limits", "nats", lambda i: i.pop("memory"), "has no limit of memory"),
    "swap": ("limits", "nats", lambda i: i.update(memorySwap=-1), "may swap beyond its limit"),
    "every address": (
        "closed-ports",
        "nats",
        lambda i: i["ports"][0].update(ip="0.0.0.0"),  # noqa: S104 - what the rule is against
        "publishes port 4222 on 0.0.0.0; use 127.0.0.1",
    ),
    "no address": ("closed-ports", "nats", lambda i: i["ports"][0].pop("ip"), "publishes port 4222 on every address"),
    "environment": ("no-clear-text-secrets", "nats", lambda i: i.update(envs=[f"A_PASSWORD={PLANTED}"]), "envs[0]"),
    "command": ("no-clear-text-secrets", "nats", lambda i: i["command"].append(f"--token={PLANTED}"), "clear text"),
    "label": ("no-clear-text-secrets", "nats", lambda i: i.update(apiKey=PLANTED), "apiKey"),
    "file": ("no-clear-text-secrets", "redis", clear_password, "redis.conf"),
    "no rules": ("alerts", "prometheus", no_rules, "has no rule_files"),
}


@pytest.mark.parametrize(("rule", "name", "edit", "said"), EDITS.values(), ids=EDITS)
def test_what_breaks_a_rule_is_told(stacks: Mapping[str, Target], rule: str, name: str, edit: Edit, said: str) -> None:
    def tolerant(inputs: dict[str, Any]) -> None:
        # The component bears the container's name.
        with contextlib.suppress(KeyError):
            edit(inputs)

    found = check(edited(stacks["dev"], name, tolerant))
    assert found
    assert {one.rule for one in found} == {rule}
    assert said in found[0].message
    assert PLANTED not in str(found)


def test_a_container_without_a_limit_of_processes(stacks: Mapping[str, Target]) -> None:
    def forget(inputs: dict[str, Any]) -> None:
        del inputs["input"]["declared"]["nats"]

    (found,) = check(edited(stacks["dev"], "process-limits", forget))
    assert (found.rule, found.resource) == ("limits", "nats")


@pytest.mark.parametrize("field", ["protect", "retain"])
def test_a_volume_that_an_edit_could_delete(stacks: Mapping[str, Target], field: str) -> None:
    (found,) = check(edited(stacks["dev"], "nats-data", lambda _: None, **{field: False}))
    assert (found.rule, found.resource) == ("protected-volumes", "nats-data")


def test_a_service_that_may_be_left_out_where_it_may_not(stacks: Mapping[str, Target]) -> None:
    target = dataclasses.replace(stacks["dev"], environment="production", settings={"grafana": {"required": False}})
    (found,) = check(target)
    assert (found.rule, found.resource) == ("nothing-left-out", "novax:grafana")
    assert check(dataclasses.replace(target, environment="staging")) == ()


def test_production_without_anything_that_takes_backups(stacks: Mapping[str, Target]) -> None:
    target = without(stacks["dev"], "backup")
    assert check(target) == ()
    (found,) = check(dataclasses.replace(target, environment="production"))
    assert (found.rule, found.resource) == ("backups", "backup")


def test_production_without_archive_or_bucket(stacks: Mapping[str, Target]) -> None:
    def forget(inputs: dict[str, Any]) -> None:
        del inputs["input"]["declared"]["buckets"]["novax-backup"]

    target = edited(edited(stacks["dev"], "postgres", set_parameter), "buckets", forget)
    assert check(target) == ()
    found = check(dataclasses.replace(target, environment="production"))
    assert [(one.rule, one.resource) for one in found] == [("backups", "buckets"), ("backups", "postgres-1")]


def test_a_stack_without_alertmanager(stacks: Mapping[str, Target]) -> None:
    found = check(without(stacks["dev"], "alertmanager"))
    assert {(one.rule, one.resource) for one in found} == {("alerts", "alertmanager")}


def kubernetes(kind: str, name: str, **inputs: object) -> Resource:
    return Resource(f"urn::{kind}::{name}", kind, name, "", inputs, protect=False, retain=False)


def test_kubernetes_resources_keep_the_same_rules() -> None:
    container = {"name": "main", "image": "novax/nats:latest"}
    resources = (
        kubernetes("kubernetes:apps/v1:StatefulSet", "nats", spec={"template": {"spec": {"containers": [container]}}}),
        kubernetes("kubernetes:core/v1:PersistentVolumeClaim", "nats-data"),
        kubernetes("kubernetes:core/v1:Service", "nats", spec={"type": "LoadBalancer", "ports": [{"port": 4222}]}),
        kubernetes("kubernetes:core/v1:Service", "inner", spec={"type": "ClusterIP", "ports": [{"port": 1}]}),
    )
    broken = {one.rule for one in check(Target("dev", resources)) if one.rule != "alerts"}
    assert broken == {"fixed-images", "limits", "protected-volumes", "closed-ports"}


def test_every_rule_has_a_violation_here(stacks: Mapping[str, Target]) -> None:
    """A rule that is added must be shown to find something."""
    production = dataclasses.replace(
        without(without(stacks["dev"], "alertmanager"), "buckets"),
        environment="production",
        settings={"grafana": {"required": False}},
        resources=(
            *without(without(stacks["dev"], "alertmanager"), "buckets").resources,
            Resource("u", CONTAINER, "x", "", {"image": "x", "ports": [{}], "envs": [f"PASSWORD={PLANTED}"]}),
            Resource("v", VOLUME, "y", ""),
            Resource("s", STASH, "password", "", {"input": PLANTED}),
        ),
    )
    assert {one.rule for one in check(production)} == {rule.name for rule in RULES}
