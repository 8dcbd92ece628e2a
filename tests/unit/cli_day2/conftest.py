"""A stack that is up, without Docker and Pulumi: what its outputs would say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.cli import running
from infra.cli import stack as stacks
from infra.cli.main import make_app
from infra.cli.running import Running

CA = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"

SERVICES = {
    "postgres": ("postgres", 640, ("postgres-1", "postgres-2")),
    "pgbouncer": ("pgbouncer", 64, ("pgbouncer",)),
    "redis": ("redis", 192, ("redis-1", "redis-2")),
    "nats": ("nats", 160, ("nats",)),
    "minio": ("minio", 448, ("minio",)),
    "grafana": ("grafana", 256, ()),
}

ENDPOINTS = {
    "patroni": ("haproxy", "haproxy", "https", 8008),
    "patroni-replica": ("haproxy", "haproxy", "https", 8009),
    "postgres-primary": ("haproxy", "haproxy", "postgresql", 5432),
    "postgres-replica": ("haproxy", "haproxy", "postgresql", 5433),
    "pgbouncer": ("pgbouncer", "pgbouncer", "postgresql", 6432),
    "redis": ("redis", "redis-1", "rediss", 6379),
    "redis-replica-1": ("redis", "redis-2", "rediss", 6380),
    "nats": ("nats", "nats", "tls", 4222),
    "minio": ("minio", "minio", "https", 9000),
}

ACCOUNTS = {
    "postgres": ("postgres", "postgres-primary"),
    "pgbouncer": ("pgbouncer_admin", "pgbouncer"),
    "novax-app": ("novax_app", "pgbouncer"),
    "novax-readonly": ("novax_readonly", "pgbouncer"),
    "novax-migrator": ("novax_migrator", "postgres-primary"),
    "livechat-app": ("livechat_app", "pgbouncer"),
    "novax-redis": ("novax", "redis"),
    "novax-nats": ("novax", "nats"),
    "minio": ("4aZrandomRandom12345", "minio"),
    "redis": ("admin", "redis"),
}


@pytest.fixture
def outputs() -> dict[str, Any]:
    """Return outputs as Pulumi gives them; an account's password is its name and ``/secret``."""
    return {
        "environment": "dev",
        "platform": "docker",
        "packs": ["novax", "livechat"],
        "ca": CA,
        "services": {
            name: {
                "image": image,
                "memory": memory,
                "present": bool(members),
                "members": {member: f"docker://novax-dev-{member}" for member in members},
            }
            for name, (image, memory, members) in SERVICES.items()
        },
        "endpoints": {
            name: {"service": service, "member": member, "scheme": scheme, "host": "127.0.0.1", "port": port}
            for name, (service, member, scheme, port) in ENDPOINTS.items()
        },
        "credentials-administrators": {},
        "credentials-novax": {
            name: {"username": user, "password": f"{name}/secret", "endpoint": endpoint}
            for name, (user, endpoint) in ACCOUNTS.items()
        },
        "keys-livechat": {"livechat-data-key": "livechat-data-key/secret"},
    }


@pytest.fixture
def up(outputs: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Running:
    """Let every command find the stack up, and return what it finds."""
    monkeypatch.setenv("NOVAX_HOME", str(tmp_path))

    def answer(_: str) -> dict[str, Any]:
        return outputs

    monkeypatch.setattr(stacks, "outputs", answer)
    return running.load("dev")


@pytest.fixture
def novax() -> Callable[..., Result]:
    """Return a function that runs the command line."""
    return lambda *arguments: CliRunner().invoke(make_app(), arguments)
