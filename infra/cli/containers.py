"""What the Docker engine says of a stack's containers: health, uptime and memory, in one look."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.errors import UserError
from infra.toolchain.commands import Unavailable, answer

DOCKER_SECONDS = 15.0
"""Limit for one question; `docker stats` takes about two seconds because it measures for one."""

HEALTHY = "healthy"

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
        found = _inspect(docker("ps", "--all", "--quiet", "--filter", f"label=novax.stack={stack}").split())
        used = memory.result()
    now = datetime.now(UTC)
    return {container.name: container for container in (_container(facts, used, now) for facts in found)}


def docker(*arguments: str) -> str:
    """Return the answer of a quick `docker` command.

    Raises:
        UserError: it fails or does not answer.
    """
    try:
        return answer(["docker", *arguments], limit=DOCKER_SECONDS)
    except Unavailable as reason:
        raise UserError(f"`docker {arguments[0]}` failed: {reason}; `novax doctor` tells more") from reason


def network_of(container: str) -> str:
    """Return the network that a container is on; of several the first.

    Raises:
        UserError: the engine does not answer, or has no such container.
    """
    form = "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"
    return docker("inspect", "--format", form, container).split()[0]


def _inspect(identifiers: Sequence[str]) -> list[dict[str, Any]]:
    return json.loads(docker("inspect", *identifiers)) if identifiers else []


def _memory() -> dict[str, int]:
    lines = docker("stats", "--no-stream", "--format", "{{.Name}}\t{{.MemUsage}}").splitlines()
    return {name: size(usage.partition(" / ")[0]) for name, _, usage in (line.partition("\t") for line in lines)}


def size(text: str) -> int:
    """Return a size as Docker prints it (``214.9MiB``) in bytes."""
    number = text.rstrip("BKMGTi")
    return round(float(number) * _UNITS[text.removeprefix(number)])


def _container(facts: dict[str, Any], used: dict[str, int], now: datetime) -> Container:
    name, state = facts["Name"].removeprefix("/"), facts["State"]
    if not state["Running"]:
        return Container(name, f"{state['Status']} ({state['ExitCode']})", None, None)
    health = state.get("Health", {}).get("Status", state["Status"])
    # Docker gives nanoseconds, which datetime does not read.
    started = datetime.strptime(state["StartedAt"][:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    return Container(name, health, max((now - started).total_seconds(), 0.0), used.get(name))
