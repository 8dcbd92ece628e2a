"""What an interrupted run leaves behind: a lock, operations of unknown outcome, nameless containers, processes.

Volumes are never touched here: data is not a leftover.
"""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra import paths
from infra.cli import stack as stacks
from infra.errors import UserError
from infra.toolchain.commands import Unavailable, answer
from infra.toolchain.progress import say

DOCKER_SECONDS = 120.0
"""Limit for the removal of all containers of a stack; Docker kills one after 10 s at the latest."""


def recover(stack: str) -> None:
    """Make a stack usable after a run that was interrupted, however hard; do nothing otherwise.

    Raises:
        UserError: another run is still going on, or Docker or Pulumi refuses.
    """
    release_lock(stack)
    state = stacks.state(stack) or {}
    resources, pending = state.get("resources", []), state.get("pending_operations", [])
    if not pending:
        # A Docker Engine that dies while it creates a container has it afterwards; Pulumi heard only of the failure.
        _remove_containers(stack, resources, "status=created")
        return
    end_orphaned_processes()
    for operation in pending:
        say(
            f"  an earlier run was interrupted while {operation['type']} {operation['resource']['urn'].split('::')[-1]}"
        )
    # Whatever was being created has its name already, and Pulumi could not create it again beside that.
    remove_unrecorded(stack, resources)
    stacks.run(stack, "refresh", "--yes", "--skip-preview", "--clear-pending-creates", "--suppress-outputs")


def release_lock(stack: str) -> None:
    """Remove the locks of processes that no longer exist.

    Raises:
        UserError: a lock's process is alive, or is on another machine, so that nobody here can tell.
    """
    locks = [
        json.loads(file.read_text()) for file in paths.state().glob(f".pulumi/locks/organization/*/{stack}/*.json")
    ]
    if not locks:
        return
    for lock in locks:
        owner = f"process {lock['pid']} of {lock['username']} on {lock['hostname']}, since {lock['timestamp'][:19]} UTC"
        if lock["hostname"] != os.uname().nodename:
            raise UserError(
                f"Stack {stack} is locked by another machine ({owner}); when nothing works on it there, run "
                f"'pulumi cancel -s {stack}' where `novax env` was evaluated, and try again."
            )
        if _program(lock["pid"]) == "pulumi":
            raise UserError(f"Stack {stack} is being worked on ({owner}); wait for its end or stop it, and try again.")
    say("  an earlier run ended without unlocking the stack")
    with stacks.config_kept(stack):
        stacks.query("cancel", "--yes", "--stack", stack)


def remove_unrecorded(stack: str, resources: list[dict[str, Any]]) -> None:
    """Remove the stack's containers and networks that its state does not know.

    Raises:
        UserError: Docker refuses.
    """
    _remove_containers(stack, resources)
    networks = _docker("network", "ls", "--quiet", "--no-trunc", "--filter", f"label=novax.stack={stack}")
    if unknown := _unrecorded(networks, resources):
        say(f"  removing {len(unknown)} networks that the state does not know")
        _docker("network", "rm", *unknown)


def remove_volumes(stack: str) -> None:
    """Remove the stack's data for good; the caller has asked.

    Raises:
        UserError: Docker refuses.
    """
    if found := _docker("volume", "ls", "--quiet", "--filter", f"label=novax.stack={stack}").split():
        _docker("volume", "rm", *found)


def end_orphaned_processes() -> None:
    """End plugins and language hosts of ours whose Pulumi was killed; they would wait for it for ever."""
    for pid in _processes():
        program = _executable(pid)
        if program.name.startswith(("pulumi-language-", "pulumi-resource-")) and _is_ours(program):
            parent = _parent(pid)
            if parent is None or _program(parent) != "pulumi":
                os.kill(pid, signal.SIGTERM)


def _remove_containers(stack: str, resources: list[dict[str, Any]], *filters: str) -> None:
    chosen = [part for text in (f"label=novax.stack={stack}", *filters) for part in ("--filter", text)]
    if unknown := _unrecorded(_docker("ps", "--all", "--quiet", "--no-trunc", *chosen), resources):
        say(f"  removing {len(unknown)} containers that the state does not know")
        _docker("rm", "--force", *unknown)


def _unrecorded(listing: str, resources: list[dict[str, Any]]) -> list[str]:
    recorded = {resource.get("id") for resource in resources}
    return [identifier for identifier in listing.split() if identifier not in recorded]


def _docker(*arguments: str) -> str:
    try:
        return answer(["docker", *arguments], limit=DOCKER_SECONDS)
    except Unavailable as reason:
        raise UserError(f"docker {' '.join(arguments[:2])} failed: {reason}") from reason


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
