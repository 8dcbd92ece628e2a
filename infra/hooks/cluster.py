"""PostgreSQL's cluster-wide configuration, which Patroni keeps in its own store after the first start.

Patroni takes it from its file once, when the cluster is made; later edits reach it only through its API. Members that
need a restart for a new value get one, replicas first, so that the primary changes hands with as little wait as a
planned switchover.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from infra.errors import UserError
from infra.hooks.access import Access
from infra.hooks.declaration import Changes
from infra.hooks.waiting import refuses_connections, until_ready

_TIMEOUT_SECONDS = 10
_PAUSE_SECONDS = 1
_RESTARTED_WITHIN_SECONDS = 120
"""Each member looks at the configuration once every loop_wait (1 s); a restart of a small database takes seconds, and
each member may need two."""


def apply(primary: Access, replica: Access | None, password: str, wanted: Mapping[str, Any]) -> Changes:
    """Bring the dynamic configuration to what is wanted and restart members for which Patroni asks it.

    ``primary`` and ``replica`` are Patroni's API of a member in that role.

    Raises:
        UserError: the API did not answer in time, or members still wait for a restart at the deadline.
    """
    changes: Changes = ()
    present = until_ready(f"Patroni at {primary}", lambda: _call(primary, password, "GET", "/config"), _is_coming_up)
    if present != wanted:
        # HAProxy takes members for the primary until its first look at them, and then ends what they were asked.
        until_ready(f"Patroni at {primary}", lambda: _call(primary, password, "PUT", "/config", wanted), _is_coming_up)
        changes = ("cluster configuration set",)
        time.sleep(wanted["loop_wait"] * 2)
    # Also after a run that ended between the two.
    return (*changes, *(f"{name} restarted" for name in _restart(primary, replica, password)))


def _restart(primary: Access, replica: Access | None, password: str) -> tuple[str, ...]:
    """Restart members until none waits for it, and return the names of those that did.

    Replicas come first, because none may have less than its primary. Lower values they take only once the primary has
    them, so that they come again after it.
    """
    deadline = time.monotonic() + _RESTARTED_WITHIN_SECONDS
    first = waiting = _waiting(primary, password)
    while waiting:
        if time.monotonic() > deadline:
            raise UserError(f"{', '.join(waiting)} of PostgreSQL still wait for a restart; run this again")
        for member in (replica, primary):
            if member:
                _restart_one(member, password)
        time.sleep(_PAUSE_SECONDS)
        waiting = _waiting(primary, password)
    return first


def _restart_one(member: Access, password: str) -> None:
    """Have the member in a role restart if it waits for that, and return once one in that role runs again."""
    if not _state(member, password).get("pending_restart"):
        return
    try:
        _call(member, password, "POST", "/restart", {"restart_pending": True}, within=_RESTARTED_WITHIN_SECONDS)
    except urllib.error.HTTPError as error:
        # Patroni's word for "not now", and for "no longer needed".
        if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
    except OSError:
        # HAProxy ends the way to a member that is no longer in its role, and without its server it is in none.
        pass
    deadline = time.monotonic() + _RESTARTED_WITHIN_SECONDS
    while _state(member, password)["state"] != "running" and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)


def _state(member: Access, password: str) -> dict[str, Any]:
    return until_ready(f"Patroni at {member}", lambda: _call(member, password, "GET", "/patroni"), _is_coming_up)


def _waiting(primary: Access, password: str) -> tuple[str, ...]:
    """Return the names of the members that wait for a restart."""
    cluster = until_ready(f"Patroni at {primary}", lambda: _call(primary, password, "GET", "/cluster"), _is_coming_up)
    return tuple(member["name"] for member in cluster["members"] if member.get("pending_restart"))


def _is_coming_up(error: Exception) -> bool:
    unavailable = isinstance(error, urllib.error.HTTPError) and error.code == HTTPStatus.SERVICE_UNAVAILABLE
    return unavailable or refuses_connections(error)


def _call(  # noqa: PLR0913 - a request has these parts
    access: Access,
    password: str,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    *,
    within: float = _TIMEOUT_SECONDS,
) -> Any:  # noqa: ANN401 - JSON
    request = urllib.request.Request(
        f"https://{access.host}:{access.port}{path}",
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Authorization": access.basic(password), "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, context=access.ssl_context(), timeout=within) as answer:  # noqa: S310
        text = answer.read().decode()
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
