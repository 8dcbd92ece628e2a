"""`novax images` prints a table or the lock, and says loudly what has no source."""

import json

import pytest
import typer
from typer.testing import CliRunner, Result

from infra.cli import images
from infra.images import resolve
from infra.images.lock import Entry, Lock
from infra.toolchain import engine

LOCK = Lock(
    images={
        "etcd": Entry(ref="novax/etcd:3.5-0123456789ab", id="sha256:1", source="build", size=180_900_000, notes=("x",)),
        "grafana": Entry(ref=None, id=None, source="none", size=0, tried=("registry: it is down", "mirror: none")),
    }
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    options: dict[str, object] = {}

    def resolve_all(**given: object) -> Lock:
        options.update(given)
        return LOCK

    monkeypatch.setattr(engine, "ensure", lambda: options.update(engine_answers=True))
    monkeypatch.setattr(resolve, "resolve_all", resolve_all)
    return options


def novax(*arguments: str) -> Result:
    app = typer.Typer()
    images.register(app)
    return CliRunner().invoke(app, arguments)


@pytest.mark.usefixtures("asked")
def test_the_table_has_name_source_size_and_reference() -> None:
    result = novax()
    assert result.exit_code == 0
    assert [line.split() for line in result.stdout.splitlines()] == [
        ["image", "source", "size", "reference"],
        ["etcd", "build", "180", "MB", "novax/etcd:3.5-0123456789ab"],
        ["grafana", "none", "-", "none"],
    ]


@pytest.mark.usefixtures("asked")
def test_what_has_no_source_is_named_with_reasons_and_remedies() -> None:
    told = novax().stderr
    assert "etcd: x\n" in told
    assert "No source has the image grafana" in told
    assert "  - registry: it is down\n  - mirror: none\n" in told
    assert "docker save --output grafana-12.3.0.tar grafana/grafana:12.3.0" in told


@pytest.mark.usefixtures("asked")
def test_json_is_the_lock_and_nothing_else() -> None:
    assert Lock.model_validate(json.loads(novax("--json").stdout)) == LOCK


def test_the_stacks_settings_and_the_options_are_passed_on(asked: dict[str, object]) -> None:
    novax("--stack", "ci", "--only", "etcd", "--only", "nats")
    assert asked == {"engine_answers": True, "only": ["etcd", "nats"], "engine": "redis", "mirror": ""}
