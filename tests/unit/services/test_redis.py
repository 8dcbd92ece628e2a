"""Redis answers over TLS alone, to accounts that may do no more than they need."""

from collections.abc import Callable

import pytest

from infra.specs import DATA_DIR, ServiceSpec

Render = Callable[..., str]
Directives = Callable[[str], list[list[str]]]


@pytest.fixture
def primary(rendered: Render, directives: Directives) -> dict[str, str]:
    return {name: " ".join(rest) for name, *rest in directives(rendered("redis", "redis.conf"))}


@pytest.fixture
def replica(rendered: Render, directives: Directives) -> dict[str, str]:
    return {name: " ".join(rest) for name, *rest in directives(rendered("redis", "redis.conf", member="redis-2"))}


@pytest.fixture
def users(rendered: Render, directives: Directives) -> dict[str, list[str]]:
    lines = directives(rendered("redis", "platform-users.acl"))
    assert {line[0] for line in lines} == {"user"}
    return {line[1]: line[2:] for line in lines}


def test_nothing_listens_without_tls(primary: dict[str, str]) -> None:
    assert (primary["port"], primary["tls-port"]) == ("0", "6379")
    assert (primary["tls-protocols"], primary["tls-replication"]) == ('"TLSv1.3"', "yes")


def test_data_is_on_the_volume_and_in_the_append_only_file(primary: dict[str, str]) -> None:
    assert (primary["dir"], primary["appendonly"], primary["appendfsync"]) == (DATA_DIR, "yes", "everysec")


def test_the_least_recently_used_key_makes_room(primary: dict[str, str]) -> None:
    assert (primary["maxmemory"], primary["maxmemory-policy"]) == ("96mb", "allkeys-lru")


def test_the_replica_differs_by_its_name_and_its_primary(primary: dict[str, str], replica: dict[str, str]) -> None:
    assert "replicaof" not in primary
    assert replica.pop("replicaof") == "redis-1 6379"
    assert (primary.pop("replica-announce-ip"), replica.pop("replica-announce-ip")) == ("redis-1", "redis-2")
    assert primary == replica


def test_the_default_account_can_do_nothing(users: dict[str, list[str]]) -> None:
    assert users["default"] == ["off", "resetpass", "resetkeys", "resetchannels", "-@all"]


def test_every_account_has_a_hashed_password(users: dict[str, list[str]]) -> None:
    hashes = {name: [word for word in words if word.startswith("#")] for name, words in users.items()}
    assert hashes == {
        "default": [],
        "admin": ["#${secret:redis-admin.sha256}"],
        "replica": ["#${secret:redis-replica.sha256}"],
        "metrics": ["#${secret:redis-metrics.sha256}"],
    }
    assert [name for name, words in users.items() if {"nopass"} & set(words)] == []


def test_the_replica_s_account_replicates_alone(users: dict[str, list[str]]) -> None:
    assert users["replica"][2:] == ["+psync", "+replconf", "+ping"]


def test_the_observer_s_account_reads_no_value_and_changes_nothing(users: dict[str, list[str]]) -> None:
    assert set(users["metrics"][2:]) == {
        "+ping",
        "+info",
        "+slowlog|len",
        "+latency|latest",
        "+latency|histogram",
        "+client|setname",
    }


def test_the_observer_asks_for_no_settings(service: Callable[..., ServiceSpec]) -> None:
    """They are refused to it, because the password of replicas is one."""
    assert "-config-command=-" in service("redis-exporter").command


@pytest.mark.parametrize("engine", ["redis", "valkey"])
def test_either_engine_runs_the_same_configuration(
    rendered: Render, service: Callable[..., ServiceSpec], engine: str
) -> None:
    spec = service("redis", redis={"engine": engine})
    assert spec.image == engine
    assert f"{engine}-server" in spec.command
    assert f"{engine}-cli" in spec.probe.command[-1]
    assert rendered("redis", "redis.conf", redis={"engine": engine}) == rendered("redis", "redis.conf")
