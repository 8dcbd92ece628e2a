"""The overview dashboard asks for metrics that exist: every query of every panel finds something."""

import json
from typing import Any

import pytest

from infra.cli.running import Running
from infra.paths import PROJECT
from tests.smoke import clients
from tests.smoke.waiting import eventually

DASHBOARD = PROJECT / "charts" / "observability" / "dashboards" / "platform-overview.json"
PANELS: list[dict[str, Any]] = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
QUERIES = [
    pytest.param(target["expr"], id=f"{panel['id']} {panel['title']} {target['refId']}")
    for panel in PANELS
    for target in panel.get("targets", [])
]

FIRST_RESULTS_SECONDS = 180.0
"""MinIO counts its objects in the second minute after its start; a rate needs two scrapes, 30 s."""


@pytest.fixture(scope="module", autouse=True)
def refusal(running: Running) -> None:
    """Be refused by MinIO once: it has no count of failures before the first."""
    status, _ = clients.http(running, running.endpoints["minio"], "/novax-backup/")
    assert status == 403


@pytest.mark.parametrize("expression", QUERIES)
def test_a_panel_s_query_finds_something(running: Running, expression: str) -> None:
    # Grafana replaces it with four scrape intervals or more.
    query = expression.replace("$__rate_interval", "5m")

    def found() -> None:
        assert clients.metrics(running, query)

    eventually(found, within=FIRST_RESULTS_SECONDS)
