"""The data volumes of a stack on Kubernetes, as kubectl tells of them."""

import json
from collections.abc import Sequence

import pytest

from infra.errors import UserError
from infra.platforms import claims
from infra.platforms.base import Disk
from infra.platforms.forwards import Cluster
from infra.services.registry import all_services
from infra.settings import from_mapping
from infra.toolchain import kubernetes
from infra.toolchain.commands import Unavailable

CLUSTER = Cluster("mine")
SETTINGS = from_mapping({"environment": "ci", "platform": "kubernetes", "kubernetes": {"namespace": "mine"}})
SPECS = {spec.name: spec for spec in all_services(SETTINGS)}


def claim(name: str, uid: str, *, going: bool = False) -> dict[str, object]:
    ends = {"deletionTimestamp": "2026-11-29T20:00:00Z"} if going else {}
    return {"metadata": {"name": name, "uid": uid, **ends}}


class Kubectl:
    """Stands in for kubectl in a namespace with some claims, where some pods run and print their marks."""

    def __init__(self, found: Sequence[dict[str, object]], pods: dict[str, str]) -> None:
        self.found = found
        self.pods = pods
        self.workload = "statefulset.apps/postgres"
        self.calls: list[Sequence[str]] = []

    def answer(self, command: Sequence[str], **_: object) -> str:
        arguments = command[2:]
        self.calls.append(arguments)
        if arguments[:2] == ["get", "statefulset"]:
            return self.workload
        if arguments[0] == "get":
            return json.dumps({"items": self.found})
        if arguments[0] == "exec" and arguments[2] not in self.pods:
            raise Unavailable(f'error: pod "{arguments[2]}" not found')
        return self.pods.get(arguments[2], "") if arguments[0] == "exec" else ""


@pytest.fixture
def kubectl(monkeypatch: pytest.MonkeyPatch) -> Kubectl:
    found = Kubectl(
        [claim("data-postgres-1", "u1"), claim("data-minio-1", "u2"), claim("data-nats-1", "u3", going=True)],
        {"postgres-1": "777", "nats-1": "A 1\nB 2"},
    )
    monkeypatch.setattr(kubernetes, "kubectl", lambda: "kubectl")
    monkeypatch.setattr(claims, "answer", found.answer)
    return found


def test_a_disk_is_a_claim_and_what_its_pod_says(kubectl: Kubectl) -> None:
    assert claims.look(CLUSTER, [SPECS["postgres"], SPECS["minio"], SPECS["nats"]]) == {
        "postgres": {"postgres-1": Disk("u1", frozenset({"777"})), "postgres-2": Disk("", None)},
        # Its pod does not run: nobody knows what is on it.
        "minio": {"minio": Disk("u2", None)},
        # It is being deleted, and until then its pod has it.
        "nats": {"nats": Disk("", frozenset({"A 1", "B 2"}))},
    }
    asked = next(call for call in kubectl.calls if "postgres-1" in call)
    assert asked[:4] == ["exec", "--container=postgres", "postgres-1", "--"]
    assert asked[-1].startswith("cd /var/lib/novax && ")


def test_a_cluster_that_does_not_answer_is_a_sentence(kubectl: Kubectl, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise Unavailable("long\nconnection refused")

    assert kubectl.calls == []
    monkeypatch.setattr(claims, "answer", refuse)
    with pytest.raises(UserError, match="`kubectl get` failed: connection refused; see to it that the cluster answers"):
        claims.look(CLUSTER, [SPECS["minio"]])


def test_members_stop_before_patroni_s_objects_and_no_others_are_forgotten(kubectl: Kubectl) -> None:
    claims.forget_cluster(CLUSTER, "postgres", "novax.cluster=novax")
    assert kubectl.calls == [
        ["get", "statefulset", "postgres", "--ignore-not-found", "--output=name"],
        ["scale", "statefulset/postgres", "--replicas=0"],
        ["wait", "--for=delete", "pods", "--selector=novax.cluster=novax", "--timeout=120s"],
        ["delete", "configmaps", "--selector=novax.cluster=novax"],
    ]


def test_without_members_there_are_only_objects_to_forget(kubectl: Kubectl) -> None:
    kubectl.workload = ""
    claims.forget_cluster(CLUSTER, "postgres", "novax.cluster=novax")
    assert [call[0] for call in kubectl.calls] == ["get", "delete"]
