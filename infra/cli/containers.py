"""A stack's containers in one look: uptime and memory as the Docker engine says, health by each one's own check."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.platforms import readiness
from infra.toolchain.engine import docker

HEALTHY, UNHEALTHY = "healthy", "unhealthy"
STARTING = "starting"
"""Of a container that is not ready yet, and has not had the time to be."""

_CHECKS_AT_ONCE = 8
_NANOSECONDS = 10**9

_UNITS = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


@dataclass(frozen=True)
class Container:
    """One container; ``memory`` is what it uses, in bytes, and None where it does not run."""

    name: str
    health: str
    uptime: float | None
    memory: int | None


def look(stack: str) -> dict[str, Container]:
    """Return the stack's containers by name, also those that have stopped.

    Raises:
        UserError: the engine does not answer.
    """
    with ThreadPoolExecutor() as pool:
        # Started first: it is the slow one.
        memory = pool.submit(_memory)
        found = inspected(stack)
        healths = health_of(found)
        used = memory.result()
    now = datetime.now(UTC)
    return {_name(facts): _container(facts, healths[_name(facts)], used, now) for facts in found}


def inspected(stack: str) -> list[dict[str, Any]]:
    """Return what the engine says of each of a stack's containers, also of those that have stopped.

    Raises:
        UserError: the engine does not answer.
    """
    names = docker("ps", "--all", "--quiet", "--filter", f"label=novax.stack={stack}").split()
    return json.loads(docker("inspect", *names)) if names else []


def health_of(found: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the health of inspected containers by name: checks are run now, because the engine's last word is old."""
    with ThreadPoolExecutor(_CHECKS_AT_ONCE) as pool:
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


def _memory() -> dict[str, int]:
    lines = docker("stats", "--no-stream", "--format", "{{.Name}}\t{{.MemUsage}}").splitlines()
    return {name: size(usage.partition(" / ")[0]) for name, _, usage in (line.partition("\t") for line in lines)}


def size(text: str) -> int:
    """Return a size as Docker prints it (``214.9MiB``) in bytes."""
    number = text.rstrip("BKMGTi")
    return round(float(number) * _UNITS[text.removeprefix(number)])


def _container(facts: Mapping[str, Any], health: str, used: Mapping[str, int], now: datetime) -> Container:
    name, state = _name(facts), facts["State"]
    if not state["Running"]:
        return Container(name, health, None, None)
    return Container(name, health, max((now - _started(state)).total_seconds(), 0.0), used.get(name))


def _name(facts: Mapping[str, Any]) -> str:
    return facts["Name"].removeprefix("/")


def _started(state: Mapping[str, Any]) -> datetime:
    # Docker gives nanoseconds, which datetime does not read.
    return datetime.strptime(state["StartedAt"][:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
