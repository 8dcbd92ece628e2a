"""The data volumes of a stack on Kubernetes: its claims, and what the pods that have them tell of their data."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from infra.errors import UserError
from infra.platforms.base import Disk
from infra.platforms.forwards import Cluster
from infra.platforms.values import pod_name
from infra.specs import DATA_DIR, ServiceSpec
from infra.toolchain.commands import Unavailable, answer

_SECONDS = 30.0
_STOP_SECONDS = 120
"""How long all members of a service may take to stop: twice what PostgreSQL's pods have before they are killed."""


def look(cluster: Cluster, specs: Sequence[ServiceSpec]) -> dict[str, dict[str, Disk]]:
    """Return the disk of each member of services with data, by service and member.

    Raises:
        UserError: the cluster does not answer.
    """
    listed = json.loads(_kubectl(cluster, "get", "persistentvolumeclaims", "--output=json"))["items"]
    claims = {claim["metadata"]["name"]: claim["metadata"] for claim in listed}

    def disk(spec: ServiceSpec, member: str) -> Disk:
        pod = pod_name(spec, member)
        metadata: Mapping[str, str] = claims.get(f"data-{pod}", {})
        # One that is being deleted is gone with its pod, and nobody can stop that any more.
        volume = "" if "deletionTimestamp" in metadata else metadata.get("uid", "")
        return Disk(volume, _marks(cluster, spec, pod))

    with ThreadPoolExecutor() as pool:
        looks = {
            spec.name: {member.name: pool.submit(disk, spec, member.name) for member in spec.members} for spec in specs
        }
        return {name: {member: one.result() for member, one in members.items()} for name, members in looks.items()}


def forget_cluster(cluster: Cluster, service: str, label: str) -> None:
    """Stop the members of a service, and delete the objects in which Patroni keeps its state: those with a label.

    A member that runs would bootstrap at once, and be replaced in the middle of it; the release starts them again.

    Raises:
        UserError: the cluster refuses, or the members do not stop in time.
    """
    if _kubectl(cluster, "get", "statefulset", service, "--ignore-not-found", "--output=name"):
        _kubectl(cluster, "scale", f"statefulset/{service}", "--replicas=0")
        gone = ("wait", "--for=delete", "pods", f"--selector={label}", f"--timeout={_STOP_SECONDS}s")
        _kubectl(cluster, *gone, limit=_STOP_SECONDS + _SECONDS)
    _kubectl(cluster, "delete", "configmaps", f"--selector={label}")


def _marks(cluster: Cluster, spec: ServiceSpec, pod: str) -> frozenset[str] | None:
    """Return the marks on the disk of a pod; None where it does not run."""
    if spec.data is None:
        return None
    script = f"cd {DATA_DIR} && {{ {spec.data.marks}\n}} 2>/dev/null; true"
    try:
        said = _kubectl(cluster, "exec", f"--container={spec.name}", pod, "--", "sh", "-c", script)
    except UserError:
        return None
    return frozenset(line for line in said.splitlines() if line)


def _kubectl(cluster: Cluster, *arguments: str, limit: float = _SECONDS) -> str:
    try:
        return answer([*cluster.kubectl(), *arguments], limit=limit)
    except Unavailable as reason:
        said = str(reason).splitlines()[-1]
        raise UserError(f"`kubectl {arguments[0]}` failed: {said}; see to it that the cluster answers") from reason
