"""What a run leaves behind: locks, operations of unknown outcome, unrecorded containers and networks, processes.

Data is not a leftover: volumes go only by ``remove_volumes``, which nothing calls before the user has confirmed.
"""

import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra import paths
from infra.cli import stack as stacks
from infra.cli import statefiles
from infra.errors import UserError
from infra.toolchain.engine import docker
from infra.toolchain.progress import say

DOCKER_SECONDS = 120.0
"""Limit for the removal of all containers of a stack; Docker kills one after 10 s at the latest."""


def recover(stack: str, state: Mapping[str, Any], *, on_docker: bool = True) -> None:
    """Make an unlocked stack usable after a run that was interrupted, however hard; do nothing otherwise.

    ``state`` is the stack's deployment, empty before its first `up`. What Kubernetes was left with is found by names
    that never change, so the next `up` takes it over.

    Raises:
        UserError: containers of this stack's name belong to another state, or Docker or Pulumi refuses.
    """
    pending = state.get("pending_operations", [])
    for operation in pending:
        say(
            f"  an earlier run was interrupted while {operation['type']} {operation['resource']['urn'].split('::')[-1]}"
        )
    if on_docker:
        _remove_unrecorded(stack, state, pending=bool(pending))
    if pending:
        end_orphaned_processes()
        stacks.run(stack, "refresh", "--yes", "--skip-preview", "--clear-pending-creates", "--suppress-outputs")


def _remove_unrecorded(stack: str, state: Mapping[str, Any], *, pending: bool) -> None:
    """Remove containers and networks that the state does not know."""
    recorded = {resource["id"] for resource in state.get("resources", []) if "id" in resource}
    containers, networks = _containers(stack), _networks(stack)
    if containers and not pending and recorded.isdisjoint(containers + networks):
        raise UserError(
            f"Containers of a stack {stack} run here that the state in {paths.state()} does not know, so somebody else "
            f"brought them up; `novax down -s {stack}` takes them down, with --volumes their data too."
        )
    # What was being created when Pulumi, its plugin or the engine died has its name already, and nothing else could be
    # created beside it.
    _remove([one for one in containers if one not in recorded], [one for one in networks if one not in recorded])


def release_lock(stack: str) -> None:
    """Remove the locks of processes that no longer exist.

    `pulumi cancel` does the same, but not for a stack without a state, and forgetting a stack may be killed so late.

    Raises:
        UserError: a lock's process is alive, or is on another machine, so that nobody here can tell, or the lock is
            damaged.
    """
    locks = statefiles.locks(stack)
    if not locks:
        return
    for lock in locks.values():
        owner = f"process {lock['pid']} of {lock['username']} on {lock['hostname']}, since {lock['timestamp'][:19]} UTC"
        if lock["hostname"] != os.uname().nodename:
            raise UserError(
                f"Stack {stack} is locked by another machine ({owner}); when nothing works on it there, run "
                f"'pulumi cancel -s {stack}' where `novax env` was evaluated, and try again."
            )
        if _program(lock["pid"]) == "pulumi":
            raise UserError(f"Stack {stack} is being worked on ({owner}); wait for its end or stop it, and try again.")
    say("  an earlier run ended without unlocking the stack")
    for file in locks:
        file.unlink(missing_ok=True)
        file.with_name(f"{file.name}.attrs").unlink(missing_ok=True)


def remove_all(stack: str) -> None:
    """Remove the stack's containers and networks, whatever its state says.

    Raises:
        UserError: Docker refuses.
    """
    _remove(_containers(stack), _networks(stack))


def remove_volumes(stack: str) -> None:
    """Remove the stack's data for good; the caller has asked.

    Raises:
        UserError: Docker refuses.
    """
    if found := docker("volume", "ls", "--quiet", "--filter", f"label=novax.stack={stack}").split():
        say(f"  removing {len(found)} volumes")
        docker("volume", "rm", *found, limit=DOCKER_SECONDS)


def end_orphaned_processes() -> None:
    """End plugins and language hosts of ours whose Pulumi was killed; they would wait for it for ever."""
    for pid in _processes():
        program = _executable(pid)
        if program.name.startswith(("pulumi-language-", "pulumi-resource-")) and _is_ours(program):
            parent = _parent(pid)
            if parent is None or _program(parent) != "pulumi":
                os.kill(pid, signal.SIGTERM)


def _containers(stack: str) -> list[str]:
    return docker("ps", "--all", "--quiet", "--no-trunc", "--filter", f"label=novax.stack={stack}").split()


def _networks(stack: str) -> list[str]:
    return docker("network", "ls", "--quiet", "--no-trunc", "--filter", f"label=novax.stack={stack}").split()


def _remove(containers: list[str], networks: list[str]) -> None:
    if containers:
        say(f"  removing {len(containers)} containers that an earlier run left")
        docker("rm", "--force", *containers, limit=DOCKER_SECONDS)
    if networks:
        say(f"  removing {len(networks)} networks that an earlier run left")
        docker("network", "rm", *networks, limit=DOCKER_SECONDS)


def _is_ours(program: Path) -> bool:
    return any(program.is_relative_to(folder) for folder in (paths.cache() / "tools", paths.pulumi_home()))


def _processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _executable(pid: int) -> Path:
    try:
        return Path(f"/proc/{pid}/exe").readlink()
    except OSError:
        return Path()


def _program(pid: int) -> str:
    return _executable(pid).name


def _parent(pid: int) -> int | None:
    try:
        # The second field, the name, is in parentheses and may hold anything.
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None
