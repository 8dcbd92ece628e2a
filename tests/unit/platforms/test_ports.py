"""Which host ports a stack's endpoints get."""

import socket

import pytest

from infra.errors import UserError
from infra.platforms import ports
from infra.platforms.ports import USUAL, fixed_ports, free_ports
from infra.settings import NetworkSettings, from_mapping


def network(**ports: int) -> NetworkSettings:
    return from_mapping({"environment": "dev", "network": {"ports": ports}}).network


def test_a_port_override_replaces_the_usual_port_alone() -> None:
    found = fixed_ports(network(redis=16379))
    assert found == {**USUAL, "redis": 16379}


def test_an_unknown_endpoint_is_refused() -> None:
    with pytest.raises(UserError) as raised:
        fixed_ports(network(mysql=3306))
    assert str(raised.value) == (
        f"novax:network.ports.mysql is not an endpoint; allowed: {', '.join(USUAL)}; correct its name"
    )


def test_two_endpoints_on_one_port_are_refused() -> None:
    with pytest.raises(UserError) as raised:
        fixed_ports(network(redis=6432))
    assert str(raised.value) == (
        "novax:network.ports gives 6432 to both pgbouncer and redis; give each endpoint its own port"
    )


def test_free_ports_are_one_for_each_endpoint_and_none_that_a_connection_may_get() -> None:
    found = free_ports()
    assert found.keys() == USUAL.keys()
    assert len(set(found.values())) == len(USUAL)
    assert min(found.values()) >= 1024
    assert max(found.values()) < 32768


def test_a_port_that_is_taken_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setattr(ports, "_FREE", range(port, port + 1))
        with pytest.raises(UserError, match=f"no {len(USUAL)} free ports from {port} to {port}; end"):
            free_ports()
