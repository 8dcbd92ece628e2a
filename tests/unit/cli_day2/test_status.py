"""The status of a stack, and what the command makes of it."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from typer.testing import Result

from infra.cli import status
from infra.cli.containers import Container
from infra.cli.protection import Protection
from infra.cli.replication import Cluster, Role
from infra.cli.running import Running
from infra.cli.status import Status, assess
from infra.paths import PROJECT

CLUSTERS = {
    "postgres": Cluster({"postgres-1": Role("leader", timeline=1), "postgres-2": Role("replica", lag=0, timeline=1)}),
    "redis": Cluster({"redis-1": Role("leader"), "redis-2": Role("replica", lag=14)}),
}


@pytest.fixture
def containers(up: Running) -> dict[str, Container]:
    return {name: Container(name, "healthy", 90.0, 2**20) for name in up.members.values()}


@pytest.fixture
def healthy(up: Running, containers: dict[str, Container]) -> Status:
    return assess(up, containers, CLUSTERS, {"grafana": ("registry: refused",)})


def test_a_stack_with_all_members_healthy_and_following_is_healthy(healthy: Status) -> None:
    assert healthy.healthy
    replica = next(member for member in healthy.members if member.member == "redis-2")
    assert (replica.role, replica.lag, replica.memory_limit) == ("replica", 14, 192 * 2**20)


@pytest.mark.parametrize(
    ("health", "problem"),
    [
        ("unhealthy", "nats is unhealthy; `novax logs nats -s dev`"),
        ("exited (137)", "nats is exited (137); `novax up -s dev`"),
    ],
)
def test_a_member_that_is_not_healthy_is_a_problem(
    up: Running, containers: dict[str, Container], health: str, problem: str
) -> None:
    containers["novax-dev-nats"] = Container("novax-dev-nats", health, None, None)
    assert assess(up, containers, CLUSTERS, {}).problems == (problem,)


def test_a_missing_container_is_a_problem(up: Running, containers: dict[str, Container]) -> None:
    del containers["novax-dev-nats"]
    assert assess(up, containers, CLUSTERS, {}).problems == ("nats is missing; `novax up -s dev`",)


def test_a_replica_that_does_not_follow_is_a_problem(up: Running, containers: dict[str, Container]) -> None:
    roles = {"redis-1": Role("leader"), "redis-2": Role("replica", follows=False)}
    found = assess(up, containers, CLUSTERS | {"redis": Cluster(roles)}, {})
    assert found.problems == ("redis-2 gets nothing from its leader; `novax logs redis-2 -s dev`",)


def test_a_cluster_that_does_not_answer_is_one_problem(up: Running, containers: dict[str, Container]) -> None:
    found = assess(up, containers, CLUSTERS | {"postgres": Cluster({}, "PostgreSQL has no leader")}, {})
    assert found.problems == ("PostgreSQL has no leader",)


@pytest.mark.parametrize(("size", "text"), [(0, "0 B"), (1536, "2 KiB"), (214 * 2**20, "214 MiB")])
def test_amounts_are_readable(size: int, text: str) -> None:
    assert status.amount(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59, "59 s"), (725, "12 min 5 s"), (3600, "1 h 0 min"), (273600, "3 d 4 h")]
)
def test_durations_have_two_units(seconds: float, text: str) -> None:
    assert status.duration(seconds) == text


def test_the_command_prints_tables_and_exits_0(
    novax: Callable[..., Result], healthy: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    _found(monkeypatch, healthy)
    result = novax("status")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert any(line.split()[:4] == ["postgres", "postgres-1", "healthy", "leader,"] for line in lines)
    assert "pgbouncer         postgresql://127.0.0.1:6432" in lines
    assert "grafana is left out, its image has no source; `novax images` tries again" in lines
    assert "  - registry: refused" in lines


def test_the_command_exits_1_when_something_is_not_healthy(
    novax: Callable[..., Result], up: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    _found(monkeypatch, assess(up, {}, CLUSTERS, {}))
    result = novax("status")
    assert result.exit_code == 1
    assert "✗ nats is missing; `novax up -s dev`" in result.stdout


@pytest.mark.parametrize(
    ("found", "lines"),
    [
        (Protection(protected=True), []),
        (
            Protection(protected=False, reason="the first full backup runs since x", progress=(10 << 20, 40 << 20)),
            ["Backups: not protected yet: the first full backup runs since x, 10 of 40 MiB"],
        ),
        (
            Protection(protected=True, held_versions=12, held_bytes=3 << 20),
            ["Backups: the lock holds 3.0 MiB in 12 deleted or expired versions"],
        ),
    ],
)
def test_the_command_says_how_backups_stand_and_a_stack_without_one_yet_is_healthy(
    novax: Callable[..., Result],
    healthy: Status,
    monkeypatch: pytest.MonkeyPatch,
    found: Protection,
    lines: list[str],
) -> None:
    _found(monkeypatch, replace(healthy, protection=found))
    result = novax("status")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if line.startswith("Backups")] == lines


def test_programs_get_json(novax: Callable[..., Result], healthy: Status, monkeypatch: pytest.MonkeyPatch) -> None:
    _found(monkeypatch, healthy)
    found = json.loads(novax("status", "--json").stdout)
    assert found["healthy"] is True
    assert found["endpoints"]["nats"] == "tls://127.0.0.1:4222"
    assert {member["service"] for member in found["members"]} == {"postgres", "pgbouncer", "redis", "nats", "minio"}


def test_services_that_were_left_out_say_what_was_tried(up: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = SimpleNamespace(images={"grafana": SimpleNamespace(tried=("registry: refused", "mirror: none"))})
    monkeypatch.setattr("infra.images.lock.load", lambda _: lock)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    monkeypatch.setattr("infra.cli.containers.inspected", _none)
    monkeypatch.setattr("infra.cli.replication.postgres", lambda _: CLUSTERS["postgres"])  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    monkeypatch.setattr("infra.cli.replication.redis", lambda _: CLUSTERS["redis"])  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    found = status.read_status(up.stack)
    assert found.left_out == {"grafana": ("registry: refused", "mirror: none")}
    assert not found.healthy


def _none(_: str) -> list[object]:
    return []


def _found(monkeypatch: pytest.MonkeyPatch, found: Status) -> None:
    def answer(_: str) -> Status:
        return found

    monkeypatch.setattr(status, "read_status", answer)


@pytest.mark.parametrize(
    "modules",
    [
        "infra.cli.status, infra.cli.containers, infra.cli.pods, infra.cli.protection, infra.cli.running",
        "infra.cli.lifecycle, infra.cli.rules, infra.images.resolve, infra.drift.looks",
    ],
    ids=["status", "up"],
)
def test_commands_load_neither_pulumi_s_sdk_nor_its_plugins(modules: str) -> None:
    """They take half a second, and a whole status a second."""
    program = f"import sys, {modules}; print('pulumi' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
