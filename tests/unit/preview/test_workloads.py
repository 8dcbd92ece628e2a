"""Pods of releases: which are replaced and why, what their data loses, who may connect; Helm makes them where it is."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from infra import stackfile
from infra.cli import stack as stacks
from infra.errors import UserError
from infra.paths import PROJECT
from infra.policies.rules import check
from infra.policies.target import Target
from infra.preview import charts, comparison, restarts, revisions, versions, workloads
from infra.preview.plan import RELEASE, Plan, Resource
from infra.preview.report import Level
from infra.toolchain import kubernetes

Edit = Callable[[dict[str, Any]], object]
PlanOf = Callable[[str, Edit], Plan]
STACKS = ("ci-kubernetes", "staging", "production")


@pytest.fixture(scope="session")
def rendered() -> Mapping[str, Sequence[Resource]]:
    """Return the resources of the stacks on Kubernetes."""
    return {name: found.resources for name, found in revisions.checkout(STACKS).items()}


@pytest.fixture(scope="session")
def template() -> workloads.Template:
    """Return Helm's rendering with today's charts."""
    try:
        kubernetes.HELM.resolve()
    except UserError as reason:
        pytest.skip(str(reason))
    return charts.template_in(PROJECT)


@pytest.fixture
def plan_of(rendered: Mapping[str, Sequence[Resource]], template: workloads.Template) -> PlanOf:
    """Return a function that makes the plan of an edit of one release's values in production."""

    def make(name: str, edit: Edit) -> Plan:
        before = rendered["production"]

        def edited(one: Resource) -> Resource:
            if (one.type, one.name) != (RELEASE, f"{name}-release"):
                return one
            inputs = copy.deepcopy(dict(one.inputs))
            edit(inputs["values"])
            return replace(one, inputs=inputs)

        found = comparison.compare(before, tuple(map(edited, before)))
        return replace(found, workloads=workloads.of(found, template, template))

    return make


def restarted(plan: Plan) -> list[tuple[str, str]]:
    return [(restart.member, restart.why) for restart in restarts.restarts(plan, {})]


def test_memory_replaces_pods_from_the_last_to_the_first(plan_of: PlanOf) -> None:
    plan = plan_of("redis", lambda values: values["resources"].update(memory="999Mi"))
    assert restarted(plan) == [(f"redis-{number}", "resources changed") for number in (3, 2, 1)]


def test_a_file_is_named_by_the_checksum_alone(plan_of: PlanOf) -> None:
    plan = plan_of("nats", lambda values: values["files"].update(checksum="0" * 64))
    assert {why for _, why in restarted(plan)} == {"a secret in its files changed"}


def test_more_copies_restart_nothing(plan_of: PlanOf) -> None:
    assert restarted(plan_of("pgbouncer", lambda values: values.update(copies=9))) == []


def test_copies_stand_in_for_each_other(plan_of: PlanOf) -> None:
    plan = plan_of("pgbouncer", lambda values: values["resources"].update(memory="999Mi"))
    found = restarts.restarts(plan, {})
    (risk,) = [risk for risk in restarts.risks(found, plan) if risk.subject == "pgbouncer"]
    assert (risk.level, "one after the other" in risk.message) == (Level.RESTART, True)
    assert restarts.outage(found, {}, plan) == ""


def test_a_new_major_version_of_what_keeps_data(plan_of: PlanOf) -> None:
    plan = plan_of("postgres", lambda values: values.update(image="novax/postgres:18-0123456789ab"))
    (version,) = versions.versions(plan)
    assert (version.member, version.major) == ("postgres", True)
    assert [risk.level for risk in versions.risks(plan)] == [Level.DATA]


def test_another_size_of_volumes_is_refused_by_kubernetes(plan_of: PlanOf) -> None:
    plan = plan_of("minio", lambda values: values["storage"].update(size="1Mi"))
    (risk,) = workloads.risks(plan)
    assert (risk.level, risk.subject) == (Level.DATA, "minio")
    assert "does not change in place" in risk.message


def test_who_may_connect_is_told(plan_of: PlanOf) -> None:
    plan = plan_of("redis", lambda values: values["network"].update({"from": []}))
    assert [one.what for one in workloads.access(plan)] == ["network policy redis changes: ingress"]


def test_a_release_that_goes_leaves_its_volumes(
    rendered: Mapping[str, Sequence[Resource]], template: workloads.Template
) -> None:
    before = rendered["production"]
    found = comparison.compare(before, [one for one in before if one.name != "redis-release"])
    (risk,) = workloads.risks(replace(found, workloads=workloads.of(found, template, template)))
    assert (risk.level, risk.message) == (Level.DATA, "would be deleted; its volumes stay in the cluster, unused")


def test_what_a_chart_alone_changed_restarts_its_pods(
    rendered: Mapping[str, Sequence[Resource]], template: workloads.Template
) -> None:
    before = rendered["production"]
    after = [
        replace(one, inputs={**one.inputs, "checksum": "x"}) if one.name == "nats-release" else one for one in before
    ]
    found = comparison.compare(before, after)
    plan = replace(found, workloads=workloads.of(found, template, template))
    assert {why for _, why in restarted(plan)} == {"its chart, or its objects in the cluster, changed"}


@pytest.mark.parametrize("stack", STACKS)
def test_stacks_on_kubernetes_keep_every_rule(
    rendered: Mapping[str, Sequence[Resource]], template: workloads.Template, stack: str
) -> None:
    resources = (*rendered[stack], *charts.objects(rendered[stack], template))
    settings = stackfile.read(stacks.config_file(stack), stack)
    assert check(Target(str(settings["environment"]), resources, settings)) == ()


def test_a_pod_without_a_limit_breaks_a_rule(
    rendered: Mapping[str, Sequence[Resource]], template: workloads.Template
) -> None:
    def unlimited(release: Resource) -> Sequence[workloads.Manifest]:
        found = copy.deepcopy(list(template(release)))
        for manifest in found:
            if manifest["kind"] == "StatefulSet":
                del manifest["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]
                manifest["spec"]["persistentVolumeClaimRetentionPolicy"]["whenDeleted"] = "Delete"
        return found

    releases = [one for one in rendered["production"] if one.name == "redis-release"]
    broken = check(Target("production", charts.objects(releases, unlimited)))
    assert {one.rule for one in broken if one.resource == "redis"} == {"limits", "protected-volumes"}
