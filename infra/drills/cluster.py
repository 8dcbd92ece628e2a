"""PostgreSQL's cluster as a drill needs it: who leads, and when it is whole again."""

import time
from collections.abc import Callable, Collection, Mapping

from infra.cli import replication
from infra.cli import stack as stacks
from infra.cli.containers import network_of
from infra.cli.replication import Role
from infra.cli.running import Running
from infra.drills.faults import Node
from infra.errors import UserError
from infra.settings import from_file

WHOLE_SECONDS = 180.0
"""For a crash recovery or pg_rewind of a small database, and streaming again."""

_LOOK_SECONDS = 0.25


def node(running: Running, name: str) -> Node:
    """Return a member as faults take it."""
    container = running.members[name]
    if running.cluster:
        return Node(name, container, "")
    return Node(name, container, network_of(container))


def leader(running: Running) -> str:
    """Return the name of the member that leads; empty while nobody does."""
    roles = replication.postgres(running).roles
    return next((name for name, role in roles.items() if role.name == replication.LEADER), "")


def synchronous(running: Running) -> bool:
    """Tell whether the stack's file says that commits wait for a replica."""
    return from_file(stacks.config_file(running.stack), running.stack).postgres.synchronous


def whole(roles: Mapping[str, Role], members: Collection[str], *, synchronous: bool) -> bool:
    """Tell whether somebody leads, every other member streams, and commits wait for one where they should.

    Patroni promotes nobody else in synchronous mode, and lets some seconds pass before it has commits wait for a
    replica that is back: a primary that dies in between is followed by nobody (seen).
    """
    names = {role.name for role in roles.values()}
    return (
        set(roles) == set(members)
        and all(role.follows for role in roles.values())
        and replication.LEADER in names
        and (not synchronous or replication.SYNCHRONOUS in names)
    )


def await_whole(running: Running) -> float:
    """Wait until the cluster is whole; return how many seconds that took.

    Raises:
        UserError: it did not happen in time.
    """
    members, safe = running.services["postgres"].members, synchronous(running)
    return wait(
        lambda: whole(replication.postgres(running).roles, members, synchronous=safe),
        WHOLE_SECONDS,
        "all PostgreSQL members to stream",
    )


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
