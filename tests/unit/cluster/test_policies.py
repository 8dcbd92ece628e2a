"""The throwaway cluster's network policies: what each becomes in the node's table, and what is not known there."""

from typing import Any

import pytest

from infra.cluster.policies import ruleset

SPACES = [
    {"kind": "Namespace", "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name}}}
    for name in ("mine", "other")
]


def pod(name: str, address: str, *, namespace: str = "mine", phase: str = "Running", **spec: Any) -> dict[str, Any]:  # noqa: ANN401
    metadata = {"name": name, "namespace": namespace, "labels": {"app": name}}
    return {"kind": "Pod", "metadata": metadata, "spec": spec, "status": {"phase": phase, "podIP": address}}


def policy(selector: dict[str, Any], **spec: Any) -> dict[str, Any]:  # noqa: ANN401
    types = [way.capitalize() for way in ("ingress", "egress") if way in spec]
    metadata = {"name": "policy", "namespace": "mine"}
    return {
        "kind": "NetworkPolicy",
        "metadata": metadata,
        "spec": {"podSelector": selector, "policyTypes": types, **spec},
    }


def only(name: str) -> dict[str, Any]:
    return {"matchLabels": {"app": name}}


def rules(chain: str, *objects: dict[str, Any]) -> list[str]:
    """Return the rules of one chain of the table."""
    text = ruleset([*SPACES, *objects])
    block = text.partition(f"chain {chain} {{\n")[2].partition("    }")[0]
    return [line.strip() for line in block.splitlines() if line.strip()]


def refusal(side: str, addresses: str) -> list[str]:
    return [f"ip {side} {addresses} meta l4proto tcp reject with tcp reset", f"ip {side} {addresses} reject"]


DATABASE, APP = pod("database", "10.0.0.1"), pod("app", "10.0.0.2")


def test_a_pod_without_a_policy_is_open() -> None:
    assert rules("ingress", DATABASE, APP) == rules("egress", DATABASE, APP) == []


def test_what_pods_send_each_other_and_the_node_passes_the_rules() -> None:
    assert rules("forward")[-2:] == ["jump egress", "jump ingress"]
    assert rules("input")[-1] == "jump egress"


def test_a_policy_without_rules_closes_both_ways_for_all_that_it_selects() -> None:
    found = (DATABASE, APP, pod("far", "10.0.0.3", namespace="other"), policy({}, ingress=[], egress=[]))
    assert rules("ingress", *found) == refusal("daddr", "{ 10.0.0.1, 10.0.0.2 }")
    assert rules("egress", *found) == refusal("saddr", "{ 10.0.0.1, 10.0.0.2 }")


def test_a_policy_of_one_way_leaves_the_other_open() -> None:
    assert rules("egress", DATABASE, policy({}, ingress=[])) == []


def test_what_a_policy_lists_comes_in_before_the_refusal() -> None:
    rule = {"from": [{"podSelector": only("app")}], "ports": [{"port": 5432, "protocol": "TCP"}]}
    assert rules("ingress", DATABASE, APP, policy({}, ingress=[]), policy(only("database"), ingress=[rule])) == [
        "ip daddr { 10.0.0.1 } ip saddr { 10.0.0.2 } tcp dport 5432 return",
        *refusal("daddr", "{ 10.0.0.1, 10.0.0.2 }"),
    ]


def test_a_peer_in_no_namespace_of_its_own_is_looked_for_beside_the_policy_alone() -> None:
    twin = pod("app", "10.0.0.9", namespace="other")
    rule = {"from": [{"podSelector": only("app")}]}
    assert rules("ingress", DATABASE, twin, policy({}, ingress=[rule])) == refusal("daddr", "{ 10.0.0.1 }")


def test_peers_are_chosen_by_the_labels_of_their_namespace() -> None:
    far = pod("far", "10.0.0.3", namespace="other")
    there = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "other"}}}
    assert rules("ingress", DATABASE, far, policy(only("database"), ingress=[{"from": [there]}])) == [
        "ip daddr { 10.0.0.1 } ip saddr { 10.0.0.3 } return",
        *refusal("daddr", "{ 10.0.0.1 }"),
    ]


def test_a_rule_without_peers_is_for_everybody() -> None:
    rule = {"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53}]}
    assert rules("egress", APP, policy({}, egress=[rule])) == [
        "ip saddr { 10.0.0.2 } udp dport 53 return",
        "ip saddr { 10.0.0.2 } tcp dport 53 return",
        *refusal("saddr", "{ 10.0.0.2 }"),
    ]


@pytest.mark.parametrize(
    "gone",
    [
        pytest.param(pod("app", ""), id="no address yet"),
        pytest.param(pod("app", "10.0.0.2", phase="Succeeded"), id="ended"),
        pytest.param(pod("app", "10.0.0.2", hostNetwork=True), id="the node's own address"),
    ],
)
def test_a_pod_without_an_address_of_its_own_is_nobody(gone: dict[str, Any]) -> None:
    assert rules("ingress", gone, policy({}, ingress=[])) == []


UNKNOWN: list[tuple[dict[str, Any], str]] = [
    ({"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}, "ipBlock"),
    ({"ports": [{"port": "https"}]}, "https"),
    ({"ports": [{"port": 1, "endPort": 9}]}, "endPort"),
    ({"from": [{"podSelector": {"matchExpressions": []}}]}, "matchExpressions"),
]


@pytest.mark.parametrize(("rule", "unknown"), UNKNOWN)
def test_what_is_not_known_is_refused_rather_than_left_out(rule: dict[str, Any], unknown: str) -> None:
    with pytest.raises(ValueError, match=unknown):
        ruleset([*SPACES, APP, policy({}, ingress=[rule])])


def test_the_table_replaces_the_one_before_in_one_step() -> None:
    assert ruleset([]).startswith("table ip policies\ndelete table ip policies\ntable ip policies {\n")
