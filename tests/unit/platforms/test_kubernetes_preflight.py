"""Every way in which a cluster can be wrong is one sentence, told before anything is declared."""

from decimal import Decimal
from typing import Any

import pytest

from infra.errors import UserError
from infra.platforms import kubernetes_preflight as preflight
from infra.services.registry import all_services
from infra.settings import Settings, from_mapping
from infra.toolchain.commands import Unavailable

NODE = {
    "metadata": {"name": "one"},
    "status": {"allocatable": {"cpu": "8", "memory": "32Gi"}, "images": [{"names": ["docker.io/novax/nats:1"]}]},
}


def settings(**kubernetes: str) -> Settings:
    values = {"namespace": "mine", **kubernetes}
    return from_mapping({"environment": "ci", "platform": "kubernetes", "kubernetes": values})


def cluster(**answers: Any) -> preflight.Ask:  # noqa: ANN401 - any JSON
    """Return a stand-in for kubectl that knows lists by their kind."""

    def ask(verb: str, kind: str = "", *, given: str = "") -> Any:  # noqa: ANN401, ARG001
        found = answers.get(kind if verb == "get" else verb, {"items": []})
        if isinstance(found, Exception):
            raise found
        return found

    return ask


def server(version: str) -> dict[str, Any]:
    major, minor = version.removeprefix("v").split(".")[:2]
    return {"serverVersion": {"major": major, "minor": minor, "gitVersion": version}}


def items(*found: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(found)}


def storage_class(name: str, *, default: bool) -> dict[str, Any]:
    notes = {"storageclass.kubernetes.io/is-default-class": str(default).lower()}
    return {"metadata": {"name": name, "annotations": notes}}


def namespace(phase: str = "Active", **labels: str) -> dict[str, Any]:
    return {"metadata": {"name": "mine", "labels": labels}, "status": {"phase": phase}}


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        pytest.param(
            cluster(version=Unavailable("refused")), "no cluster answers at novax:kubernetes.kubeconfig", id="no"
        ),
        pytest.param(cluster(version={}), "no cluster answers at novax:kubernetes.kubeconfig", id="only a client"),
        pytest.param(
            cluster(version=server("v1.29.4")), "the cluster's API server is v1.29.4; allowed: 1.31 or", id="old"
        ),
    ],
)
def test_a_cluster_that_does_not_answer_or_is_old(ask: preflight.Ask, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        preflight.check_version(settings(), ask)


@pytest.mark.parametrize("version", ["v1.31.0", "v1.33.1", "v1.34+"])
def test_a_cluster_that_is_new_enough(version: str) -> None:
    preflight.check_version(settings(), cluster(version=server(version)))


def test_the_throwaway_cluster_is_started_by_a_command() -> None:
    with pytest.raises(UserError, match="start it with `novax cluster up`"):
        preflight.check_version(settings(kubeconfig="throwaway"), cluster(version=Unavailable("refused")))


@pytest.mark.parametrize(
    ("wanted", "present", "sentence"),
    [
        ("fast", [storage_class("slow", default=True)], "storageClass is 'fast', which the cluster does not .*: slow;"),
        ("", [storage_class("slow", default=False)], "has no default one; allowed: slow;"),
        ("", [], "allowed: none, the cluster has no storage class at all;"),
    ],
)
def test_a_missing_storage_class(wanted: str, present: list[dict[str, Any]], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        preflight.check_storage_class(settings(storageClass=wanted), cluster(storageclass=items(*present)))


@pytest.mark.parametrize(
    ("found", "allowed", "sentence"),
    [
        (namespace(), True, "namespace mine exists and was not made by this platform;"),
        (namespace(**{"novax.stack": "other"}), True, "namespace mine exists and belongs to stack other;"),
        (namespace("Terminating", **{"novax.stack": "ci"}), True, "namespace mine is being deleted;"),
        (namespace(**{"novax.stack": "ci"}), False, "this account may not create statefulsets.apps in namespace mine;"),
    ],
)
def test_a_namespace_that_refuses(found: dict[str, Any], allowed: bool, sentence: str) -> None:  # noqa: FBT001
    ask = cluster(namespace=items(found), create={"status": {"allowed": allowed}})
    with pytest.raises(UserError, match=sentence):
        preflight.check_namespace("ci", settings(), ask)


def test_the_stack_s_own_namespace_or_none_yet() -> None:
    yes = {"status": {"allowed": True}}
    preflight.check_namespace(
        "ci", settings(), cluster(namespace=items(namespace(**{"novax.stack": "ci"})), create=yes)
    )
    preflight.check_namespace("ci", settings(), cluster(create=yes))


@pytest.mark.parametrize(
    ("key", "hard", "asked"),
    [("requests.memory", "1Gi", "Mi"), ("limits.memory", "1Gi", "Mi"), ("requests.cpu", "500m", ""), ("pods", "3", "")],
)
def test_a_quota_that_is_too_small(key: str, hard: str, asked: str) -> None:
    quota = {"metadata": {"name": "small"}, "spec": {"hard": {key: hard}}}
    ask = cluster(resourcequota=items(quota), node=items(NODE))
    sentence = rf"quota small of namespace mine allows {key} {hard}, and this stack asks for [0-9.]+{asked}; raise"
    with pytest.raises(UserError, match=sentence):
        preflight.check_quota(settings(), all_services(settings()), ask)


def test_nodes_without_room() -> None:
    node = {"metadata": {"name": "one"}, "status": {"allocatable": {"cpu": "8", "memory": "1Gi"}}}
    with pytest.raises(UserError, match="the cluster's nodes have 1024Mi of memory for pods, and this stack asks for"):
        preflight.check_quota(settings(), all_services(settings()), cluster(node=items(node)))


def test_room_enough() -> None:
    preflight.check_quota(settings(), all_services(settings()), cluster(node=items(NODE)))


def test_an_image_that_a_node_lacks() -> None:
    preflight.check_images(["novax/nats:1"], cluster(node=items(NODE)))
    with pytest.raises(UserError, match="node one does not have the image novax/nats:2, and"):
        preflight.check_images(["novax/nats:1", "novax/nats:2"], cluster(node=items(NODE)), patience=0)


def test_an_image_that_a_node_tells_of_a_little_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "_LOOK_SECONDS", 0.01)
    none: dict[str, Any] = {**NODE, "status": {"images": []}}
    looks = iter([none, NODE])

    def ask(_verb: str, _kind: str) -> Any:  # noqa: ANN401
        return items(next(looks))

    preflight.check_images(["novax/nats:1"], ask)
    assert list(looks) == []


def test_a_node_that_tells_only_of_its_largest_images_is_believed() -> None:
    images = [{"names": [f"other:{number}"]} for number in range(50)]
    preflight.check_images(["novax/nats:1"], cluster(node=items({**NODE, "status": {"images": images}})), patience=0)


@pytest.mark.parametrize(
    ("quantity", "amount"), [("500m", "0.5"), ("4", "4"), ("2Gi", "2147483648"), ("128M", "128000000"), ("1Ki", "1024")]
)
def test_quantities(quantity: str, amount: str) -> None:
    assert preflight.amount(quantity) == Decimal(amount)
