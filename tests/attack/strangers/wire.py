"""Bytes to a published port: in clear, over TLS of any version, and what a service says when it is still well."""

import contextlib
import socket
import ssl
import struct
import warnings
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from infra.cli.running import Endpoint, Running
from tests.smoke import clients

SECONDS = 3.0
"""Limit for an answer that need not come."""

_SSL_REQUEST = struct.pack("!ii", 8, 80877103)


@dataclass(frozen=True)
class Certificate:
    """A client certificate with its key, as files."""

    crt: Path
    key: Path


def opened(endpoint: Endpoint) -> socket.socket:
    """Return a connection without TLS."""
    return socket.create_connection((endpoint.host, endpoint.port), SECONDS)


def said(line: socket.socket, text: bytes, size: int = 4096) -> bytes:
    """Send bytes and return what comes back within a moment; empty when the other end hangs up or stays silent."""
    with contextlib.suppress(OSError):
        line.sendall(text)
        return line.recv(size)
    return b""


@contextlib.contextmanager
def secured(
    running: Running,
    endpoint: Endpoint,
    *,
    most: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    certificate: Certificate | None = None,
) -> Generator[ssl.SSLSocket]:
    """Yield a connection over TLS of at most a version, begun as the endpoint's protocol demands.

    Raises:
        OSError: the other end refused.
    """
    context = ssl.create_default_context(cadata=running.ca)
    if most < ssl.TLSVersion.TLSv1_2:
        # Otherwise the library of this side would be the one that refuses.
        context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = min(most, ssl.TLSVersion.TLSv1_2)
        context.maximum_version = most
    if certificate:
        context.load_cert_chain(certificate.crt, certificate.key)
    with opened(endpoint) as line:
        if endpoint.scheme == "postgresql":
            line.sendall(_SSL_REQUEST)
            if line.recv(1) != b"S":
                raise ConnectionError("no TLS")
        elif endpoint.name == "nats":
            line.recv(4096)
        with context.wrap_socket(line, server_hostname=endpoint.host) as wrapped:
            yield wrapped


def startup(**parameters: str) -> bytes:
    """Return PostgreSQL's first message of a connection."""
    pairs = b"".join(f"{name}\0{value}\0".encode() for name, value in parameters.items())
    return struct.pack("!ii", len(pairs) + 9, 196608) + pairs + b"\0"


def well(running: Running, endpoint: Endpoint) -> bool:
    """Tell whether a service still shakes hands."""
    with contextlib.suppress(OSError), secured(running, endpoint):
        return True
    return False


def http(running: Running, endpoint: Endpoint, request: bytes) -> bytes:
    """Return the beginning of the answer to an HTTP request, given as it is."""
    with secured(running, endpoint) as line:
        line.settimeout(clients.SECONDS)
        return said(line, request, 65536)
