"""What Kubernetes says of a stack's pods: readiness, uptime and memory, in one look; and how commands get into them."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from infra.cli.containers import HEALTHY, STARTING, Container
from infra.errors import UserError
from infra.platforms.forwards import Cluster
from infra.toolchain.commands import Unavailable, answer

KUBECTL_SECONDS = 15.0

SCHEME = "kubectl://"

_UNITS = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30}


@dataclass(frozen=True)
class Address:
    """Where a member runs: its cluster, the name that finds its pod, and its container."""

    cluster: Cluster
    member: str
    container: str

    def pod(self) -> str:
        """Return the name of the pod that the member is now, the newest one where one replaces another.

        Raises:
            UserError: there is none, or the cluster does not answer.
        """
        found = [pod["metadata"] for pod in pods(self.cluster) if member_of(pod) == self.member]
        if not found:
            namespace = self.cluster.namespace
            raise UserError(f"no pod of {self.member} runs in namespace {namespace}; `novax status` tells more")
        return max(found, key=lambda metadata: metadata["creationTimestamp"])["name"]

    def host(self) -> str:
        """Return the testinfra host of that pod."""
        query = urlencode({**self.cluster.described(), "container": self.container}, safe="/")
        return f"{SCHEME}{self.pod()}?{query}"

    def command(self, verb: str, *options: str) -> list[str]:
        """Return the beginning of a kubectl command on that pod."""
        return [*self.cluster.kubectl(), verb, *options, f"--container={self.container}", self.pod()]


def address(host: str) -> Address | None:
    """Return the address that a member's host is, None for a container of Docker."""
    if not host.startswith(SCHEME):
        return None
    parts = urlsplit(host)
    query = dict(parse_qsl(parts.query))
    container = query.pop("container")
    return Address(Cluster(**query), parts.netloc, container)


def look(cluster: Cluster) -> dict[str, Container]:
    """Return the namespace's pods by their members' names; the metrics API tells memory, where a cluster has it.

    Raises:
        UserError: the cluster does not answer.
    """
    with ThreadPoolExecutor() as pool:
        memory = pool.submit(_memory, cluster)
        found = pods(cluster)
        used = memory.result()
    now = datetime.now(UTC)
    looked: dict[str, Container] = {}
    for facts in found:
        one = _container(facts, used, now)
        # Of several copies the one that is worst off counts.
        known = looked.get(member_of(facts))
        if known is None or known.health == HEALTHY:
            looked[member_of(facts)] = one
    return looked


def pods(cluster: Cluster) -> list[dict[str, Any]]:
    """Return what Kubernetes says of each pod of a service.

    Raises:
        UserError: the cluster does not answer.
    """
    listed = json.loads(kubectl(cluster, "get", "pods", "--selector=novax.service", "--output=json"))["items"]
    return [pod for pod in listed if not pod["metadata"]["name"].endswith("-test")]


def member_of(facts: Mapping[str, Any]) -> str:
    """Return the name by which a pod's member is known: its label's, or the pod's own where it keeps it."""
    metadata = facts["metadata"]
    return metadata["labels"].get("novax.member", metadata["name"])


def kubectl(cluster: Cluster, *arguments: str) -> str:
    """Return the answer of a quick `kubectl` command.

    Raises:
        UserError: it fails or does not answer.
    """
    try:
        return answer([*cluster.kubectl(), *arguments], limit=KUBECTL_SECONDS)
    except Unavailable as reason:
        said = str(reason).splitlines()[-1]
        raise UserError(f"`kubectl {arguments[0]}` failed: {said}; see to it that the cluster runs") from reason


def _memory(cluster: Cluster) -> dict[str, int]:
    try:
        lines = answer([*cluster.kubectl(), "top", "pods", "--no-headers"], limit=KUBECTL_SECONDS).splitlines()
    except Unavailable:
        return {}
    return {name: int(usage[:-2]) * _UNITS[usage[-2:]] for name, _, usage, *_ in (line.split() for line in lines)}


def _container(facts: Mapping[str, Any], used: Mapping[str, int], now: datetime) -> Container:
    name, status = facts["metadata"]["name"], facts["status"]
    states: list[dict[str, Any]] = status.get("containerStatuses", [])
    state: dict[str, Any] = states[0]["state"] if states else {}
    if "running" not in state:
        reason = str(state.get("waiting", {}).get("reason") or status["phase"])
        return Container(name, reason.lower(), None, None)
    started = datetime.fromisoformat(state["running"]["startedAt"])
    health = HEALTHY if states[0]["ready"] else STARTING
    return Container(name, health, max((now - started).total_seconds(), 0.0), used.get(name))
