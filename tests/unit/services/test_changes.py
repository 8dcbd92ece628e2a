"""A changed setting changes exactly the parts that depend on it, so that nothing else is restarted."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import cast

import pytest

from infra.services.registry import all_services
from infra.settings import KubernetesSettings, Settings, from_mapping


def parts(settings: Settings) -> dict[str, object]:
    """Return everything about every member by a readable name: ``member: file``, or ``member: field``."""
    found: dict[str, object] = {}
    for spec in all_services(settings):
        shared = {
            "image": spec.image,
            "command": spec.command,
            "environment": spec.environment,
            "probe": spec.probe,
            "resources": spec.resources,
            "scratch": spec.scratch,
            "after": spec.after,
            "stop": (spec.stop_signal, spec.stop_grace),
            "required": spec.required,
            "storage": spec.storage,
            "copies": spec.copies,
        }
        for member in spec.members:
            own = {"endpoints": member.endpoints, "names": member.certificate_names, "own": member.environment}
            files = {PurePosixPath(file.path).name: file.content for file in spec.member_files(member)}
            found |= {f"{member.name}: {name}": value for name, value in {**shared, **own, **files}.items()}
    return found


def changed(values: Mapping[str, object], base: Mapping[str, object]) -> set[str]:
    before = parts(from_mapping({"environment": "dev", **base}))
    after = parts(from_mapping({"environment": "dev", **base, **values}))
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


EXPORTERS = (
    "postgres-exporter-1",
    "postgres-exporter-2",
    "pgbouncer-exporter",
    "redis-exporter",
    "nats-exporter",
    "jobs-exporter",
)

Change = tuple[Mapping[str, object], set[str]]
"""Settings that differ, and the parts that must differ then."""

CHANGES: dict[str, Change] = {
    "redis data": ({"redis": {"maxmemory": "64MiB"}}, {"redis-1: redis.conf", "redis-2: redis.conf"}),
    "redis memory": ({"redis": {"memory": "256MiB"}}, {"redis-1: resources", "redis-2: resources"}),
    "redis engine": (
        {"redis": {"engine": "valkey"}},
        {f"redis-{number}: {part}" for number in (1, 2) for part in ("image", "command", "probe")},
    ),
    "postgres reserves": (
        {"postgres": {"cpu": 2000, "volume": "8GiB"}},
        {f"postgres-{number}: {part}" for number in (1, 2) for part in ("resources", "storage")},
    ),
    "redis reserves": (
        {"redis": {"cpu": 200, "volume": "2GiB"}},
        {f"redis-{number}: {part}" for number in (1, 2) for part in ("resources", "storage")},
    ),
    "nats reserves": ({"nats": {"cpu": 200, "volume": "8GiB"}}, {"nats: resources", "nats: storage"}),
    "minio reserves": ({"minio": {"cpu": 200, "volume": "16GiB"}}, {"minio: resources", "minio: storage"}),
    "meilisearch reserves": (
        {"meilisearch": {"cpu": 200, "volume": "8GiB"}},
        {"meilisearch: resources", "meilisearch: storage"},
    ),
    "pgbouncer reserves": ({"pgbouncer": {"cpu": 200}}, {"pgbouncer: resources"}),
    "prometheus volume": ({"prometheus": {"volume": "8GiB"}}, {"prometheus: storage"}),
    # Patroni has every server read it anew.
    "slow queries": ({"postgres": {"slowQuerySeconds": 2}}, set[str]()),
    # Patroni's part comes with the cluster's hook.
    "how soon a lost member is noticed": ({"postgres": {"checkSeconds": 5}}, {"haproxy: haproxy.cfg"}),
    "how often is measured": ({"prometheus": {"scrapeSeconds": 30}}, {"prometheus: prometheus.yaml"}),
    "required user": ({"postgres": {"requireUser": True}}, set[str]()),
    "connections": ({"postgres": {"maxConnections": 120}}, {"postgres-1: patroni.yaml", "postgres-2: patroni.yaml"}),
    "synchronous": ({"postgres": {"synchronous": True}}, {"postgres-1: patroni.yaml", "postgres-2: patroni.yaml"}),
    "postgres memory": (
        {"postgres": {"memory": "1GiB"}},
        {f"postgres-{number}: {part}" for number in (1, 2) for part in ("patroni.yaml", "resources")},
    ),
    "pool size": ({"pgbouncer": {"poolSize": 5}}, {"pgbouncer: pgbouncer.ini"}),
    "pooler's clients": ({"pgbouncer": {"maxClients": 50}}, {"pgbouncer: pgbouncer.ini"}),
    "pooler's memory": ({"pgbouncer": {"memory": "96MiB"}}, {"pgbouncer: resources"}),
    "stream storage": ({"nats": {"storage": "4GiB"}}, {"nats: nats.conf"}),
    "nats memory": ({"nats": {"memory": "256MiB"}}, {"nats: resources", "nats: environment"}),
    "minio memory": ({"minio": {"memory": "1GiB"}}, {"minio: resources", "minio: environment"}),
    "etcd memory": ({"etcd": {"memory": "256MiB"}}, {"etcd: resources"}),
    "haproxy memory": ({"haproxy": {"memory": "128MiB"}}, {"haproxy: resources"}),
    "alertmanager memory": ({"alertmanager": {"memory": "96MiB"}}, {"alertmanager: resources"}),
    "backup's memory": ({"backup": {"memory": "1GiB"}}, {"backup: resources"}),
    "backup's volume": ({"backup": {"volume": "16GiB"}}, {"backup: storage"}),
    "relay's memory": ({"relay": {"memory": "1GiB"}}, {"relay: resources"}),
    "when backups are taken": (
        {"backup": dict.fromkeys(("full", "incremental", "verify", "snapshot", "cold", "drill"), "1 1 * * *")},
        {"backup: backup.json"},
    ),
    "how long backups are kept": (
        {"backup": {"keepFull": 2, "keepSnapshotDays": 2}},
        {"backup: backup.json"},
    ),
    # The object store's hook alone needs to know.
    "how long backups are locked": ({"backup": {"lockDays": 9, "keepColdDays": 9}}, set[str]()),
    "grafana memory": ({"grafana": {"memory": "512MiB"}}, {"grafana: resources"}),
    "meilisearch may be left out": ({"meilisearch": {"required": False}}, {"meilisearch: required"}),
    "grafana may be left out": ({"grafana": {"required": False}}, {"grafana: required"}),
    "prometheus memory": ({"prometheus": {"memory": "512MiB"}}, {"prometheus: resources", "prometheus: environment"}),
    "meilisearch memory": (
        {"meilisearch": {"memory": "512MiB"}},
        {"meilisearch: resources", "meilisearch: meilisearch.toml"},
    ),
    "exporters' memory": (
        {"exporters": {"memory": "64MiB"}},
        {f"{name}: resources" for name in (*EXPORTERS, "node-exporter", "blackbox-exporter")},
    ),
    "a pack less": (
        {"packs": ["novax", "livechat", "osmochat", "campaigns"]},
        {
            "pgbouncer: pgbouncer.ini",
            "pgbouncer: pgbouncer_hba.conf",
            "nats: nats.conf",
            "nats: command",
            "prometheus: prometheus.yaml",
        },
    ),
    "host ports": ({"network": {"ports": {"redis": 16379}}}, set[str]()),
    "image mirror": ({"imageMirror": "mirror.example"}, set[str]()),
}


@pytest.mark.parametrize(("values", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_a_setting_changes_what_depends_on_it_alone(values: Mapping[str, object], expected: set[str]) -> None:
    assert changed(values, base={}) == expected


def test_archiving_changes_postgres_and_who_takes_backups() -> None:
    alone: dict[str, object] = {"postgres": {"replicas": 0}}
    found = changed({"postgres": {"replicas": 0, "archive": False}}, base=alone)
    assert {name for name in found if not name.startswith("backup: ")} == {
        "prometheus: prometheus.yaml",
        "postgres-1: command",
        "postgres-1: patroni.yaml",
        "postgres-1: pgbackrest.conf",
        "postgres-1: clients.crt",
        # What it shows to the container that takes backups.
        "prometheus: backup-client.crt",
        "prometheus: backup-client.key",
    }


def test_a_second_database_replica_restarts_neither_the_first_nor_the_primary() -> None:
    found = changed({"postgres": {"replicas": 2}}, base={})
    touched = {name for name in found if not name.startswith(("postgres-3: ", "postgres-exporter-3: "))}
    assert touched == {"backup: pgbackrest.conf", "haproxy: haproxy.cfg", "prometheus: prometheus.yaml"}


def test_a_second_cache_replica_restarts_neither_the_first_nor_the_primary() -> None:
    found = changed({"redis": {"replicas": 2}}, base={})
    touched = {name for name in found if not name.startswith("redis-3: ")}
    assert touched == {"prometheus: prometheus.yaml", "redis-exporter: redis-passwords.json"}


def test_every_setting_is_covered() -> None:
    """A setting that is added must say what it changes."""
    elsewhere = {"environment", "platform", "postgres.archive", "postgres.replicas", "redis.replicas", "network.mode"}
    # Where there is more than one machine.
    elsewhere |= {"pgbouncer.copies", "nats.nodes", "minio.drives"}
    elsewhere |= {f"kubernetes.{name}" for name in KubernetesSettings.model_json_schema()["properties"]}
    schema = Settings.model_json_schema()
    leaves: set[str] = set()
    for key, value in schema["properties"].items():
        inner = schema["$defs"].get(value.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
        leaves |= {f"{key}.{name}" for name in inner} if inner else {key}
    tried: set[str] = set()
    for values, _ in CHANGES.values():
        for key, value in values.items():
            inner = cast("dict[str, object]", value) if isinstance(value, dict) else {}
            tried |= {f"{key}.{name}" for name in inner} or {key}
    assert leaves - tried == elsewhere
