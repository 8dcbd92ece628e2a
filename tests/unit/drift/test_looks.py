"""A part that cannot be looked at is told beside the others, without its secrets."""

from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock

import pytest

from infra.drift import looks
from infra.drift.report import Finding


def test_one_failed_look_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> list[Finding]:
        raise ConnectionError("password=pl4nted-V4lue refused")

    def nothing(_: object) -> list[Finding]:
        return []

    def one(_: object) -> list[Finding]:
        return [Finding(area="schema", subject="database novax", message="+ policy p")]

    for name in ("_postgres", "_cluster", "_cache", "_messages", "_search", "_dashboards"):
        monkeypatch.setattr(looks, name, nothing)
    monkeypatch.setattr(looks, "_objects", broken)
    monkeypatch.setattr(looks, "_schema", one)
    stack = cast("Any", SimpleNamespace(running=SimpleNamespace(stack="ci"), refresh=Mock(return_value={"steps": []})))
    report = looks.look(stack)
    assert [finding.subject for finding in report.findings] == ["database novax"]
    assert [(failed.area, failed.message) for failed in report.failed] == [("minio", "password=[masked] refused")]
    assert report.exit_code == 2
