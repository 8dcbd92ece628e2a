"""Endpoints that speak TLS from the first byte: the newest version, the stack's own CA, and never plain text.

PostgreSQL, PgBouncer and NATS begin in their own protocols; their own tests cover the same.
"""

import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress

import pytest

from infra.cli.running import Endpoint, Running
from tests.smoke import clients

SCHEMES = ("https", "rediss")

SPEAK_1_2 = {"minio", "haproxy", "meilisearch"}
"""Services whose programs cannot refuse TLS 1.2; HAProxy passes Patroni's API through."""


@pytest.fixture(scope="module")
def endpoints(running: Running) -> list[Endpoint]:
    return [end for end in running.endpoints.values() if end.scheme in SCHEMES]


def test_endpoints_speak_tls_1_3_with_a_certificate_of_the_stacks_ca(
    running: Running, endpoints: Sequence[Endpoint]
) -> None:
    versions = {end.name: _handshake(end, clients.tls(running)) for end in endpoints}
    assert {name: version for name, version in versions.items() if version != "TLSv1.3"} == {}


def test_older_versions_of_tls_are_refused_where_the_program_can(
    running: Running, endpoints: Sequence[Endpoint]
) -> None:
    context = clients.tls(running)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    accepting: set[str] = set()
    for end in endpoints:
        with suppress(ssl.SSLError):
            _handshake(end, context)
            accepting.add(end.service)
    assert accepting <= SPEAK_1_2


def test_the_publics_authorities_do_not_vouch_for_the_stack(endpoints: Sequence[Endpoint]) -> None:
    """A client that forgot the stack's CA must notice."""
    for end in endpoints:
        with pytest.raises(ssl.SSLCertVerificationError):
            _handshake(end, ssl.create_default_context())


def test_plain_text_is_not_served(endpoints: Sequence[Endpoint]) -> None:
    for end in endpoints:
        with socket.create_connection((end.host, end.port), timeout=clients.SECONDS) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: novax\r\n\r\n")
            try:
                answer = client.recv(4096)
            except ConnectionResetError:
                continue
        assert not answer.startswith((b"HTTP/1.1 2", b"HTTP/1.0 2", b"+", b"$")), end.name


def _handshake(end: Endpoint, context: ssl.SSLContext) -> str | None:
    """Return the protocol version agreed with an endpoint whose certificate stands for its address."""
    with (
        socket.create_connection((end.host, end.port), timeout=clients.SECONDS) as raw,
        context.wrap_socket(raw, server_hostname=end.host) as client,
    ):
        return client.version()
