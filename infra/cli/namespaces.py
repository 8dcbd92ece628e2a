"""What a stack on Kubernetes leaves in its namespace: objects that no state knows any more, and data.

Data is in volume claims, which go only with the namespace, and that only by `remove`, which nothing calls before the
user has confirmed.
"""

import json

from infra.cli import pods
from infra.errors import UserError
from infra.platforms.forwards import Cluster
from infra.toolchain.commands import Unavailable, answer

STACK_LABEL = "novax.stack"

_SECONDS = 300.0
"""Limit for a removal: PostgreSQL may take a minute to end, and a claim goes when its pod is gone."""

_KINDS = "statefulset,deployment,service,networkpolicy,poddisruptionbudget,serviceaccount,rolebinding,role"
_FILES = "secret,configmap"


def exists(cluster: Cluster, stack: str) -> bool:
    """Tell whether the stack's namespace is there.

    Raises:
        UserError: the cluster does not answer, or the namespace is not this stack's.
    """
    selector = f"--field-selector=metadata.name={cluster.namespace}"
    found = json.loads(pods.kubectl(cluster, "get", "namespaces", selector, "--output=json"))["items"]
    if not found:
        return False
    owner = found[0]["metadata"].get("labels", {}).get(STACK_LABEL)
    if owner != stack:
        raise UserError(
            f"namespace {cluster.namespace} is not stack {stack}'s ({STACK_LABEL}: {owner or 'none'}), so nothing "
            "was touched in it; correct novax:kubernetes.namespace"
        )
    return True


def clear(cluster: Cluster, stack: str) -> None:
    """Remove whatever runs in the stack's namespace, its state known or not; volume claims stay.

    Raises:
        UserError: the cluster refuses.
    """
    if exists(cluster, stack):
        _delete(cluster, _KINDS, f"--selector={STACK_LABEL}={stack}")
        _delete(cluster, _FILES, f"--selector={STACK_LABEL}={stack}")
        _delete(cluster, "secret", "--selector=owner=helm")


def remove(cluster: Cluster, stack: str) -> None:
    """Remove the stack's namespace with its data for good; the caller has asked.

    Raises:
        UserError: the cluster refuses, or takes too long.
    """
    if exists(cluster, stack):
        _delete(cluster, "namespace", cluster.namespace)


def _delete(cluster: Cluster, *what: str) -> None:
    options = ["--ignore-not-found", "--wait", f"--timeout={_SECONDS:.0f}s"]
    try:
        answer([*cluster.kubectl(), "delete", *what, *options], limit=_SECONDS + 10)
    except Unavailable as reason:
        raise UserError(f"`kubectl delete {what[0]}` failed: {reason}; mend that, and run it again") from reason
