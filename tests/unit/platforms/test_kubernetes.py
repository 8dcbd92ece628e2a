"""What the program asks of Kubernetes: hardening, isolation, room, and nothing that should not be there."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from infra.platforms.values import CLIENT_LABEL
from infra.services.registry import all_services
from infra.settings import from_file
from infra.specs import ServiceSpec
from tests.unit.conftest import STACKS
from tests.unit.platforms.manifests import WORKLOADS, Rendered

if TYPE_CHECKING:
    from tests.unit.conftest import Program

Flow = tuple[str, str, int]
"""A connection: from which service, to which, on which port."""


def specs_of(rendered: Rendered) -> dict[str, ServiceSpec]:
    (stack,) = {item["metadata"]["labels"]["novax.stack"] for item in rendered.of("StatefulSet")}
    return {spec.name: spec for spec in all_services(from_file(STACKS / f"Pulumi.{stack}.yaml", stack))}


def declared(specs: Mapping[str, ServiceSpec]) -> set[Flow]:
    return {(spec.name, call.service, call.port) for spec in specs.values() for call in spec.calls}


def policies(rendered: Rendered, direction: str, peer: str) -> Iterator[Flow]:
    for policy in rendered.of("NetworkPolicy"):
        own = policy["spec"]["podSelector"].get("matchLabels", {}).get("novax.service", "")
        if "helm.sh/hook" in policy["metadata"].get("annotations", {}):
            continue
        for rule in policy["spec"].get(direction) or ():
            for other in rule.get(peer, ()):
                service = other.get("podSelector", {}).get("matchLabels", {}).get("novax.service")
                if service:
                    ends = (own, service) if direction == "egress" else (service, own)
                    yield from ((*ends, port["port"]) for port in rule["ports"])


def test_every_flow_of_a_spec_is_in_the_policies_and_no_other(rendered: Rendered) -> None:
    wanted = declared(specs_of(rendered))
    assert set(policies(rendered, "egress", "to")) == wanted
    assert set(policies(rendered, "ingress", "from")) == wanted


LOOK_UPS = {(53, "UDP"), (53, "TCP")}


def test_every_rule_names_its_ports_and_whom_it_is_for(rendered: Rendered) -> None:
    """But for look-ups of names, which go anywhere, and the API server, whose address nobody knows beforehand."""
    for policy in rendered.of("NetworkPolicy"):
        if "helm.sh/hook" in policy["metadata"].get("annotations", {}):
            continue
        for rule in policy["spec"].get("ingress") or ():
            assert rule["ports"]
            assert rule["from"]
            for peer in rule["from"]:
                assert all(selector["matchLabels"] for selector in peer.values())
        for rule in policy["spec"].get("egress") or ():
            assert rule["ports"]
            if "to" in rule:
                assert all(peer["podSelector"]["matchLabels"] for peer in rule["to"])
            elif {(port["port"], port["protocol"]) for port in rule["ports"]} != LOOK_UPS:
                assert policy["metadata"]["name"] == "postgres"


def test_who_is_called_listens_there(rendered: Rendered) -> None:
    specs = specs_of(rendered)
    assert [flow for flow in declared(specs) if flow[2] not in specs[flow[1]].listens] == []


def test_every_service_that_a_file_names_is_called(rendered: Rendered) -> None:
    """A connection that nobody declared would be refused by the policies, and missed here first."""
    specs = specs_of(rendered)
    owner = {member.name: spec.name for spec in specs.values() for member in spec.members} | {n: n for n in specs}
    for spec in specs.values():
        called = {call.service for call in spec.calls} | {spec.name}
        files = [file for member in spec.members for file in spec.member_files(member)]
        texts = [file.content for file in files if not file.path.endswith("prometheus.yaml")]
        texts += [value for member in spec.members for value in {**spec.environment, **member.environment}.values()]
        for text in texts:
            # A listed name with a port, as addresses have it.
            named = {
                owner[name] for name in owner if any(f"{mark}{name}:" in text for mark in ("/", "@", "'", '"', "- "))
            }
            named |= {owner[name] for name in owner if f"host={name} " in text or f"endpoint={name}\n" in text}
            assert named <= called, (spec.name, named - called)


def scrapes(spec: ServiceSpec) -> Iterator[tuple[str, str]]:
    """Yield who asks whom, as Prometheus is told: itself or, where the address is replaced, the exporter there."""
    (text,) = (file.content for file in spec.files if file.path.endswith("prometheus.yaml"))
    for job in yaml.safe_load(text)["scrape_configs"]:
        through = [host(rule["replacement"]) for rule in job.get("relabel_configs", ()) if "replacement" in rule]
        yield from (("prometheus", exporter) for exporter in through)
        for target in (target for config in job["static_configs"] for target in config["targets"]):
            yield "".join(through) or "prometheus", host(target)


def host(target: str) -> str:
    return target.rpartition("://")[2].rpartition("@")[2].partition(":")[0]


def test_every_service_that_is_scraped_is_called_by_whoever_asks_it(rendered: Rendered) -> None:
    specs = specs_of(rendered)
    owner = {member.name: spec.name for spec in specs.values() for member in spec.members} | {n: n for n in specs}
    asked = {(owner[one], owner[other]) for one, other in scrapes(specs["prometheus"]) if other != "localhost"}
    assert len(asked) > 15
    assert asked <= {(name, service) for name, service, _ in declared(specs)}


def test_clients_come_from_labelled_namespaces_to_endpoints_alone(rendered: Rendered) -> None:
    specs = specs_of(rendered)
    for policy in rendered.of("NetworkPolicy"):
        for rule in policy["spec"].get("ingress") or ():
            for peer in rule["from"]:
                if "namespaceSelector" in peer:
                    assert list(peer["namespaceSelector"]["matchLabels"]) == [CLIENT_LABEL]
                    spec = specs[policy["metadata"]["name"]]
                    ends = {end.port for member in spec.members for end in member.endpoints}
                    assert {port["port"] for port in rule["ports"]} == ends


def test_the_namespace_is_closed_and_restricted(on_kubernetes: "Program", rendered: Rendered) -> None:
    (closed,) = [p for p in rendered.of("NetworkPolicy", "isolation") if p["spec"]["podSelector"] == {}]
    assert closed["spec"]["policyTypes"] == ["Ingress", "Egress"]
    labels = on_kubernetes.of("kubernetes:core/v1:Namespace")["namespace"].inputs["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


def test_every_pod_is_restricted(rendered: Rendered) -> None:
    for pod in rendered.pods():
        own = pod["securityContext"]
        assert own["runAsNonRoot"]
        assert own["runAsUser"] >= 1000
        assert own["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not pod.keys() & {"hostNetwork", "hostPID", "hostIPC"}
        assert pod["automountServiceAccountToken"] == ("serviceAccountName" in pod)
        assert not [volume for volume in pod["volumes"] if "hostPath" in volume]
        for container in pod["containers"]:
            context = container["securityContext"]
            assert context["capabilities"] == {"drop": ["ALL"]}
            assert (context["allowPrivilegeEscalation"], context["readOnlyRootFilesystem"]) == (False, True)
            assert container["resources"]["requests"].keys() == {"cpu", "memory", "ephemeral-storage"}
            assert container["resources"]["limits"].keys() == {"memory", "ephemeral-storage"}
            assert {"startupProbe", "readinessProbe"} <= container.keys()


def test_only_postgres_has_an_account(rendered: Rendered) -> None:
    assert {item["metadata"]["name"] for item in rendered.of("ServiceAccount")} == {"postgres"}
    rules = [rule for role in rendered.of("Role") for rule in role["rules"]]
    assert {verb for rule in rules if "resourceNames" not in rule for verb in rule["verbs"]} == {
        "create",
        "list",
        "watch",
    }
    assert {resource for rule in rules for resource in rule["resources"]} == {"configmaps", "pods"}
    assert rendered.of("ClusterRole") == []


def test_sets_start_together_and_keep_their_volumes(rendered: Rendered) -> None:
    for item in rendered.of("StatefulSet"):
        assert item["spec"]["podManagementPolicy"] == "Parallel"
        assert set(item["spec"]["persistentVolumeClaimRetentionPolicy"].values()) == {"Retain"}


def test_every_workload_may_be_emptied_one_pod_at_a_time(rendered: Rendered) -> None:
    budgets = {item["metadata"]["name"]: item["spec"] for item in rendered.of("PodDisruptionBudget")}
    for kind in WORKLOADS:
        for item in rendered.of(kind):
            assert budgets[item["metadata"]["labels"]["novax.service"]]["maxUnavailable"] == 1


def test_no_secret_is_in_a_release_or_in_a_configuration_map(on_kubernetes: "Program") -> None:
    for kind in ("kubernetes:helm.sh/v3:Release", "kubernetes:core/v1:ConfigMap"):
        for resource in on_kubernetes.of(kind).values():
            bare = json.dumps(dict(resource.inputs), default=lambda _: "[secret]")
            assert "[secret]" not in bare
            assert "PRIVATE KEY" not in bare


def test_production_has_the_sizes_that_the_products_ask_for(production: "Program") -> None:
    releases: dict[str, Any] = {
        r.inputs["name"]: r.inputs["values"] for r in production.of("kubernetes:helm.sh/v3:Release").values()
    }
    postgres = releases["postgres"]
    assert (postgres["resources"], postgres["storage"]["size"]) == ({"cpu": "4", "memory": "8192Mi"}, "102400Mi")
    assert [len(releases[name]["members"]) for name in ("postgres", "nats", "minio", "redis")] == [3, 3, 4, 3]
    assert releases["pgbouncer"]["copies"] == 2
    assert {values["spread"] for values in releases.values() if "spread" in values} == {"required"}


@pytest.mark.parametrize("name", ["postgres"])
def test_a_primary_hands_over_before_its_pod_goes(rendered: Rendered, name: str) -> None:
    (pod,) = rendered.pods(name)
    (container,) = pod["containers"]
    assert "patronictl switchover" in container["lifecycle"]["preStop"]["exec"]["command"][-1]
    assert pod["terminationGracePeriodSeconds"] >= 60
