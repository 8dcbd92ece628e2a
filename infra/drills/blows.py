"""What happens to one container of the platform, and when everything is back."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum

from infra.cli.containers import HEALTHY, health_of, inspected
from infra.cli.running import Running
from infra.drills import cluster, faults
from infra.errors import UserError
from infra.toolchain.commands import Unavailable, answer
from infra.toolchain.engine import docker

RETURN_SECONDS = 120.0
"""Until every container of the stack is healthy again; most are within ten."""

_COMMAND_SECONDS = 120.0


class Blow(StrEnum):
    """What is done to a container."""

    KILL = "kill"
    """Killed by the engine, which leaves it down: an operator starts it again."""
    CRASH = "crash"
    """Every process in it dies at once: Docker starts it again by itself."""
    RESTART = "restart"
    """Stopped in order and started, as by an operator."""


def strike(container: str, blow: Blow) -> AbstractContextManager[None]:
    """Return the blow; the block runs while the service is away, where an operator ends that.

    Raises:
        UserError: when it is entered or left: Docker failed, or did not start again what crashed.
    """
    node = faults.Node(container, container, "")
    if blow is Blow.KILL:
        return faults.kill(node)
    before = _started(container)
    if blow is Blow.RESTART:
        _run("docker", "restart", container)
    else:
        with faults.crash(node):
            cluster.wait(lambda: _started(container) != before, RETURN_SECONDS, f"Docker to start {container} again")
    return nullcontext()


def await_healthy(running: Running) -> float:
    """Wait until every declared container of the stack is healthy; return how many seconds that took.

    Raises:
        UserError: one is not in time.
    """
    what = f"all containers of stack {running.stack} to be healthy"
    return cluster.wait(lambda: not ailing(running, health_of(inspected(running.stack))), RETURN_SECONDS, what)


def ailing(running: Running, healths: Mapping[str, str]) -> set[str]:
    """Return the declared containers that are not healthy, by the health of each container; others do not count."""
    present = [service for service in running.services.values() if service.present]
    declared = {container for service in present for container in service.members.values()}
    return {container for container in declared if healths.get(container) != HEALTHY}


def _started(container: str) -> str:
    return docker("inspect", "--format", "{{.State.StartedAt}} {{.State.Running}}", container)


def _run(*command: str) -> None:
    try:
        answer(command, limit=_COMMAND_SECONDS)
    except Unavailable as reason:
        raise UserError(f"`{' '.join(command)}` failed: {reason}") from reason
