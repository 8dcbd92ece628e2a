"""PostgreSQL's cluster as a drill needs it: who leads, when it is whole again, and handing over."""

import subprocess
import time
from collections.abc import Callable

from infra.cli import replication
from infra.cli.containers import docker
from infra.cli.running import Running
from infra.drills.faults import Node
from infra.errors import UserError
from infra.services.postgres import SCOPE

WHOLE_SECONDS = 180.0
"""For a crash recovery or pg_rewind of a small database, and streaming again."""

_LOOK_SECONDS = 0.25


def node(running: Running, name: str) -> Node:
    """Return a member as faults take it."""
    container = running.members[name]
    form = "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"
    return Node(name, container, docker("inspect", "--format", form, container).split()[0])


def leader(running: Running) -> str:
    """Return the name of the member that leads; empty while nobody does."""
    roles = replication.postgres(running).roles
    return next((name for name, role in roles.items() if role.name == replication.LEADER), "")


def whole(running: Running) -> bool:
    """Tell whether somebody leads and every other member streams."""
    roles = replication.postgres(running).roles
    members = set(running.services["postgres"].members)
    return set(roles) == members and all(role.follows for role in roles.values()) and bool(leader(running))


def await_whole(running: Running) -> float:
    """Wait until somebody leads and everybody else streams; return how many seconds that took.

    Raises:
        UserError: it did not happen in time.
    """
    return wait(lambda: whole(running), WHOLE_SECONDS, "all PostgreSQL members to stream")


def wait(done: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait until something is so; return how many seconds that took.

    Raises:
        UserError: it did not happen in time; `what` says what was waited for.
    """
    started = time.monotonic()
    while not done():
        if time.monotonic() - started > seconds:
            raise UserError(f"waited {seconds:g} s for {what} in vain; `novax status` shows how it stands")
        time.sleep(_LOOK_SECONDS)
    return time.monotonic() - started


def hand_over(running: Running, candidate: str) -> None:
    """Make a member the leader, as planned maintenance does.

    Raises:
        UserError: Patroni refused, or it did not happen in time.
    """
    old = leader(running)
    command = ["docker", "exec", running.members[old], "patronictl", "switchover", SCOPE]
    done = subprocess.run(
        [*command, "--leader", old, "--candidate", candidate, "--force"],
        capture_output=True,
        text=True,
        timeout=WHOLE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise UserError(f"{old} did not hand over to {candidate}: {(done.stderr or done.stdout).strip()}")
    wait(lambda: leader(running) == candidate, WHOLE_SECONDS, f"{candidate} to lead")
    await_whole(running)
