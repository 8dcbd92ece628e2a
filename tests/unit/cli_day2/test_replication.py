"""Who leads and who follows, read from what Patroni and the cache answer."""

from typing import Any

import pytest

from infra.cli import replication
from infra.cli.replication import Role
from infra.cli.running import Running

LEADER = {"name": "postgres-1", "role": "leader", "state": "running", "timeline": 3}
REPLICA = {"name": "postgres-2", "role": "replica", "state": "streaming", "timeline": 3, "lag": 2048}


@pytest.mark.parametrize(
    ("member", "role"),
    [
        (LEADER, Role("leader", follows=True, timeline=3)),
        (REPLICA, Role("replica", follows=True, lag=2048, timeline=3)),
        (REPLICA | {"role": "sync_standby"}, Role("sync standby", follows=True, lag=2048, timeline=3)),
        (REPLICA | {"state": "starting", "lag": "unknown"}, Role("replica", follows=False, timeline=3)),
        (LEADER | {"pending_restart": True}, Role("leader", timeline=3, restart_pending=True)),
    ],
)
def test_a_members_role_is_read_from_patroni(member: dict[str, Any], role: Role) -> None:
    assert replication.postgres_role(member) == role


def test_a_replica_is_asked_when_there_is_no_leader(up: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(url: str, _: str) -> list[dict[str, Any]]:
        if url.endswith("8008"):
            raise ConnectionRefusedError("refused")
        return [REPLICA]

    monkeypatch.setattr(replication, "_patroni_members", answer)
    cluster = replication.postgres(up)
    assert list(cluster.roles) == ["postgres-2"]
    assert cluster.problem == "PostgreSQL has no leader"


def test_silence_of_patroni_is_a_problem_with_its_reasons(up: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str, __: str) -> list[dict[str, Any]]:
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(replication, "_patroni_members", refuse)
    assert replication.postgres(up).problem == (
        "Patroni answers at none of its endpoints (https://127.0.0.1:8008: refused; https://127.0.0.1:8009: refused)"
    )


def test_the_caches_roles_are_its_primarys_account_of_them() -> None:
    facts = {
        "master_repl_offset": 100,
        "slave0": {"ip": "redis-2", "state": "online", "offset": 90},
        "slave_read_only": 1,
    }
    roles = replication.redis_roles(facts, "redis-1", ["redis-1", "redis-2", "redis-3"])
    assert roles == {
        "redis-1": Role("leader"),
        "redis-2": Role("replica", follows=True, lag=10),
        "redis-3": Role("replica", follows=False),
    }


def test_silence_of_the_cache_is_a_problem(up: Running) -> None:
    cluster = replication.redis(up)
    assert cluster.roles == {}
    assert cluster.problem.startswith("the cache's primary does not answer at rediss://127.0.0.1:6379 (")
