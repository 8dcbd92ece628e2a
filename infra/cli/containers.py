"""A stack's containers in one look: uptime and memory as the Docker engine says, health by each one's own check."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.errors import UserError
from infra.platforms import engine_api, memory, readiness
from infra.toolchain.commands import Unavailable
from infra.toolchain.engine import docker

HEALTHY, UNHEALTHY = "healthy", "unhealthy"
STARTING = "starting"
"""Of a container that is not ready yet, and has not had the time to be."""

_AT_ONCE = 64
"""Two questions for each container of a stack."""

_NANOSECONDS = 10**9


@dataclass(frozen=True)
class Container:
    """One container; ``memory`` is what it uses, in bytes, and None where it does not run."""

    name: str
    health: str
    uptime: float | None
    memory: int | None


def look(found: Sequence[Mapping[str, Any]]) -> dict[str, Container]:
    """Return inspected containers by name, also those that have stopped."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        used = pool.map(_memory, found)
        healths = pool.map(_health, found)
        states = zip(found, healths, used, strict=True)
        return {_name(facts): _container(facts, health, memory) for facts, health, memory in states}


def inspected(stack: str) -> list[dict[str, Any]]:
    """Return what the engine says of each of a stack's containers, also of those that have stopped.

    Raises:
        UserError: the engine does not answer.
    """
    try:
        return engine_api.containers(stack)
    except Unavailable as reason:
        raise UserError(f"{reason}; `novax doctor` tells more") from reason


def health_of(found: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the health of inspected containers by name: checks are run now, because the engine's last word is old."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(map(_name, found), pool.map(_health, found), strict=True))


def _health(facts: Mapping[str, Any]) -> str:
    state = facts["State"]
    if not state["Running"]:
        return f"{state['Status']} ({state['ExitCode']})"
    check = facts["Config"].get("Healthcheck")
    if check is None:
        return state["Status"]
    _, *command = check["Test"]
    if readiness.complaint(_name(facts), command, limit=check["Timeout"] / _NANOSECONDS) is None:
        return HEALTHY
    young = (datetime.now(UTC) - _started(state)).total_seconds() < check["StartPeriod"] / _NANOSECONDS
    return STARTING if young else UNHEALTHY


def network_of(container: str) -> str:
    """Return the network that a container is on; of several the first.

    Raises:
        UserError: the engine does not answer, or has no such container.
    """
    form = "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"
    return docker("inspect", "--format", form, container).split()[0]


def _memory(facts: Mapping[str, Any]) -> int | None:
    if not facts["State"]["Running"]:
        return None
    if (used := memory.used(facts["Id"], facts["State"]["Pid"])) is not None:
        return used
    try:
        return engine_api.memory(_name(facts))
    except Unavailable:
        # It has ended since.
        return None


def _container(facts: Mapping[str, Any], health: str, memory: int | None) -> Container:
    name, state = _name(facts), facts["State"]
    if not state["Running"]:
        return Container(name, health, None, None)
    return Container(name, health, max((datetime.now(UTC) - _started(state)).total_seconds(), 0.0), memory)


def of_service(found: Sequence[Mapping[str, Any]], service: str) -> str | None:
    """Return the name of the first inspected container of a service, if there is one."""
    return next((_name(facts) for facts in found if facts["Config"]["Labels"].get("novax.service") == service), None)


def _name(facts: Mapping[str, Any]) -> str:
    return facts["Name"].removeprefix("/")


def _started(state: Mapping[str, Any]) -> datetime:
    # Docker gives nanoseconds, which datetime does not read.
    return datetime.strptime(state["StartedAt"][:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
