"""What runs of a stack, as the engine and PostgreSQL themselves say: what a deploy is held against."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.services.postgres import DATA
from infra.toolchain.engine import docker

_START_LINE = 3
"""The line of postmaster.pid with the time at which the server started."""


@dataclass(frozen=True)
class Member:
    """One container: which it is, since when it runs, and since when PostgreSQL in it does (empty for others)."""

    identifier: str
    started: str
    image: str
    memory: int
    postmaster: str


World = Mapping[str, Member]


def look(stack: str) -> World:
    """Return every member of a stack by its name."""
    found = docker("ps", "--all", "--quiet", "--filter", f"label=novax.stack={stack}").split()
    facts: list[dict[str, Any]] = json.loads(docker("inspect", *found)) if found else []
    return {one["Config"]["Labels"]["novax.member"]: _member(one) for one in facts}


def restarted(before: World, after: World) -> set[str]:
    """Return the members that ended and run again, as another container, the same one or the same with a new server."""

    def life(member: Member) -> tuple[str, str, str]:
        return member.identifier, member.started, member.postmaster

    return {name for name in before.keys() & after.keys() if life(before[name]) != life(after[name])}


def _member(facts: Mapping[str, Any]) -> Member:
    postmaster = ""
    if facts["Config"]["Labels"]["novax.service"] == "postgres":
        postmaster = docker("exec", facts["Id"], "sed", "-n", f"{_START_LINE}p", f"{DATA}/postmaster.pid").strip()
    return Member(
        identifier=facts["Id"],
        started=facts["State"]["StartedAt"],
        image=facts["Config"]["Image"],
        memory=facts["HostConfig"]["Memory"],
        postmaster=postmaster,
    )
