"""Everything is observed, over checked TLS and with a password; nobody else can look."""

import json
import re
from collections.abc import Callable
from configparser import ConfigParser
from typing import Any

import pytest
import yaml

from infra.schedules import longest_pause
from infra.services.registry import all_services
from infra.settings import Settings
from infra.specs import CA_FILE, CERT_FILE, CONFIG_DIR, KEY_FILE, ServiceSpec, client_certificate

Render = Callable[..., str]
Service = Callable[..., ServiceSpec]


@pytest.fixture
def configuration(rendered: Render) -> dict[str, Any]:
    return yaml.safe_load(rendered("prometheus", "prometheus.yaml"))


@pytest.fixture
def jobs(configuration: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {job["job_name"]: job for job in configuration["scrape_configs"]}


def targets(job: dict[str, Any]) -> list[str]:
    return [target for config in job["static_configs"] for target in config["targets"]]


def test_every_member_is_a_target(jobs: dict[str, dict[str, Any]]) -> None:
    assert {name: targets(job) for name, job in jobs.items()} == {
        "prometheus": ["localhost:9090"],
        "alertmanager": ["alertmanager:9093"],
        "patroni": ["postgres-1:8008", "postgres-2:8008"],
        "postgres": ["postgres-exporter-1:9187", "postgres-exporter-2:9187"],
        "jobs": [f"haproxy:5432/{pack}" for pack in ("novax", "livechat", "osmochat", "campaigns", "wira")],
        "etcd": ["etcd:2379"],
        "backup": ["backup:9854"],
        "relay": ["relay:9855"],
        "haproxy": ["haproxy:8405"],
        "pgbouncer": ["pgbouncer-exporter:9127"],
        "redis": ["rediss://metrics@redis-1:6379", "rediss://metrics@redis-2:6379"],
        "nats-varz": ["https://nats:8222/varz"],
        "nats-jsz": ["https://nats:8222/jsz"],
        "minio": ["minio:9000"],
        "node": ["node-exporter:9100"],
        "meilisearch": ["meilisearch:7700"],
        "grafana": ["grafana:3000"],
        "certificates": ["minio:9000", "etcd:2379", "postgres-1:8008", "postgres-2:8008"],
    }


def test_every_target_is_reached_over_checked_tls_1_3(jobs: dict[str, dict[str, Any]]) -> None:
    for job in jobs.values():
        assert job["scheme"] == "https"
        assert (job["tls_config"]["ca_file"], job["tls_config"]["min_version"]) == (CA_FILE, "TLS13")
        assert "insecure_skip_verify" not in job["tls_config"]


def test_every_listener_of_ours_gets_its_own_password(jobs: dict[str, dict[str, Any]]) -> None:
    asked = {name: job["basic_auth"] for name, job in jobs.items() if "basic_auth" in job}
    assert jobs.keys() - asked.keys() == {"patroni", "etcd", "minio", "meilisearch", "backup", "relay"}
    services = {
        "prometheus": "prometheus",
        "alertmanager": "alertmanager",
        "postgres": "postgres-exporter",
        "jobs": "jobs-exporter",
        "haproxy": "haproxy",
        "pgbouncer": "pgbouncer-exporter",
        "redis": "redis-exporter",
        "nats-varz": "nats-exporter",
        "nats-jsz": "nats-exporter",
        "node": "node-exporter",
        "grafana": "grafana",
        "certificates": "blackbox-exporter",
    }
    assert asked == {
        job: {"username": "metrics", "password": f"${{secret:web-{service}}}"} for job, service in services.items()
    }


@pytest.mark.parametrize("name", ["etcd", "backup", "relay"])
def test_who_wants_one_is_shown_a_certificate(jobs: dict[str, dict[str, Any]], name: str) -> None:
    tls = jobs[name]["tls_config"]
    assert (tls["cert_file"], tls["key_file"]) == client_certificate(name)


def test_minio_is_shown_a_token(jobs: dict[str, dict[str, Any]]) -> None:
    assert jobs["minio"]["authorization"] == {"type": "Bearer", "credentials": "${secret:minio-root.metrics-token}"}


def test_meilisearch_is_shown_the_key_for_metrics_alone(jobs: dict[str, dict[str, Any]]) -> None:
    credentials = jobs["meilisearch"]["authorization"]["credentials"]
    assert credentials == "${secret:meilisearch-master.metrics-key}"


def test_what_has_no_image_is_not_scraped(dev: Settings) -> None:
    """Its target would be down for ever."""
    (spec,) = [spec for spec in all_services(dev, ("meilisearch", "grafana")) if spec.name == "prometheus"]
    (file,) = [file for file in spec.files if file.path.endswith("/prometheus.yaml")]
    names = {job["job_name"] for job in yaml.safe_load(file.content)["scrape_configs"]}
    assert len(names) == 16
    assert names.isdisjoint({"meilisearch", "grafana"})


@pytest.mark.parametrize(
    ("job", "exporter"),
    [
        ("redis", "redis-exporter:9121"),
        ("jobs", "jobs-exporter:9187"),
        ("nats-varz", "nats-exporter:7979"),
        ("nats-jsz", "nats-exporter:7979"),
        ("certificates", "blackbox-exporter:9115"),
    ],
)
def test_a_probed_target_becomes_a_parameter(jobs: dict[str, dict[str, Any]], job: str, exporter: str) -> None:
    assert jobs[job]["relabel_configs"] == [
        {"source_labels": ["__address__"], "target_label": "__param_target"},
        {"source_labels": ["__param_target"], "target_label": "instance"},
        {"target_label": "__address__", "replacement": exporter},
    ]


def test_metrics_are_kept_until_the_second_drill_after(dev: Settings, service: Service) -> None:
    (kept,) = [word for word in service("prometheus").command if word.startswith("--storage.tsdb.retention.time=")]
    days = int(kept.partition("=")[2].removesuffix("d"))
    assert 2 * longest_pause(dev.backup.drill) < days * 86400 < 2 * 2 * longest_pause(dev.backup.drill)


def test_alerts_reach_alertmanager(configuration: dict[str, Any]) -> None:
    (alertmanager,) = configuration["alerting"]["alertmanagers"]
    assert targets(alertmanager) == ["alertmanager:9093"]
    assert alertmanager["basic_auth"] == {"username": "metrics", "password": "${secret:web-alertmanager}"}
    assert configuration["rule_files"] == [f"{CONFIG_DIR}/rules/*.yaml"]


def test_every_listener_wants_tls_1_3_and_the_password(dev: Settings) -> None:
    images = {"exporters", "prometheus"}
    listeners = [spec for spec in all_services(dev) if spec.image in images and spec.name != "redis-exporter"]
    assert len(listeners) == 8
    for spec in listeners:
        files = {file.path: file.content for file in spec.files}
        web = yaml.safe_load(files[f"{CONFIG_DIR}/web.yaml"])
        assert web["tls_server_config"] == {"cert_file": CERT_FILE, "key_file": KEY_FILE, "min_version": "TLS13"}
        assert web["basic_auth_users"] == {"metrics": f"${{secret:web-{spec.name}.bcrypt}}"}
        assert f"--web.config.file={CONFIG_DIR}/web.yaml" in " ".join(spec.command), spec.name


def test_the_cache_s_exporter_wants_the_same_in_its_own_words(rendered: Render, service: Service) -> None:
    command = service("redis-exporter").command
    assert {"-tls-server-min-version=TLS1.3", "-basic-auth-username=metrics"} <= set(command)
    assert f'REDIS_EXPORTER_BASIC_AUTH_PASSWORD="$(cat {CONFIG_DIR}/web-password)" exec ' in command[2]
    assert rendered("redis-exporter", "web-password") == "${secret:web-redis-exporter}"


def test_each_database_member_has_its_exporter(service: Service) -> None:
    found = {member.name: member.environment["DATA_SOURCE_URI"] for member in service("postgres-exporter").members}
    options = f"postgres?sslmode=verify-full&sslrootcert={CA_FILE}"
    assert found == {
        "postgres-exporter-1": f"postgres-1:5432/{options}",
        "postgres-exporter-2": f"postgres-2:5432/{options}",
    }


def test_the_cache_s_exporter_has_a_password_for_every_member(rendered: Render) -> None:
    assert json.loads(rendered("redis-exporter", "redis-passwords.json")) == {
        "rediss://metrics@redis-1:6379": "${secret:redis-metrics}",
        "rediss://metrics@redis-2:6379": "${secret:redis-metrics}",
    }


def test_jobs_are_read_over_checked_tls_by_an_account_that_the_probe_names(
    rendered: Render, jobs: dict[str, dict[str, Any]]
) -> None:
    accounts = yaml.safe_load(rendered("jobs-exporter", "jobs-exporter.yaml"))["auth_modules"]
    (name,) = jobs["jobs"]["params"]["auth_module"]
    assert accounts[name]["userpass"] == {"username": "metrics", "password": "${secret:postgres-metrics}"}
    assert accounts[name]["options"] == {"sslmode": "verify-full", "sslrootcert": CA_FILE}


def test_of_jobs_only_how_they_are_doing_is_read(rendered: Render, service: Service) -> None:
    """Messages of failed runs may quote anybody's data."""
    queries = yaml.safe_load(rendered("jobs-exporter", "job-queries.yaml"))
    assert set(queries) == {"platform_job", "platform", "platform_partitions"}
    for name, query in queries.items():
        ahead = name == "platform_partitions"
        assert f"from platform.{'partitions_ahead()' if ahead else 'job_outcomes'}" in query["query"]
        assert "message" not in query["query"]
        columns = {name: facts["usage"] for metric in query["metrics"] for name, facts in metric.items()}
        labels = {name for name, usage in columns.items() if usage == "LABEL"}
        assert labels >= {"database", "parent" if ahead else "job_name"}
    assert {"--disable-default-metrics", "--disable-settings-metrics"} <= set(service("jobs-exporter").command)


def test_the_event_bus_s_exporter_asks_the_two_pages_that_are_scraped(
    rendered: Render, jobs: dict[str, dict[str, Any]]
) -> None:
    modules = yaml.safe_load(rendered("nats-exporter", "json-exporter.yaml"))["modules"]
    assert set(modules) == {jobs[name]["params"]["module"][0] for name in ("nats-varz", "nats-jsz")}
    for module in modules.values():
        assert module["http_client_config"]["tls_config"] == {"ca_file": CA_FILE}
        for metric in module["metrics"]:
            assert re.fullmatch(r"\{\.[a-z_.]+\}", metric["path"]), metric["name"]


def test_certificates_are_checked_by_the_prober(rendered: Render, jobs: dict[str, dict[str, Any]]) -> None:
    modules = yaml.safe_load(rendered("blackbox-exporter", "blackbox.yaml"))["modules"]
    (module,) = jobs["certificates"]["params"]["module"]
    assert modules[module]["tcp"]["tls_config"]["ca_file"] == CA_FILE
    assert "insecure_skip_verify" not in modules[module]["tcp"]["tls_config"]


def test_alertmanager_s_configuration_has_its_receiver(rendered: Render) -> None:
    found = yaml.safe_load(rendered("alertmanager", "alertmanager.yaml"))
    assert found["route"]["receiver"] in {receiver["name"] for receiver in found["receivers"]}


def test_grafana_lets_nobody_in_unasked(rendered: Render) -> None:
    parser = ConfigParser(interpolation=None)
    parser.read_string(rendered("grafana", "grafana.ini"))
    assert (parser["server"]["protocol"], parser["server"]["min_tls_version"]) == ("https", "TLS1.3")
    assert parser["security"]["admin_password"] == "${secret:grafana-admin}"
    assert not parser.getboolean("users", "allow_sign_up")
    assert not parser.getboolean("auth.anonymous", "enabled")
    assert not parser.getboolean("analytics", "reporting_enabled")


def test_grafana_shows_its_own_metrics_to_whoever_has_their_password(rendered: Render) -> None:
    parser = ConfigParser(interpolation=None)
    parser.read_string(rendered("grafana", "grafana.ini"))
    assert dict(parser["metrics"]) == {
        "basic_auth_username": "metrics",
        "basic_auth_password": "${secret:web-grafana}",
    }


def test_grafana_s_datasource_is_the_one_that_dashboards_name(rendered: Render) -> None:
    (source,) = yaml.safe_load(rendered("grafana", "prometheus.yaml"))["datasources"]
    assert (source["uid"], source["type"], source["url"]) == ("prometheus", "prometheus", "https://prometheus:9090")
    assert source["basicAuthUser"] == "metrics"
    assert source["secureJsonData"]["basicAuthPassword"] == "${secret:web-prometheus}"
    assert "tlsSkipVerify" not in source["jsonData"]


def test_grafana_shows_every_committed_dashboard(rendered: Render, service: Service) -> None:
    (provider,) = yaml.safe_load(rendered("grafana", "platform.yaml"))["providers"]
    shown = [file.path for file in service("grafana").files if file.path.startswith(provider["options"]["path"] + "/")]
    assert shown == [f"{CONFIG_DIR}/dashboards/platform-overview.json"]


def test_who_holds_the_password_of_a_listener(dev: Settings) -> None:
    """Whoever has Alertmanager's can silence alerts, so nobody has it but the one who raises them."""
    holders: dict[str, set[str]] = {}
    for spec in all_services(dev):
        for member in spec.members:
            for name in {secret for file in spec.member_files(member) for secret in file.secrets}:
                if name.startswith("web-"):
                    holders.setdefault(name.removeprefix("web-").removesuffix(".bcrypt"), set()).add(spec.name)
    asked_by_others = {"prometheus": {"grafana"}}
    for listener, found in holders.items():
        assert found <= {listener, "prometheus"} | asked_by_others.get(listener, set()), listener
    assert holders["alertmanager"] == {"alertmanager", "prometheus"}
