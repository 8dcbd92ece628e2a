"""PostgreSQL's cluster-wide configuration through Patroni's API, against a cluster of two behind real TLS.

A member restarts as it does behind HAProxy: whoever asked for it is cut off, because a member whose server is away has
no role, and the way is one to a role.
"""

import json
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from infra.errors import UserError
from infra.hooks import cluster
from infra.hooks.access import Access

BEFORE: Mapping[str, Any] = {"loop_wait": 0, "postgresql": {"parameters": {"max_connections": 60}}}


def with_connections(number: int) -> dict[str, Any]:
    """Return the configuration with so many connections."""
    return {"loop_wait": 0, "postgresql": {"parameters": {"max_connections": number}}}


class Cluster:
    """A primary and a replica, each with the number of connections that its server was started with."""

    def __init__(self) -> None:
        self.configuration = dict(BEFORE)
        self.running = {"primary": 60, "replica": 60}
        self.events: list[str] = []
        self.stuck = False
        self.cut_off = 0
        """How many more requests to set the configuration end without an answer."""

    def waits(self, role: str) -> bool:
        """Tell whether a member has another number than it should have."""
        return self.running[role] != self.configuration["postgresql"]["parameters"]["max_connections"]

    def restart(self, role: str) -> None:
        """Start a server anew; a replica never takes less than its primary has."""
        self.events.append(f"restart {role}")
        wanted = self.configuration["postgresql"]["parameters"]["max_connections"]
        if not self.stuck:
            self.running[role] = wanted if role == "primary" else max(wanted, self.running["primary"])

    def answer(self, role: str, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return what a GET of the API says."""
        waits = {"pending_restart": True}
        if path == "/config":
            return self.configuration
        if path == "/patroni":
            return {"state": "running", **(waits if self.waits(role) else {})}
        return {"members": [{"name": name, **(waits if self.waits(name) else {})} for name in self.running]}


@pytest.fixture
def postgres() -> Cluster:
    return Cluster()


@pytest.fixture
def api(
    postgres: Cluster, authority: Mapping[str, str], serve: Callable[[type[BaseHTTPRequestHandler]], int]
) -> Mapping[str, Access]:
    """Return the way to the member in each role."""
    return {
        role: Access("127.0.0.1", serve(_handler(postgres, role)), "patroni", authority["crt"])
        for role in postgres.running
    }


def _handler(postgres: Cluster, role: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(postgres.answer(role, self.path))

        def do_PUT(self) -> None:
            postgres.events.append("set")
            if postgres.cut_off:
                postgres.cut_off -= 1
                self.close_connection = True
                return
            postgres.configuration = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._say(postgres.configuration)

        def do_POST(self) -> None:
            postgres.restart(role)
            self.close_connection = True

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

        def _say(self, document: object) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

    return Handler


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.hooks.cluster._PAUSE_SECONDS", 0)


def apply(api: Mapping[str, Access], wanted: Mapping[str, Any]) -> tuple[str, ...]:
    return cluster.apply(api["primary"], api["replica"], "password", wanted)


def test_a_request_that_is_cut_off_is_made_again(api: Mapping[str, Access], postgres: Cluster) -> None:
    postgres.cut_off = 1
    assert apply(api, with_connections(60) | {"ttl": 20}) == ("cluster configuration set",)
    assert postgres.events == ["set", "set"]


def test_what_is_there_already_is_left_alone(api: Mapping[str, Access], postgres: Cluster) -> None:
    assert apply(api, BEFORE) == ()
    assert postgres.events == []


def test_a_higher_value_comes_to_replicas_first(api: Mapping[str, Access], postgres: Cluster) -> None:
    assert apply(api, with_connections(64)) == ("cluster configuration set", "primary restarted", "replica restarted")
    assert postgres.events == ["set", "restart replica", "restart primary"]


def test_a_lower_value_comes_to_a_replica_after_its_primary(api: Mapping[str, Access], postgres: Cluster) -> None:
    apply(api, with_connections(50))
    assert postgres.events == ["set", "restart replica", "restart primary", "restart replica"]
    assert postgres.running == {"primary": 50, "replica": 50}


def test_restarts_that_an_earlier_run_left_are_made(api: Mapping[str, Access], postgres: Cluster) -> None:
    postgres.configuration = with_connections(64)
    assert apply(api, with_connections(64)) == ("primary restarted", "replica restarted")


def test_members_that_never_take_it_are_named(
    api: Mapping[str, Access], postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.hooks.cluster._RESTARTED_WITHIN_SECONDS", 0.2)
    postgres.stuck = True
    with pytest.raises(UserError, match="primary, replica of PostgreSQL still wait for a restart"):
        apply(api, with_connections(64))
