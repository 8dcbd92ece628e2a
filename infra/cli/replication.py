"""Who leads and who follows: PostgreSQL by Patroni's REST API, the cache by its primary's own account of it."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.cli.running import Running
from infra.errors import UserError

ANSWER_SECONDS = 2.0
"""Limit for one question; both answer in milliseconds, or have a fault worth telling."""

LEADER, REPLICA = "leader", "replica"
SYNCHRONOUS = "sync standby"
"""A replica of PostgreSQL that commits wait for."""

_LEADING = ("leader", "standby_leader")
_FOLLOWING = "streaming"


@dataclass(frozen=True)
class Role:
    """A member's part in its cluster; ``lag`` is in bytes, None where nobody knows it or it does not apply."""

    name: str
    follows: bool = True
    """False for a replica that gets nothing from its leader at the moment."""
    lag: int | None = None
    timeline: int | None = None
    restart_pending: bool = False


@dataclass(frozen=True)
class Cluster:
    """The members of a replicated service that answered; ``problem`` says why there are none, in a sentence."""

    roles: Mapping[str, Role]
    problem: str = ""


def postgres(running: Running) -> Cluster:
    """Return the roles of the PostgreSQL members, as Patroni of the leader, else of a replica, tells them."""
    reasons: list[str] = []
    for name in ("patroni", "patroni-replica"):
        if endpoint := running.endpoints.get(name):
            try:
                roles = {member["name"]: postgres_role(member) for member in _patroni_members(endpoint.url, running.ca)}
            except (OSError, ValueError) as error:
                reasons.append(f"{endpoint.url}: {_reason(error)}")
                continue
            return Cluster(
                roles, "" if LEADER in (role.name for role in roles.values()) else "PostgreSQL has no leader"
            )
    return Cluster({}, f"Patroni answers at none of its endpoints ({'; '.join(reasons)})")


def primary(running: Running) -> str:
    """Return the container of the PostgreSQL member that leads.

    Raises:
        UserError: nobody leads.
    """
    found = postgres(running)
    for name, role in found.roles.items():
        if role.name == LEADER:
            return running.members[name]
    raise UserError(f"{found.problem or 'PostgreSQL has no leader'}; `novax status -s {running.stack}` tells more")


def _patroni_members(url: str, ca: str) -> list[dict[str, Any]]:
    context = ssl.create_default_context(cadata=ca)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # Never through a proxy: the address is this machine's own.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    with opener.open(f"{url}/cluster", timeout=ANSWER_SECONDS) as response:
        return json.load(response)["members"]


def postgres_role(member: Mapping[str, Any]) -> Role:
    """Return the role of one member of Patroni's list."""
    leads = member["role"] in _LEADING
    lag = member.get("lag")
    return Role(
        name=LEADER if leads else member["role"].replace("_", " "),
        follows=leads or member["state"] == _FOLLOWING,
        lag=lag if isinstance(lag, int) else None,
        timeline=member.get("timeline"),
        restart_pending=bool(member.get("pending_restart")),
    )


def redis(running: Running) -> Cluster:
    """Return the roles of the cache's members, as the primary sees them."""
    from redis import RedisError  # noqa: PLC0415  # a fifth of a second that only this pays

    from infra.hooks.cache import connect  # noqa: PLC0415

    account = running.accounts["redis"]
    client = connect(running.access(account), account.password, seconds=ANSWER_SECONDS)
    try:
        with client:
            facts: dict[str, Any] = client.info("replication")  # pyright: ignore[reportUnknownMemberType]
    except RedisError as error:
        return Cluster({}, f"the cache's primary does not answer at {account.endpoint.url} ({_reason(error)})")
    return Cluster(redis_roles(facts, account.endpoint.member, running.services["redis"].members))


def redis_roles(facts: Mapping[str, Any], leader: str, members: Iterable[str]) -> dict[str, Role]:
    """Return the role of each member from the leader's ``INFO replication``; one that it does not list is cut off."""
    written = int(facts["master_repl_offset"])
    replicas: dict[str, Mapping[str, Any]] = {
        value["ip"]: value for key, value in facts.items() if key.startswith("slave") and isinstance(value, Mapping)
    }
    roles = {leader: Role(LEADER)}
    for name in members:
        if name != leader:
            replica = replicas.get(name)
            follows = replica is not None and replica["state"] == "online"
            roles[name] = Role(REPLICA, follows, max(written - int(replica["offset"]), 0) if replica else None)
    return roles


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    return " ".join(str(cause).split()) or type(cause).__name__
