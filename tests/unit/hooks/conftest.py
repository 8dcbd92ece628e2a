"""Packs to build declarations from, and a certificate for servers that tests start themselves."""

import socket
import ssl
import threading
from collections.abc import Callable, Generator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from infra.identity import new_authority, new_leaf
from infra.packs import Pack, load_packs
from infra.paths import PROJECT


@pytest.fixture(scope="session")
def packs() -> tuple[Pack, ...]:
    """Return the five committed packs."""
    return load_packs(("novax", "livechat", "osmochat", "campaigns", "wira"), PROJECT / "sql")


@pytest.fixture
def shop() -> Pack:
    """Return a small pack that has a bit of everything."""
    return Pack.model_validate(
        {
            "name": "shop",
            "description": "A product",
            "extensions": ["vector", "pg_partman"],
            "extra_roles": {
                "agent_role": {"login": True, "connection_limit": 2, "description": "An agent"},
                "report_group": {"login": False, "connection_limit": 1, "description": "A group"},
            },
            "buckets": {"shop": {"versioning": True, "noncurrent_days": 30}, "shop-archive": {}},
            "streams": {
                "SHOP_EVENTS": {
                    "subjects": ["shop.events.>"],
                    "max_age_days": 7,
                    "max_mebibytes": 64,
                    "consumers": {"mail": {"subjects": ["shop.events.order.>"], "ack_wait_seconds": 60}, "search": {}},
                }
            },
            "cache": {
                "cart": {
                    "key": "cart:{user_id}",
                    "ttl_seconds": 60,
                    "type": "hash",
                    "invalidated_by": ["shop.order.>"],
                },
                "price": {"key": "price:{id}", "ttl_seconds": 5, "type": "string"},
            },
            "search": {"items": {"searchable": ["name", "text"], "filterable": ["org_id"], "sortable": ["price"]}},
        }
    )


@pytest.fixture(scope="session")
def authority() -> Mapping[str, str]:
    """Return a CA as PEM, keyed crt and key."""
    return new_authority("Test CA")


@pytest.fixture(scope="session")
def leaf(authority: Mapping[str, str]) -> Mapping[str, str]:
    """Return a certificate for this machine as PEM, keyed crt and key."""
    return new_leaf(authority, ("127.0.0.1", "localhost"))


@pytest.fixture
def serve(leaf: Mapping[str, str], tmp_path: Path) -> Generator[Callable[[type[BaseHTTPRequestHandler]], int]]:
    """Yield a function that starts a server over TLS and returns its port; all of them end with the test."""
    pair = tmp_path / "server.pem"
    pair.write_text(leaf["crt"] + leaf["key"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    servers: list[ThreadingHTTPServer] = []

    def start(handler: type[BaseHTTPRequestHandler]) -> int:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return server.server_address[1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def closed_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
