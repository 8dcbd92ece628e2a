"""Rules for what runs: images, limits, ports."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from infra.policies.target import Finding, Target
from infra.preview.declared import declaration_of
from infra.preview.plan import CONTAINER, Resource

WORKLOADS = ("kubernetes:apps/v1:StatefulSet", "kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:DaemonSet")
KUBERNETES_SERVICE = "kubernetes:core/v1:Service"

_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
_CONTENT_KEY = re.compile(r":[^:/@]+-[0-9a-f]{12}$")
_FULL_VERSION = re.compile(r":v?\d+\.\d+\.\d+([.-][\w.-]+)?$")
_LOOPBACK = ("127.0.0.1", "::1")
_TLS = re.compile(r"tls|https|ssl|rediss", re.IGNORECASE)


def fixed_images(target: Target) -> Iterator[Finding]:
    """Yield images whose content could change under their name."""
    for resource, image in _images(target):
        if not any(form.search(image) for form in (_DIGEST, _CONTENT_KEY, _FULL_VERSION)):
            yield resource, f"image {image!r} can change under its name; give it a digest or a full version"


def limits(target: Target) -> Iterator[Finding]:
    """Yield containers without a limit of memory or processes."""
    marker = target.named("process-limits")
    limited = declaration_of(marker) if marker else None
    for one in target.of(CONTAINER):
        memory, swap = one.inputs.get("memory"), one.inputs.get("memorySwap")
        if not memory:
            yield one.name, "has no limit of memory; set memory in its spec"
        elif swap != memory:
            yield one.name, "may swap beyond its limit of memory; set memorySwap to the same"
        if limited is not None and one.name not in limited:
            yield one.name, "has no limit of processes; add it to the marker process-limits"
    for workload in target.of(*WORKLOADS):
        for container in _pod_containers(workload):
            if not _at(container, "resources", "limits", "memory"):
                yield workload.name, f"container {container.get('name')!r} has no limit of memory; set resources.limits"


def closed_ports(target: Target) -> Iterator[Finding]:
    """Yield ports that others than this machine's users reach without TLS."""
    for one in target.of(CONTAINER):
        for port in cast("Sequence[Mapping[str, Any]]", one.inputs.get("ports") or ()):
            if port.get("ip") not in _LOOPBACK:
                yield (
                    one.name,
                    f"publishes port {port.get('internal')} on {port.get('ip') or 'every address'}; use 127.0.0.1",
                )
    for service in target.of(KUBERNETES_SERVICE):
        if _at(service.inputs, "spec", "type") not in ("LoadBalancer", "NodePort"):
            continue
        for port in _at(service.inputs, "spec", "ports") or ():
            if not _TLS.search(str(port.get("appProtocol") or "")):
                yield service.name, f"port {port.get('port')} leaves the cluster and names no TLS; set its appProtocol"


def _images(target: Target) -> Iterator[tuple[str, str]]:
    for one in target.of(CONTAINER):
        yield one.name, str(one.inputs.get("image", ""))
    for workload in target.of(*WORKLOADS):
        for container in _pod_containers(workload):
            yield workload.name, str(container.get("image", ""))


def _pod_containers(workload: Resource) -> Sequence[Mapping[str, Any]]:
    pod: Mapping[str, Any] = _at(workload.inputs, "spec", "template", "spec") or {}
    return (*(pod.get("initContainers") or ()), *(pod.get("containers") or ()))


def _at(value: Any, *path: str) -> Any:  # noqa: ANN401 - any JSON
    for name in path:
        value = cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None
    return value
