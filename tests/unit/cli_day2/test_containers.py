"""What Docker says becomes health, uptime and memory."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.cli import containers
from infra.errors import UserError
from infra.platforms import engine_api, memory, readiness
from infra.toolchain import commands, engine
from infra.toolchain.commands import Unavailable


def _facts(name: str, *, age: float) -> dict[str, Any]:
    """Return what the engine says of a running container; its own last word on health is wrong."""
    started = (datetime.now(UTC) - timedelta(seconds=age)).strftime("%Y-%m-%dT%H:%M:%S.123456789Z")
    state = {"Running": True, "Status": "running", "StartedAt": started, "Health": {"Status": "healthy"}}
    check = {"Test": ["CMD", "ask", name], "Timeout": 5 * 10**9, "StartPeriod": 120 * 10**9}
    config = {"Healthcheck": check, "Labels": {"novax.service": name}}
    return {"Id": f"{name}-id", "Name": f"/{name}", "State": {**state, "Pid": 7}, "Config": config}


def test_health_is_what_a_container_s_own_check_says_now(monkeypatch: pytest.MonkeyPatch) -> None:
    facts: list[dict[str, Any]] = [
        _facts("well", age=90),
        _facts("young", age=90),
        _facts("ill", age=900),
        {**_facts("plain", age=5), "Config": {"Labels": {}}},
        {"Name": "/gone", "State": {"Running": False, "Status": "exited", "ExitCode": 137}, "Config": {"Labels": {}}},
    ]
    _engine(monkeypatch, facts)
    asked: list[tuple[str, list[str], float]] = []

    def complaint(container: str, command: list[str], *, limit: float) -> str | None:
        asked.append((container, command, limit))
        return None if container == "well" else "connection refused"

    monkeypatch.setattr(readiness, "complaint", complaint)
    found = containers.look(containers.inspected("dev"))
    assert {name: container.health for name, container in found.items()} == {
        "well": "healthy",
        "young": "starting",
        "ill": "unhealthy",
        "plain": "running",
        "gone": "exited (137)",
    }
    assert sorted(asked) == [(name, ["ask", name], 5.0) for name in ("ill", "well", "young")]
    assert (found["well"].memory, found["young"].memory) == (10 * 2**20, None)
    assert found["well"].uptime == pytest.approx(90, abs=5)
    assert found["gone"] == containers.Container("gone", "exited (137)", None, None)


def test_memory_is_read_from_the_kernel_where_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """An old engine keeps who asks waiting for up to a second."""
    _engine(monkeypatch, [_facts("here", age=5)])

    def kernel(container: str, process: int) -> int:
        return {("here-id", 7): 4096}[container, process]

    def ready(*_: object, **__: object) -> None:
        """Stand in for a check that has nothing to complain of."""

    monkeypatch.setattr(memory, "used", kernel)
    monkeypatch.setattr(readiness, "complaint", ready)
    assert containers.look(containers.inspected("dev"))["here"].memory == 4096


def test_a_service_is_found_by_its_label() -> None:
    found = [_facts("nats", age=5), _facts("backup", age=5)]
    assert containers.of_service(found, "backup") == "backup"
    assert containers.of_service(found, "grafana") is None


def test_a_stack_without_containers_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    _engine(monkeypatch, [])
    assert containers.look(containers.inspected("dev")) == {}


def test_an_engine_that_does_not_answer_is_a_users_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: list[str], *, limit: float) -> str:
        raise Unavailable(f"no answer within {limit:g} s")

    monkeypatch.setattr(commands, "answer", refuse)
    with pytest.raises(UserError, match="`docker ps` failed: no answer within 30 s; `novax doctor` tells more"):
        engine.docker("ps")


def _engine(monkeypatch: pytest.MonkeyPatch, facts: list[dict[str, Any]]) -> None:
    """Stand in for an engine that knows the memory of ``well`` alone, because all others have ended since."""

    def used(name: str) -> int:
        if name != "well":
            raise Unavailable(f"No such container: {name}")
        return 10 * 2**20

    def found(stack: str) -> list[dict[str, Any]]:
        assert stack == "dev"
        return facts

    monkeypatch.setattr(engine_api, "containers", found)
    monkeypatch.setattr(engine_api, "memory", used)
