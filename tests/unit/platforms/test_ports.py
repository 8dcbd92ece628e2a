"""Which host ports a stack's endpoints get."""

import pytest

from infra.errors import UserError
from infra.platforms.ports import USUAL, fixed_ports, free_ports
from infra.settings import NetworkSettings, from_mapping


def network(**ports: int) -> NetworkSettings:
    return from_mapping({"environment": "dev", "network": {"ports": ports}}).network


def test_a_port_override_replaces_the_usual_port_alone() -> None:
    ports = fixed_ports(network(redis=16379))
    assert ports == {**USUAL, "redis": 16379}


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


def test_free_ports_are_one_for_each_endpoint_and_above_the_privileged() -> None:
    ports = free_ports()
    assert ports.keys() == USUAL.keys()
    assert len(set(ports.values())) == len(USUAL)
    assert min(ports.values()) >= 1024
