"""`novax doctor` looks at everything, reaches for nothing, and says by its exit code whether `up` could work."""

import json
import urllib.request
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from infra.cli.main import make_app


@pytest.fixture(autouse=True)
def no_network(machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    # urllib reads the proxies once and keeps what it made of them.
    monkeypatch.setattr(urllib.request, "_opener", None)
    go = machine.folder / "bin" / "go"
    machine.script(go, "echo go1.26.1; echo /opt/go")


def _doctor(*arguments: str) -> Result:
    return CliRunner().invoke(make_app(), ["doctor", *arguments])


def test_every_tool_has_a_source_and_a_reason(machine: SimpleNamespace) -> None:
    before = sorted((machine.folder / "cache").rglob("*"))
    found = json.loads(_doctor("--json").stdout)
    tools = {tool["name"]: tool for tool in found["tools"]}
    assert list(tools) == [
        "docker-engine",
        "pulumi",
        "pulumi-docker",
        "pulumi-kubernetes",
        "kubectl",
        "minio",
        "json_exporter",
    ]
    assert tools["pulumi"]["detail"] == f"ready in {machine.pulumi.parent}, test"
    assert (tools["minio"]["source"], tools["minio"]["ok"]) == ("build", True)
    assert [fact["name"] for fact in found["machine"]] == ["system", "python", "cpu", "memory", "disk"]
    assert {"postgres", "meilisearch"} <= {image["name"] for image in found["images"]}
    assert sorted((machine.folder / "cache").rglob("*")) == before


def test_a_machine_without_a_usable_engine_is_told_by_exit_code_and_sentence(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.script(machine.docker, "echo 'Cannot connect' >&2; exit 1")
    monkeypatch.setenv("DOCKER_HOST", "tcp://192.0.2.1:2376")
    result = _doctor()
    assert result.exit_code == 1
    line = next(line for line in result.stdout.splitlines() if "docker-engine" in line)
    assert line.startswith("✗")
    assert "unset DOCKER_HOST" in line
