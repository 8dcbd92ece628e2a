"""What is open: TLS, ports that answer without a password, metrics, events."""

import http.client
import socket
import ssl
import time
import warnings
from contextlib import closing, suppress

from tests.bench.stores.objects import KEY, locking_bucket, put, read
from tests.bench.stores.processes import HOST, listening
from tests.bench.stores.seen import Check, Seen, Verdict, refused
from tests.bench.stores.server import Server

_EVENT_SECONDS = 20
_TIMEOUT_SECONDS = 3
_LINE_BYTES = 64
_ANSWERED = range(200, 400)
_PORTS = 2
"""S3 and a console."""

_METRICS_SECONDS = 150
_METRICS = {
    "requests": ("_s3_requests_total", "_s3_request_total"),
    "errors": ("_s3_requests_errors_total", "_s3_request_total"),
    "free space": ("_capacity_usable_free_bytes", "_volumeServer_resource"),
    "size of a bucket": ("_bucket_usage_total_bytes", "_s3_bucket_size_bytes"),
    "memory": ("process_resident_memory_bytes",),
}
"""What an alert would look at, by the ends of the names that the stores have for it."""


def _tls(server: Server) -> Seen:
    spoken = {version.name for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3) if _speaks(server, version)}
    old = _speaks(server, ssl.TLSVersion.TLSv1_1)
    plain = _in_the_clear(server)
    told = f"own CA, PKCS#8 key, {' and '.join(sorted(spoken))}{', TLSv1_1' if old else ''}; in the clear: {plain}"
    return Seen(Verdict.YES if "TLSv1_3" in spoken and not old and "400" in plain else Verdict.NO, told)


def _in_the_clear(server: Server) -> str:
    with socket.create_connection((HOST, server.port), _TIMEOUT_SECONDS) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return connection.recv(_LINE_BYTES).decode(errors="replace").partition("\r\n")[0]


def _speaks(server: Server, version: ssl.TLSVersion) -> bool:
    context = ssl.create_default_context(cadata=server.ca_pem)
    # What is old is offered in earnest, or the client's own rules would refuse it, or warn.
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    with (
        suppress(OSError),
        socket.create_connection((HOST, server.port), _TIMEOUT_SECONDS) as connection,
        context.wrap_socket(connection, server_hostname=HOST),
    ):
        return True
    return False


def _status(server: Server, port: int, request: tuple[str, str] = ("GET", "/")) -> int | None:
    """Return the status of a stranger's request, over TLS or else in the clear; None where neither is HTTP."""
    method, target = request
    context = ssl.create_default_context(cadata=server.ca_pem)
    for connection in (
        http.client.HTTPSConnection(HOST, port, timeout=_TIMEOUT_SECONDS, context=context),
        http.client.HTTPConnection(HOST, port, timeout=_TIMEOUT_SECONDS),
    ):
        with suppress(OSError, http.client.HTTPException), closing(connection):
            connection.request(method, target)
            return connection.getresponse().status
    return None


def _ports(server: Server) -> Seen:
    ports = listening(server.pid)
    answering = [port for port in ports if (_status(server, port) or 0) in _ANSWERED]
    told = f"{len(ports)} ports, {len(answering)} with something for strangers"
    return Seen(Verdict.YES if len(ports) <= _PORTS else Verdict.PARTLY, told)


def _locked_at_every_port(server: Server) -> Seen:
    client = server.client()
    bucket = locking_bucket(client, "every-port", "COMPLIANCE")
    version = put(client, bucket)
    others = [port for port in listening(server.pid) if port != server.port]
    requests = (
        ("GET", f"/col/delete?collection={bucket}"),
        ("DELETE", f"/buckets/{bucket}?recursive=true"),
        ("DELETE", f"/{bucket}/{KEY}?versionId={version}"),
    )
    for port in others:
        for request in requests:
            _status(server, port, request)
    if read(client, bucket, version) == b"kept":
        return Seen(Verdict.YES, f"{len(others) * len(requests)} requests of a stranger at the other ports did nothing")
    return Seen(Verdict.NO, "a stranger at another port deleted what is locked")


def _strangers(server: Server) -> Seen:
    client = server.client()
    client.create_bucket(Bucket="closed")
    client.put_object(Bucket="closed", Key="object", Body=b"kept")
    stranger = server.stranger()
    return refused(
        {
            "list buckets": stranger.list_buckets,
            "list": lambda: stranger.list_objects_v2(Bucket="closed"),
            "read": lambda: stranger.get_object(Bucket="closed", Key="object"),
            "write": lambda: stranger.put_object(Bucket="closed", Key="object", Body=b""),
            "delete": lambda: stranger.delete_object(Bucket="closed", Key="object"),
            "make a bucket": lambda: stranger.create_bucket(Bucket="strange"),
            "upload parts": lambda: stranger.create_multipart_upload(Bucket="closed", Key="parts"),
        },
        "unsigned requests",
    )


def _metrics(server: Server) -> Seen:
    started = time.monotonic()
    while True:
        families = [line.split()[2] for line in server.metrics().splitlines() if line.startswith("# TYPE ")]
        missing = [what for what, ends in _METRICS.items() if not any(family.endswith(ends) for family in families)]
        if not missing:
            return Seen(Verdict.YES, f"{len(families)} families: {', '.join(_METRICS)}")
        if time.monotonic() > started + _METRICS_SECONDS:
            return Seen(Verdict.PARTLY, f"{len(families)} families, none for {', '.join(missing)}")
        time.sleep(_TIMEOUT_SECONDS)


def _events(server: Server) -> Seen:
    client = server.client()
    client.create_bucket(Bucket="watched")
    by_bucket = server.notify("watched")
    client.put_object(Bucket="watched", Key="told-of", Body=b"event")
    took = server.events.seconds_until("told-of", _EVENT_SECONDS)
    how = "asked for with S3's request" if by_bucket else "for the whole server, in a file, in a form of its own"
    if took is None:
        return Seen(Verdict.NO, f"no event in {_EVENT_SECONDS} s; {how}")
    return Seen(Verdict.YES if by_bucket else Verdict.PARTLY, f"after {took:.1f} s; {how}")


CHECKS = (
    Check("TLS 1.3 with the stack's own CA", _tls),
    Check("nothing listens beside S3", _ports),
    Check("a lock holds at every port", _locked_at_every_port),
    Check("strangers are refused", _strangers),
    Check("metrics for Prometheus", _metrics),
    Check("events of a bucket", _events),
)
