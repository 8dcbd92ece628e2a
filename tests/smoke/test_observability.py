"""Metrics: everything is scraped, nothing is shown to those who do not sign in, and alerts have a way out."""

from typing import Any
from urllib.parse import quote

import pytest

from infra.cli.running import Running
from infra.services import web
from infra.specs import CA_FILE
from tests.smoke import clients, engine
from tests.smoke.waiting import eventually

FIRST_SCRAPE_SECONDS = 60.0
"""Four scrape intervals."""

REFUSALS = {"401", "403"}

BY_CERTIFICATE = "000"
"""What curl says of a handshake that ends because it showed no certificate."""

OPEN_INSIDE = {"patroni"}
"""Jobs whose targets have no password for reading: Patroni protects only what changes the cluster."""


def test_prometheus_scrapes_every_target(running: Running) -> None:
    def all_up() -> None:
        targets = _targets(running)
        assert targets
        assert {t["scrapeUrl"]: t["lastError"] for t in targets if t["health"] != "up"} == {}

    eventually(all_up, within=FIRST_SCRAPE_SECONDS)


def test_every_service_is_scraped(running: Running) -> None:
    present = {service.name for service in running.services.values() if service.present}
    jobs = {target["labels"]["job"].partition("-")[0] for target in _targets(running)}
    # Exporters stand for the service that they ask.
    asked = {name.removesuffix("-exporter") for name in present}
    assert asked - jobs == {"blackbox"}, "only the prober is no target of its own"


def test_metrics_of_the_services_arrive(running: Running) -> None:
    for query in (
        "pg_up == 1",
        "pg_replication_is_replica == 1",
        "pgbouncer_up == 1",
        "redis_up == 1",
        "redis_connected_slaves >= 1",
        "jetstream_streams > 0",
        "minio_cluster_health_status == 1",
        "patroni_primary == 1",
        # Where Patroni's state is in the Kubernetes API, there is none.
        *(["etcd_server_has_leader == 1"] if "etcd" in running.services else []),
        "haproxy_server_status == 1",
        "node_memory_MemTotal_bytes > 0",
        "probe_ssl_earliest_cert_expiry - time() > 86400",
    ):
        eventually(lambda query=query: _found(running, query), within=FIRST_SCRAPE_SECONDS)


def test_no_target_shows_its_metrics_to_strangers(running: Running) -> None:
    """Ask every target as Prometheus does, from where Prometheus is, without what it signs in with."""
    container = running.members["prometheus"]
    urls = {target["scrapeUrl"]: target["labels"]["job"] for target in _targets(running)}
    showing: dict[str, str] = {}
    for url, job in urls.items():
        command = f"curl --silent --cacert {CA_FILE} --output /dev/null --write-out '%{{http_code}}' '{url}' || true"
        code = engine.output(container, command)
        if code not in REFUSALS | {BY_CERTIFICATE} and job not in OPEN_INSIDE:
            showing[url] = code
    assert showing == {}


@pytest.mark.parametrize("name", ["prometheus", "alertmanager"])
@pytest.mark.parametrize(("user", "password"), [("", ""), (web.USER, ""), (web.USER, "metrics"), ("admin", "admin")])
def test_wrong_passwords_are_refused(running: Running, name: str, user: str, password: str) -> None:
    status, _ = clients.http(running, running.endpoints[name], "/", headers=clients.basic(user, password))
    assert status == 401


def test_the_password_of_a_listener_opens_no_other(running: Running) -> None:
    """Whoever could sign in to Alertmanager could silence it; Grafana has Prometheus' password."""
    matchers = [{"name": "alertname", "value": "Smoke", "isRegex": False}]
    times = {"startsAt": "2000-01-01T00:00:00Z", "endsAt": "2000-01-01T01:00:00Z"}
    silence = {"matchers": matchers, **times, "createdBy": "smoke", "comment": "smoke"}
    for mine, where in (("prometheus", "alertmanager"), ("alertmanager", "prometheus")):
        account, endpoint = running.accounts[mine], running.endpoints[where]
        headers = clients.basic(account.username, account.password)
        for method, path, body in (("POST", "/api/v2/silences", silence), ("GET", "/metrics", None)):
            status, _ = clients.http(running, endpoint, path, method=method, headers=headers, body=body)
            assert status == 401, (mine, where)


def test_alerts_reach_the_alertmanager(running: Running) -> None:
    def connected() -> None:
        found = clients.observe(running, running.endpoints["prometheus"], "/api/v1/alertmanagers")["data"]
        assert len(found["activeAlertmanagers"]) == 1
        assert found["droppedAlertmanagers"] == []

    eventually(connected, within=FIRST_SCRAPE_SECONDS)
    status = clients.observe(running, running.endpoints["alertmanager"], "/api/v2/status")
    assert status["config"]["original"]


def test_every_rule_is_sound(running: Running) -> None:
    groups = clients.observe(running, running.endpoints["prometheus"], "/api/v1/rules")["data"]["groups"]
    assert [rule["name"] for group in groups for rule in group["rules"] if rule["health"] == "err"] == []


def _targets(running: Running) -> list[dict[str, Any]]:
    return clients.observe(running, running.endpoints["prometheus"], "/api/v1/targets?state=active")["data"][
        "activeTargets"
    ]


def _found(running: Running, query: str) -> None:
    answer = clients.observe(running, running.endpoints["prometheus"], f"/api/v1/query?query={quote(query)}")
    assert answer["data"]["result"], query
