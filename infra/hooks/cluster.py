"""PostgreSQL's cluster-wide configuration, which Patroni keeps in its own store after the first start.

Patroni takes it from its file once, when the cluster is made; later edits reach it only through its API. Members that
need a restart for a new value get one, replicas first, so that the primary changes hands with as little wait as a
planned switchover.
"""

import base64
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
_APPLIED_WITHIN_SECONDS = 60
"""Each member looks at the configuration once every loop_wait (1 s); a restart of a small database takes seconds."""


def apply(primary: Access, replica: Access | None, password: str, wanted: Mapping[str, Any]) -> Changes:
    """Bring the dynamic configuration to what is wanted and restart members for which Patroni asks it.

    ``primary`` and ``replica`` are Patroni's API of a member in that role.

    Raises:
        UserError: the API did not answer in time, or members still wait for a restart at the deadline.
    """
    present = until_ready(f"Patroni at {primary}", lambda: _call(primary, password, "GET", "/config"), _is_coming_up)
    if present == wanted:
        return ()
    _call(primary, password, "PUT", "/config", wanted)
    changes = ("cluster configuration set",)
    deadline = time.monotonic() + _APPLIED_WITHIN_SECONDS
    time.sleep(wanted["loop_wait"] * 2)
    for member in (replica, primary):
        if member and _call(member, password, "GET", "/patroni").get("pending_restart"):
            name = _call(member, password, "GET", "/patroni")["patroni"]["name"]
            _call(member, password, "POST", "/restart", {"restart_pending": True}, within=_APPLIED_WITHIN_SECONDS)
            changes += (f"{name} restarted",)
    while any(member.get("pending_restart") for member in _members(primary, password)):
        if time.monotonic() > deadline:
            raise UserError("PostgreSQL members still wait for a restart; `novax status` names them; run this again")
        time.sleep(1)
    return changes


def _members(access: Access, password: str) -> list[dict[str, Any]]:
    cluster = until_ready(f"Patroni at {access}", lambda: _call(access, password, "GET", "/cluster"), _is_coming_up)
    return cluster["members"]


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
    credentials = base64.b64encode(f"{access.user}:{password}".encode()).decode()
    request = urllib.request.Request(
        f"https://{access.host}:{access.port}{path}",
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Authorization": f"Basic {credentials}", "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, context=access.ssl_context(), timeout=within) as answer:  # noqa: S310
        text = answer.read().decode()
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
