"""PostgreSQL's cluster as a drill needs it: who leads, and when it is whole again."""

import time
from collections.abc import Callable

from infra.cli import replication
from infra.cli.containers import docker
from infra.cli.running import Running
from infra.drills.faults import Node
from infra.errors import UserError

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
