"""A service's spec in the words of the chart of its kind; knows nothing of Pulumi or of any cluster."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from infra.services.postgres import SCOPE
from infra.settings import Settings
from infra.specs import CONFIG_DIR, DEFAULT_SHARED_MEMORY, ConfigFile, Member, Probe, ServiceSpec

CLIENT_LABEL = "novax.client"
"""The label of namespaces whose pods may connect to a stack's endpoints; its value is the stack."""

_TEMPORARY = "/tmp"  # noqa: S108 - inside the container, in memory
_TEMPORARY_SIZE = 16


def kind_of(spec: ServiceSpec) -> str:
    """Return the chart that a service is a release of."""
    return "postgres" if spec.name == "postgres" else "stateful" if spec.stateful else "stateless"


def pod_name(spec: ServiceSpec, member: str) -> str:
    """Return the name of the pod that a member of a stateful service is."""
    return f"{spec.name}-{[each.name for each in spec.members].index(member) + 1}"


def values_of(spec: ServiceSpec, settings: Settings, incoming: Sequence[tuple[str, int]], stack: str) -> dict[str, Any]:
    """Return the chart's values, all but the image and the files' contents.

    ``incoming`` names who connects, and on which port.

    Raises:
        ValueError: the members of a stateful service differ in their environment, which pods of one set cannot.
    """
    if spec.stateful and any(member.environment for member in spec.members):
        raise ValueError(f"members of {spec.name} have environments of their own, which a StatefulSet has no place for")
    values: dict[str, Any] = {
        "stack": stack,
        "container": spec.name,
        "command": list(spec.command),
        "environment": dict(spec.environment),
        "members": [_member(spec, member) for member in spec.members],
        "ports": list(spec.listens),
        "probe": {
            **_question(spec.probe),
            "interval": spec.probe.interval,
            "timeout": spec.probe.timeout,
            "retries": spec.probe.retries,
            "grace": spec.probe.grace,
        },
        "resources": {"cpu": _cpu(spec.resources.cpu), "memory": f"{spec.resources.memory}Mi"},
        "scratch": _scratch(spec),
        "stop": {"grace": spec.stop_grace},
        "network": {"from": [*_callers(incoming), *_clients(spec, stack)], "to": _called(spec)},
    }
    if spec.resources.shared_memory != DEFAULT_SHARED_MEMORY:
        values["sharedMemory"] = f"{spec.resources.shared_memory}Mi"
    if spec.handover:
        values["stop"] |= {"command": list(spec.handover), "pause": 0}
    if spec.stateful:
        values["storage"] = {"size": f"{spec.storage}Mi", "class": settings.kubernetes.storage_class}
        # Members that replace each other protect nothing on one node.
        values["spread"] = "required" if settings.environment == "production" else "preferred"
    else:
        values["copies"] = spec.copies
    if kind_of(spec) == "postgres":
        values["scope"] = SCOPE
    return values


def _question(probe: Probe) -> dict[str, Any]:
    # Starting a process in a container costs a node more than most programs here take to answer.
    return {"port": probe.port, "path": probe.path} if probe.port else {"command": list(probe.command)}


def _cpu(thousandths: int) -> str:
    return f"{thousandths // 1000}" if thousandths % 1000 == 0 else f"{thousandths}m"


def _member(spec: ServiceSpec, member: Member) -> dict[str, Any]:
    files = [_file(member, file) for file in spec.member_files(member)]
    return {"name": member.name, "environment": dict(member.environment), "files": files}


def _file(member: Member, file: ConfigFile) -> dict[str, str]:
    path = file.path.removeprefix(f"{CONFIG_DIR}/")
    key = f"{member.name}_{path.replace('/', '_')}"
    return {"path": path, "from": "secret" if file.secrets else "config", "key": key}


def _scratch(spec: ServiceSpec) -> list[dict[str, str]]:
    found = {item.path: item.size for item in spec.scratch}
    # The root is read-only, and some programs take a folder for passing files for granted.
    found.setdefault(_TEMPORARY, _TEMPORARY_SIZE)
    return [{"path": path, "size": f"{size}Mi"} for path, size in found.items()]


def _callers(incoming: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    ordered = sorted(set(incoming))
    return [
        {"service": service, "ports": [port for _, port in calls]}
        for service, calls in groupby(ordered, key=lambda call: call[0])
    ]


def _clients(spec: ServiceSpec, stack: str) -> list[dict[str, Any]]:
    ports = sorted({end.port for member in spec.members for end in member.endpoints})
    return [{"namespaces": {CLIENT_LABEL: stack}, "ports": ports}] if ports else []


def _called(spec: ServiceSpec) -> list[dict[str, Any]]:
    return _callers([(call.service, call.port) for call in spec.calls])
