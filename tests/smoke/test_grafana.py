"""Dashboards: provisioned from files, fed by Prometheus, closed to strangers."""

from collections.abc import Callable
from typing import Any

import pytest

from infra.cli.running import Endpoint, Running
from infra.paths import PROJECT
from infra.services.grafana import DATASOURCE_UID
from tests.smoke import clients

DASHBOARDS = PROJECT / "charts" / "observability" / "dashboards"


@pytest.fixture(scope="module")
def endpoint(optional: Callable[[str], Endpoint]) -> Endpoint:
    return optional("grafana")


def test_the_datasource_reaches_prometheus(running: Running, endpoint: Endpoint) -> None:
    answer = _ask(running, endpoint, f"/api/datasources/uid/{DATASOURCE_UID}/health")
    assert answer["status"] == "OK", answer


def test_every_dashboard_file_is_provisioned(running: Running, endpoint: Endpoint) -> None:
    found = _ask(running, endpoint, "/api/search?type=dash-db&limit=1000")
    assert len(found) == len(list(DASHBOARDS.glob("*.json"))) > 0


@pytest.mark.parametrize(("user", "password"), [("admin", "admin"), ("admin", ""), ("admin", "password")])
def test_default_and_wrong_passwords_are_refused(
    running: Running, endpoint: Endpoint, user: str, password: str
) -> None:
    status, _ = clients.http(running, endpoint, "/api/org", headers=clients.basic(user, password))
    assert status == 401


def test_strangers_see_nothing(running: Running, endpoint: Endpoint) -> None:
    for path in ("/api/org", "/api/search", "/api/datasources"):
        status, _ = clients.http(running, endpoint, path)
        assert status == 401, path


def _ask(running: Running, endpoint: Endpoint, path: str) -> Any:  # noqa: ANN401  # any JSON
    account = running.accounts["grafana"]
    status, body = clients.http(running, endpoint, path, headers=clients.basic(account.username, account.password))
    assert status == 200, body
    return body
