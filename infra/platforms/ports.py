"""Host ports of the platform's endpoints: the usual ones, or free ones that stay the same for a stack's whole life."""

import random
import socket
from contextlib import suppress

import pulumi

from infra.errors import UserError
from infra.settings import NetworkSettings

USUAL: dict[str, int] = {
    "postgres-primary": 5432,
    "postgres-replica": 5433,
    "patroni": 8008,
    "patroni-replica": 8009,
    "pgbouncer": 6432,
    "redis": 6379,
    "redis-replica-1": 6380,
    "redis-replica-2": 6381,
    "nats": 4222,
    "minio": 9000,
    "minio-console": 9001,
    "meilisearch": 7700,
    "prometheus": 9090,
    "alertmanager": 9093,
    "grafana": 3000,
}
"""Each endpoint's default port: the one that its program's users know."""


def fixed_ports(settings: NetworkSettings) -> dict[str, int]:
    """Return the port of every endpoint in fixed mode.

    Raises:
        UserError: an override names no endpoint, or two endpoints share a port.
    """
    if unknown := sorted(settings.ports.keys() - USUAL.keys()):
        raise UserError(
            f"novax:network.ports.{unknown[0]} is not an endpoint; allowed: {', '.join(USUAL)}; correct its name"
        )
    ports = USUAL | settings.ports
    owners: dict[int, str] = {}
    for name, port in ports.items():
        if port in owners:
            raise UserError(
                f"novax:network.ports gives {port} to both {owners[port]} and {name}; give each endpoint its own port"
            )
        owners[port] = name
    return ports


_FREE = range(20_000, 30_000)
"""Where free ports are looked for: below the ones that systems give to connections that go out (from 32768 on Linux),
because one of those could take a port between its choice and its use."""


def free_ports() -> dict[str, int]:
    """Return an unused loopback port for every endpoint.

    Raises:
        UserError: so many are not to be had.
    """
    wanted, found = list(USUAL), dict[str, int]()
    for port in random.sample(_FREE, len(_FREE)):
        if len(found) == len(wanted):
            return found
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            found[wanted[len(found)]] = port
    raise UserError(
        f"this machine has no {len(wanted)} free ports from {_FREE.start} to {_FREE.stop - 1}; end what listens there"
    )


class Ports:
    """The stack's ports by endpoint name, known or (free, first preview) still unknown."""

    def __init__(self, settings: NetworkSettings) -> None:
        if settings.mode == "fixed":
            self._ports = pulumi.Output.from_input(fixed_ports(settings))
        else:
            kept = pulumi.Stash("ports", input=free_ports(), opts=pulumi.ResourceOptions(ignore_changes=["input"]))
            self._ports = kept.output.apply(lambda ports: {name: int(port) for name, port in ports.items()})

    def __getitem__(self, endpoint: str) -> pulumi.Output[int]:
        return self._ports.apply(lambda ports: ports[endpoint])
