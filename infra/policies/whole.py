"""Rules for a stack as a whole: what must be in it."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import yaml

from infra.hooks import names
from infra.packs import BACKUP_BUCKET
from infra.policies.target import DEMANDING, Finding, Target
from infra.preview.declared import declaration_of
from infra.preview.plan import SERVICE_SUFFIX

_PATRONI = "/etc/novax/patroni.yaml"
_PROMETHEUS = "/etc/novax/prometheus.yaml"


def nothing_left_out(target: Target) -> Iterator[Finding]:
    """Yield services that production allows to be left out."""
    if target.environment != "production":
        return
    for key, value in target.settings.items():
        if isinstance(value, dict) and cast("Mapping[str, object]", value).get("required") is False:
            yield f"novax:{key}", "required is false, which production does not allow; remove the key"


def backups(target: Target) -> Iterator[Finding]:
    """Yield what keeps backups and PostgreSQL's WAL from the backup bucket; dev and ci may go without."""
    if target.environment not in DEMANDING:
        return
    if not _configuration(target, "backup"):
        yield "backup", "is not part of the stack; nothing would take or check a backup"
    buckets = target.named(names.BUCKETS)
    declared = declaration_of(buckets) if buckets else None
    if not declared or BACKUP_BUCKET not in (declared.get("buckets") or {}):
        yield names.BUCKETS, f"does not declare {BACKUP_BUCKET}; backups have nowhere to go"
    for member, files in _configuration(target, "postgres").items():
        postgresql: Mapping[str, Any] = _document(files, _PATRONI).get("postgresql") or {}
        parameters: Mapping[str, Any] = postgresql.get("parameters") or {}
        if parameters.get("archive_mode") != "on" or not parameters.get("archive_command"):
            yield member, "does not archive its WAL; set novax:postgres.archive to true"


def alerts(target: Target) -> Iterator[Finding]:
    """Yield what keeps alerts from being raised or sent."""
    if target.named("alertmanager") is None:
        yield "alertmanager", "is not part of the stack; nobody would hear of an alert"
    members = _configuration(target, "prometheus")
    if not members:
        yield "prometheus", "is not part of the stack; nothing would raise an alert"
    for member, files in members.items():
        configuration = _document(files, _PROMETHEUS)
        if not configuration.get("rule_files"):
            yield member, "has no rule_files; nothing would raise an alert"
        alerting: Mapping[str, Any] = configuration.get("alerting") or {}
        if not alerting.get("alertmanagers"):
            yield member, "knows no alertmanager; alerts would go nowhere"


def _configuration(target: Target, service: str) -> Mapping[str, Mapping[str, str]]:
    for one in target.resources:
        if one.type.endswith(SERVICE_SUFFIX) and one.name == service:
            return one.inputs.get("configuration") or {}
    return {}


def _document(files: Mapping[str, str], path: str) -> dict[str, Any]:
    found: object = yaml.load(files.get(path, ""), yaml.CSafeLoader) or {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
