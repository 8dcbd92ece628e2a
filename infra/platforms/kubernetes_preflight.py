"""What a cluster must have before anything is declared there; only looks, and says what is missing in one sentence."""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from infra.catalog import KUBERNETES_OLDEST
from infra.errors import UserError
from infra.images.lock import Lock
from infra.platforms.forwards import Cluster
from infra.settings import THROWAWAY, Settings
from infra.specs import ServiceSpec
from infra.toolchain.commands import Unavailable, answer

_SECONDS = 20.0
_LOOK_SECONDS = 1.0
_TOLD_SECONDS = 60.0
"""How long a node may take to tell of an image that it got: it looks every 30 s, and says so 10 s later at most."""

_LISTED_IMAGES = 50
"""Of more images than these a node tells only the largest."""

_DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
_UNITS = {
    "": 1,
    "m": Decimal("0.001"),
    "k": 10**3,
    "M": 10**6,
    "G": 10**9,
    "T": 10**12,
    **{f"{letter}i": 1024 ** (power + 1) for power, letter in enumerate("KMGT")},
}

Ask = Callable[..., Any]
"""Asks kubectl and returns its answer, decoded from JSON; raises ``Unavailable``."""


def check(stack: str, settings: Settings, specs: Sequence[ServiceSpec], images: Lock) -> None:
    """Compare what a stack asks for with what its cluster has.

    Raises:
        UserError: the cluster does not answer, is too old, or lacks a storage class, a right, room or an image.
    """
    cluster = Cluster.of(settings.kubernetes)

    def ask(*arguments: str, given: str = "") -> Any:  # noqa: ANN401 - JSON
        command = [*cluster.kubectl(), *arguments, "--output=json"]
        return json.loads(answer(command, limit=_SECONDS, given=given))

    placed = [spec for spec in specs if images.entry(spec.image).ref]
    check_version(settings, ask)
    check_storage_class(settings, ask)
    check_namespace(stack, settings, ask)
    check_quota(settings, placed, ask)
    if not settings.kubernetes.registry:
        check_images([images.reference(spec.image) for spec in placed], ask)


def check_version(settings: Settings, ask: Ask) -> None:
    """Refuse a cluster that does not answer or is older than what the charts need."""
    try:
        server = ask("version").get("serverVersion")
    except Unavailable as reason:
        server, said = None, f" ({str(reason).splitlines()[-1]})"
    else:
        said = ""
    if server is None:
        wanted = settings.kubernetes.kubeconfig or "$KUBECONFIG or ~/.kube/config"
        start = "start it with `novax cluster up`" if wanted == THROWAWAY else "correct novax:kubernetes.kubeconfig"
        raise UserError(f"no cluster answers at novax:kubernetes.kubeconfig {wanted}{said}; {start} and try again")
    version = int(server["major"]), int(re.sub(r"\D.*", "", server["minor"]))
    if version < KUBERNETES_OLDEST:
        oldest = ".".join(map(str, KUBERNETES_OLDEST))
        raise UserError(
            f"the cluster's API server is {server['gitVersion']}; allowed: {oldest} or newer, for StatefulSets that "
            "count from one; upgrade it, or name another with novax:kubernetes.context"
        )


def check_storage_class(settings: Settings, ask: Ask) -> None:
    """Refuse a storage class that is not there, or a cluster without a default where none is named."""
    wanted = settings.kubernetes.storage_class
    classes = {
        item["metadata"]["name"]: item["metadata"].get("annotations", {}) for item in _items(ask, "storageclass")
    }
    allowed = ", ".join(sorted(classes)) or "none, the cluster has no storage class at all"
    if wanted and wanted not in classes:
        raise UserError(
            f"novax:kubernetes.storageClass is {wanted!r}, which the cluster does not have; allowed: {allowed}; "
            "correct it, or make that class"
        )
    if not wanted and not any(notes.get(_DEFAULT_CLASS) == "true" for notes in classes.values()):
        raise UserError(
            f"novax:kubernetes.storageClass is not set, and the cluster has no default one; allowed: {allowed}; set it "
            "with `pulumi config set --path novax:kubernetes.storageClass VALUE`"
        )


def check_namespace(stack: str, settings: Settings, ask: Ask) -> None:
    """Refuse a namespace that is somebody else's, is going away, or where this account may not deploy."""
    name = settings.kubernetes.namespace
    remedy = "name another with `pulumi config set --path novax:kubernetes.namespace NAME`"
    found = next((item for item in _items(ask, "namespace") if item["metadata"]["name"] == name), None)
    if found is not None:
        owner = found["metadata"].get("labels", {}).get("novax.stack")
        if owner != stack:
            whose = f"belongs to stack {owner}" if owner else "was not made by this platform"
            raise UserError(f"namespace {name} exists and {whose}; a stack needs one of its own; {remedy}")
        if found["status"]["phase"] == "Terminating":
            raise UserError(f"namespace {name} is being deleted; wait until it is gone, or {remedy}")
    for verb, kind in (("create", "statefulsets.apps"), ("create", "roles.rbac.authorization.k8s.io")):
        review = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {
                "resourceAttributes": {
                    "namespace": name,
                    "verb": verb,
                    "group": kind.partition(".")[2],
                    "resource": kind.partition(".")[0],
                }
            },
        }
        if not ask("create", "--filename=-", given=json.dumps(review))["status"]["allowed"]:
            raise UserError(
                f"this account may not {verb} {kind} in namespace {name}; it needs the role admin there; ask for it, "
                "or name another account with novax:kubernetes.context"
            )


def check_quota(settings: Settings, specs: Sequence[ServiceSpec], ask: Ask) -> None:
    """Refuse a quota of the namespace, or nodes, that have no room for what all members reserve together."""
    wanted = reserved(specs)
    for quota in _items(ask, "resourcequota"):
        for key, hard in quota["spec"].get("hard", {}).items():
            name = key.removeprefix("requests.").removeprefix("limits.")
            if name in wanted and amount(hard) < wanted[name]:
                raise UserError(
                    f"quota {quota['metadata']['name']} of namespace {settings.kubernetes.namespace} allows {key} "
                    f"{hard}, and this stack asks for {_shown(name, wanted[name])}; raise the quota, or "
                    f"lower novax:*.{name}"
                )
    for name in ("cpu", "memory"):
        there = Decimal(sum(amount(node["status"]["allocatable"][name]) for node in _items(ask, "node")))
        if there < wanted[name]:
            raise UserError(
                f"the cluster's nodes have {_shown(name, there)} of {name} for pods, and this stack asks for "
                f"{_shown(name, wanted[name])}; add nodes, or lower novax:*.{name}"
            )


def reserved(specs: Sequence[ServiceSpec]) -> dict[str, Decimal]:
    """Return what all members reserve together: CPUs, bytes of memory, bytes of storage and pods."""
    counted = [(spec, len(spec.members) * spec.copies) for spec in specs]
    return {
        "cpu": Decimal(sum(spec.resources.cpu * count for spec, count in counted)) / 1000,
        "memory": Decimal(sum(spec.resources.memory * count for spec, count in counted) * 1024**2),
        "storage": Decimal(sum(spec.storage * count for spec, count in counted if spec.stateful) * 1024**2),
        "pods": Decimal(sum(count for _, count in counted)),
    }


def amount(quantity: str) -> Decimal:
    """Return a quantity as Kubernetes writes it (``500m``, ``2Gi``) in units, bytes or CPUs."""
    number = quantity.rstrip("KMGTikm")
    return Decimal(number) * _UNITS[quantity.removeprefix(number)]


def _shown(name: str, value: Decimal) -> str:
    return f"{value / 1024**2:.0f}Mi" if name in ("memory", "storage") else f"{value.normalize():f}"


def check_images(references: Sequence[str], ask: Ask, patience: float = _TOLD_SECONDS) -> None:
    """Refuse images that no registry serves and a node does not have; `patience` is for what was just loaded (s)."""
    until = time.monotonic() + patience
    while absent := _absent(references, ask):
        if time.monotonic() > until:
            node, reference = absent
            raise UserError(
                f"node {node} does not have the image {reference}, and novax:kubernetes.registry names no registry to "
                "pull it from; push the images to one and name it, or load them into the nodes (`novax cluster up` "
                "does that for the throwaway cluster)"
            )
        time.sleep(_LOOK_SECONDS)


def _absent(references: Sequence[str], ask: Ask) -> tuple[str, str] | None:
    """Return a node and an image that it does not have; None when all have all, or nobody can know."""
    for node in _items(ask, "node"):
        listed = node["status"].get("images", ())
        present = {name for image in listed for name in image.get("names", ())}
        for reference in references:
            if len(listed) < _LISTED_IMAGES and not present & {reference, f"docker.io/{reference}"}:
                return node["metadata"]["name"], reference
    return None


def _items(ask: Ask, kind: str) -> Sequence[Mapping[str, Any]]:
    try:
        return ask("get", kind)["items"]
    except Unavailable as reason:
        raise UserError(
            f"the cluster does not tell its {kind} ({str(reason).splitlines()[-1]}); this account needs the right to "
            "list it; ask for that, or name another account with novax:kubernetes.context"
        ) from reason
