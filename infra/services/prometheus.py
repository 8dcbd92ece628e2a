"""Prometheus: scrapes every service over TLS and evaluates the rules in charts/observability/rules."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

import yaml

from infra.paths import PROJECT
from infra.schedules import longest_pause
from infra.services import backup, jobs_exporter, relay, web
from infra.services import exporters as exp
from infra.services.alertmanager import NAME as ALERTMANAGER
from infra.services.alertmanager import PORT as ALERTMANAGER_PORT
from infra.services.etcd import CLIENT_PORT as ETCD_PORT
from infra.services.etcd import NAME as ETCD
from infra.services.grafana import PORT as GRAFANA_PORT
from infra.services.haproxy import METRICS_PORT as HAPROXY_PORT
from infra.services.meilisearch import MASTER_KEY as MEILISEARCH_KEY
from infra.services.meilisearch import PORT as MEILISEARCH_PORT
from infra.services.minio import PORT as MINIO_PORT
from infra.services.minio import ROOT_PASSWORD as MINIO_ROOT_PASSWORD
from infra.services.nats import MONITOR_PORT
from infra.services.pgbackrest import wants_archive
from infra.services.postgres import REST_PORT
from infra.services.postgres import member_names as postgres_members
from infra.services.redis import METRICS_USER as REDIS_USER
from infra.services.redis import PORT as REDIS_PORT
from infra.services.redis import member_names as redis_members
from infra.services.surroundings import runs_etcd
from infra.settings import Settings
from infra.specs import (
    CA_FILE,
    CONFIG_DIR,
    DATA_DIR,
    Call,
    ConfigFile,
    Endpoint,
    Member,
    Resources,
    ServiceSpec,
    client_certificate,
)

PORT = web.PROMETHEUS_PORT
RETENTION_DAYS = 15

_CONFIG = f"{CONFIG_DIR}/prometheus.yaml"
_TLS = {"ca_file": CA_FILE, "min_version": "TLS13"}
_RULES = PROJECT / "charts" / "observability" / "rules"

Job = dict[str, Any]


Schedules = Mapping[str, Mapping[str, str]]
"""The schedule of each job, by pack and job."""


def prometheus(
    settings: Settings,
    without_source: Collection[str] = (),
    schedules: Schedules = MappingProxyType({}),
) -> ServiceSpec:
    """Return the metrics store."""
    rules = tuple(
        ConfigFile(f"{CONFIG_DIR}/rules/{file.name}", file.read_text(encoding="utf-8"))
        for file in sorted(_RULES.glob("*.yaml"))
    )
    expected = ConfigFile(
        f"{CONFIG_DIR}/rules/job-schedules.yaml", yaml.safe_dump(_expected(schedules), sort_keys=False)
    )
    return ServiceSpec(
        name="prometheus",
        image="prometheus",
        command=(
            "prometheus",
            f"--config.file={_CONFIG}",
            f"--web.config.file={web.CONFIG}",
            f"--web.listen-address=:{PORT}",
            f"--storage.tsdb.path={DATA_DIR}",
            f"--storage.tsdb.retention.time={RETENTION_DAYS}d",
            "--storage.tsdb.retention.size=2GB",
        ),
        environment={"GOMEMLIMIT": f"{settings.prometheus.memory * 4 // 5}MiB"},
        files=(
            ConfigFile(_CONFIG, yaml.safe_dump(_configuration(settings, without_source), sort_keys=False)),
            web.web_file(web.PROMETHEUS),
            *rules,
            expected,
        ),
        probe=web.answering(PORT, "/-/ready"),
        resources=Resources(memory=settings.prometheus.memory, processes=128),
        members=(
            Member(
                "prometheus",
                endpoints=(Endpoint("prometheus", PORT, "https"),),
                client_of=tuple(_asked_by_certificate(settings)),
            ),
        ),
        listens=(PORT,),
        calls=_calls(settings),
        stateful=True,
        storage=settings.prometheus.volume,
        stop_grace=30,
    )


def _configuration(settings: Settings, without_source: Collection[str]) -> dict[str, Any]:
    every = f"{settings.prometheus.scrape_seconds}s"
    return {
        "global": {"scrape_interval": every, "evaluation_interval": every},
        "rule_files": [f"{CONFIG_DIR}/rules/*.yaml"],
        "alerting": {"alertmanagers": [_listeners([f"{ALERTMANAGER}:{ALERTMANAGER_PORT}"], ALERTMANAGER)]},
        "scrape_configs": [job for job in _jobs(settings) if job["job_name"] not in without_source],
    }


def _calls(settings: Settings) -> tuple[Call, ...]:
    """Return where scrapes and alerts go."""
    return (
        Call("alertmanager", ALERTMANAGER_PORT),
        Call("postgres", REST_PORT),
        Call("postgres-exporter", exp.POSTGRES_EXPORTER_PORT),
        *(Call(name, port) for name, port in _asked_by_certificate(settings).items()),
        Call("haproxy", HAPROXY_PORT),
        Call("pgbouncer-exporter", exp.PGBOUNCER_EXPORTER_PORT),
        Call(jobs_exporter.NAME, jobs_exporter.PORT),
        Call("redis-exporter", exp.REDIS_EXPORTER_PORT),
        Call("nats-exporter", exp.NATS_EXPORTER_PORT),
        Call("minio", MINIO_PORT),
        Call("meilisearch", MEILISEARCH_PORT),
        Call("grafana", GRAFANA_PORT),
        Call("node-exporter", exp.NODE_EXPORTER_PORT),
        Call("blackbox-exporter", exp.BLACKBOX_EXPORTER_PORT),
    )


def _expected(schedules: Schedules) -> dict[str, Any]:
    """Return how long each job may rest, as a metric: what rules compare with how it is doing."""
    rules = [
        {
            "record": "platform_job_pause_seconds",
            "expr": f"vector({longest_pause(schedule)})",
            "labels": {"database": pack, "job_name": name},
        }
        for pack, jobs in schedules.items()
        for name, schedule in jobs.items()
    ]
    return {"groups": [{"name": "job-schedules", "rules": rules}]}


def _listeners(targets: list[str], service: str = "") -> dict[str, Any]:
    """Return how targets are reached: over TLS, and with the password of the service that they are, if it has one."""
    # Written into the file rather than read from one: the file is a secret as a whole.
    account = {"basic_auth": {"username": web.USER, "password": str(web.password(service))}} if service else {}
    return {"scheme": "https", "tls_config": _TLS, **account, "static_configs": [{"targets": targets}]}


def _job(name: str, targets: list[str], service: str = "", **extra: object) -> Job:
    return {"job_name": name, **extra, **_listeners(targets, service)}


def _probed(name: str, exporter: str, port: int, targets: list[str], **extra: object) -> Job:
    """Return a job whose targets are asked through an exporter: the target becomes a parameter and the instance."""
    relabel = [
        {"source_labels": ["__address__"], "target_label": "__param_target"},
        {"source_labels": ["__param_target"], "target_label": "instance"},
        {"target_label": "__address__", "replacement": f"{exporter}:{port}"},
    ]
    return {**_job(name, targets, exporter), "relabel_configs": relabel, **extra}


def _jobs(settings: Settings) -> list[Job]:
    postgres, redis = postgres_members(settings), redis_members(settings)
    token = str(MINIO_ROOT_PASSWORD.form("metrics-token"))
    return [
        _job("prometheus", [f"localhost:{PORT}"], web.PROMETHEUS),
        _job("alertmanager", [f"{ALERTMANAGER}:{ALERTMANAGER_PORT}"], ALERTMANAGER),
        _job("patroni", [f"{name}:{REST_PORT}" for name in postgres]),
        _job(
            "postgres",
            [f"{name.replace('postgres', 'postgres-exporter')}:{exp.POSTGRES_EXPORTER_PORT}" for name in postgres],
            "postgres-exporter",
        ),
        *(
            _job(name, [f"{name}:{port}"]) | {"tls_config": _mutual_tls(name)}
            for name, port in _asked_by_certificate(settings).items()
        ),
        _job("haproxy", [f"haproxy:{HAPROXY_PORT}"], "haproxy"),
        _job("pgbouncer", [f"pgbouncer-exporter:{exp.PGBOUNCER_EXPORTER_PORT}"], "pgbouncer-exporter"),
        _probed(
            "jobs",
            jobs_exporter.NAME,
            jobs_exporter.PORT,
            jobs_exporter.targets(settings),
            # Outcomes are read from tables, and no job runs more often than makes this too late.
            scrape_interval="30s",
            metrics_path="/probe",
            params={"auth_module": [jobs_exporter.ACCOUNT]},
        ),
        _probed(
            "redis",
            "redis-exporter",
            exp.REDIS_EXPORTER_PORT,
            [f"rediss://{REDIS_USER}@{name}:{REDIS_PORT}" for name in redis],
            metrics_path="/scrape",
        ),
        *(
            _probed(
                f"nats-{module}",
                "nats-exporter",
                exp.NATS_EXPORTER_PORT,
                [f"https://nats:{MONITOR_PORT}/{module}"],
                metrics_path="/probe",
                params={"module": [module]},
            )
            for module in ("varz", "jsz")
        ),
        _job("minio", [f"minio:{MINIO_PORT}"], metrics_path="/minio/v2/metrics/cluster")
        | {"authorization": {"type": "Bearer", "credentials": token}},
        _job("meilisearch", [f"meilisearch:{MEILISEARCH_PORT}"])
        | {"authorization": {"type": "Bearer", "credentials": str(MEILISEARCH_KEY.form("metrics-key"))}},
        _job("grafana", [f"grafana:{GRAFANA_PORT}"], "grafana"),
        _job("node", [f"node-exporter:{exp.NODE_EXPORTER_PORT}"], "node-exporter"),
        _probed(
            "certificates",
            "blackbox-exporter",
            exp.BLACKBOX_EXPORTER_PORT,
            [f"{name}:{port}" for name, port in exp.listeners_with_certificates(settings).items()],
            metrics_path="/probe",
            params={"module": ["tls"]},
        ),
    ]


def _asked_by_certificate(settings: Settings) -> dict[str, int]:
    """Return the ports of metrics that want a certificate, by service."""
    return {
        **({ETCD: ETCD_PORT} if runs_etcd(settings) else {}),
        **({backup.SERVICE: backup.METRICS_PORT} if wants_archive(settings) else {}),
        relay.SERVICE: relay.METRICS_PORT,
    }


def _mutual_tls(service: str) -> dict[str, str]:
    certificate, key = client_certificate(service)
    return {**_TLS, "cert_file": certificate, "key_file": key}
