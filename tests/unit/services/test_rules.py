"""Rules of Prometheus: each alert says what happened and where to read what to do, of metrics that somebody makes."""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from math import prod
from typing import Any

import pytest
import yaml
from novax_relay import relay

from infra.demands import Job
from infra.packs import Pack
from infra.paths import PROJECT
from infra.schedules import longest_pause
from infra.service_settings import BackupSettings
from infra.services.registry import all_services
from infra.settings import Settings

FOLDER = PROJECT / "charts" / "observability" / "rules"
CASES = sorted((PROJECT / "tests" / "smoke").glob("rules_of_*.yaml"))
BACKUP_IMAGE = PROJECT / "infra" / "images" / "backup"
OUR_METRICS = (BACKUP_IMAGE / "novax_backup" / "metrics.py", BACKUP_IMAGE / "novax_relay" / "service.py")
MADE_BY_US = re.compile(r'"(novax_[a-z_]+)"')
OF_OURS = re.compile(r"\bnovax_[a-z_]+\b")
METRIC = re.compile(r"\b((?:platform|pg_exporter)_[a-z_]+)\b")


def alerts() -> Iterator[dict[str, Any]]:
    for file in sorted(FOLDER.glob("*.yaml")):
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]:
            yield from (rule for rule in group["rules"] if "alert" in rule)


@pytest.mark.parametrize("alert", tuple(alerts()), ids=lambda alert: alert["alert"])
def test_an_alert_has_a_summary_a_severity_and_a_chapter_in_a_runbook(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"critical", "warning"}
    assert alert["annotations"]["summary"]
    runbook = PROJECT / alert["annotations"]["runbook"]
    assert f"\n## {alert['alert']}\n" in runbook.read_text(encoding="utf-8")


def test_alerts_about_jobs_ask_for_metrics_that_the_exporter_makes(rendered: Callable[..., str]) -> None:
    queries = yaml.safe_load(rendered("jobs-exporter", "job-queries.yaml"))
    made = {
        f"{prefix}_{column}" for prefix, query in queries.items() for column in chain.from_iterable(query["metrics"])
    }
    asked = set(chain.from_iterable(METRIC.findall(alert["expr"]) for alert in alerts()))
    assert asked - made == {"platform_job_pause_seconds", "pg_exporter_last_scrape_error"}


def test_alerts_about_backups_and_outboxes_ask_for_metrics_that_the_containers_make() -> None:
    made = set(chain.from_iterable(MADE_BY_US.findall(file.read_text(encoding="utf-8")) for file in OUR_METRICS))
    asked = set(chain.from_iterable(OF_OURS.findall(alert["expr"]) for alert in alerts()))
    assert asked
    assert asked <= made


def test_waiting_wal_alarms_at_a_quarter_and_at_half_of_what_is_kept(rendered: Callable[..., str]) -> None:
    found = re.search(r"^archive-push-queue-max=(\d+)GiB$", rendered("postgres", "pgbackrest.conf"), re.MULTILINE)
    assert found
    kept = int(found[1])
    limits = {alert["alert"]: alert["expr"] for alert in alerts() if "novax_wal_waiting_bytes" in alert["expr"]}
    assert limits == {
        "WalWaits": f"novax_wal_waiting_bytes > {kept // 4} * 1024 * 1024 * 1024".replace(" 1 * ", " "),
        "WalSoonDropped": f"novax_wal_waiting_bytes > {kept // 2} * 1024 * 1024 * 1024",
    }


@pytest.mark.parametrize("name", [alert["alert"] for alert in alerts()])
def test_figures_are_made_up_that_raise_an_alert_and_others_that_do_not(name: str) -> None:
    cases = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in CASES]
    tried = [one for case in cases for test in case["tests"] for one in test["alert_rule_test"]]
    raised = {bool(one.get("exp_alerts")) for one in tried if one["alertname"] == name}
    assert raised == {True, False}, f"tests/smoke/rules_of_*.yaml want a case for {name} and one against it"


def limit(alert: str) -> int:
    """Return the number that an alert's expression ends with, products worked out."""
    (expression,) = (one["expr"] for one in alerts() if one["alert"] == alert)
    return prod(map(int, expression.rpartition(" > ")[2].split(" * ")))


@pytest.mark.parametrize(
    ("alert", "kind"), [("BackupOld", "incremental"), ("SnapshotOld", "snapshot"), ("RestoreUnproved", "drill")]
)
def test_an_age_alarms_once_a_second_run_of_the_default_schedule_is_missing(alert: str, kind: str) -> None:
    pause = longest_pause(getattr(BackupSettings(), kind))
    assert 2 * pause < limit(alert) < 2.2 * pause


def test_waiting_events_alarm_when_a_batch_would_have_been_given_up() -> None:
    assert limit("OutboxLate") == relay.BATCH_SECONDS


def test_every_rule_file_is_given_to_prometheus(rendered: Callable[..., str]) -> None:
    for file in FOLDER.glob("*.yaml"):
        assert rendered("prometheus", file.name) == file.read_text(encoding="utf-8")


def test_prometheus_knows_how_long_each_declared_job_may_rest(dev: Settings) -> None:
    jobs = {
        name: Job(schedule=schedule, statement="select 1")
        for name, schedule in (("refresh", "*/5 * * * *"), ("purge", "0 3 * * 0"))
    }
    packs = [Pack(name="shop", description="", jobs=jobs), Pack(name="blog", description="")]
    (spec,) = [spec for spec in all_services(dev, packs=packs) if spec.name == "prometheus"]
    (file,) = [file for file in spec.files if file.path.endswith("/rules/job-schedules.yaml")]
    (group,) = yaml.safe_load(file.content)["groups"]
    assert group["rules"] == [
        {
            "record": "platform_job_pause_seconds",
            "expr": f"vector({seconds})",
            "labels": {"database": "shop", "job_name": name},
        }
        for name, seconds in (("refresh", 300), ("purge", 604800))
    ]
