"""Real clients of the services, signed in with what the stack's outputs say; all verify the stack's own CA."""

import base64
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any, LiteralString
from urllib.parse import quote

import boto3
import psycopg
import redis
from botocore.config import Config
from nats.aio.client import Client
from redis.backoff import NoBackoff
from redis.retry import Retry

from infra.cli.running import Endpoint, Running
from infra.services.nats import inbox_prefix

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SECONDS = 10
"""Limit for a connection or an answer."""

Postgres = psycopg.Connection[tuple[Any, ...]]


def postgres(running: Running, account: str, database: str, *, endpoint: str = "", **changes: Any) -> Postgres:  # noqa: ANN401
    """Return a session in autocommit, at the account's own endpoint or another; `changes` replace its parameters."""
    who = running.accounts[account]
    where = running.endpoints[endpoint] if endpoint else who.endpoint
    parameters: dict[str, Any] = {
        "host": where.host,
        "port": where.port,
        "user": who.username,
        "password": who.password,
        "dbname": database,
        "autocommit": True,
        "sslmode": "verify-full",
        "sslrootcert": str(running.ca_file()),
        "connect_timeout": SECONDS,
        "application_name": "novax-smoke",
    }
    return psycopg.connect(**parameters | changes)


def value(connection: Postgres, query: LiteralString, *parameters: object) -> Any:  # noqa: ANN401  # any SQL value
    """Return the only value of a query's only row."""
    row = connection.execute(query, parameters).fetchone()
    assert row is not None
    return row[0]


def cache(running: Running, account: str, *, endpoint: str = "", **changes: Any) -> redis.Redis:  # noqa: ANN401
    """Return a client of the cache that gives text; `changes` replace its parameters."""
    who = running.accounts[account]
    where = running.endpoints[endpoint] if endpoint else who.endpoint
    parameters: dict[str, Any] = {
        "host": where.host,
        "port": where.port,
        "username": who.username,
        "password": who.password,
        "ssl": True,
        "ssl_ca_data": running.ca,
        "ssl_min_version": ssl.TLSVersion.TLSv1_3,
        "decode_responses": True,
        "socket_timeout": SECONDS,
        "socket_connect_timeout": SECONDS,
        # A refusal is an answer; the tests wait where waiting is due.
        "retry": Retry(NoBackoff(), 0),
    }
    return redis.Redis(**parameters | changes)


def objects(running: Running, account: str, *, password: str | None = None, username: str | None = None) -> "S3Client":
    """Return a client of the object store."""
    who = running.accounts[account]
    return boto3.client(  # pyright: ignore[reportUnknownMemberType]  # the stubs know S3 alone
        "s3",
        endpoint_url=who.endpoint.url,
        aws_access_key_id=who.username if username is None else username,
        aws_secret_access_key=who.password if password is None else password,
        region_name="us-east-1",
        verify=str(running.ca_file()),
        config=Config(
            s3={"addressing_style": "path"},
            connect_timeout=SECONDS,
            read_timeout=SECONDS,
            retries={"total_max_attempts": 1},
            proxies={},
        ),
    )


@asynccontextmanager
async def events(
    running: Running,
    account: str,
    *,
    username: str | None = None,
    password: str | None = None,
    on_error: Callable[[Exception], None] | None = None,
) -> AsyncGenerator[Client]:
    """Yield a connection to the event bus that gives up at the first refusal; later ones go to `on_error`."""
    who = running.accounts[account]

    async def report(error: Exception) -> None:
        if on_error:
            on_error(error)

    client = Client()
    try:
        await client.connect(  # pyright: ignore[reportUnknownMemberType]  # its options are untyped
            who.endpoint.url,
            user=who.username if username is None else username,
            password=who.password if password is None else password,
            tls=tls(running),
            connect_timeout=SECONDS,
            allow_reconnect=False,
            error_cb=report,
            inbox_prefix=inbox_prefix(account.removesuffix("-nats")) if account != "nats" else "_INBOX",
        )
        yield client
    finally:
        await client.close()


def tls(running: Running) -> ssl.SSLContext:
    """Return a context that trusts the stack's CA alone and speaks nothing below TLS 1.3."""
    context = ssl.create_default_context(cadata=running.ca)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def basic(user: str, password: str) -> dict[str, str]:
    """Return the headers that sign a request in with a password."""
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}


def http(  # noqa: PLR0913  # a request has many parts
    running: Running,
    endpoint: Endpoint,
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: object = None,
) -> tuple[int, Any]:
    """Return status and body of an HTTPS request; JSON is decoded, and a body to send becomes JSON."""
    data = None if body is None else json.dumps(body).encode()
    kind = {} if body is None else {"Content-Type": "application/json"}
    url = f"{endpoint.url}{path}"
    request = urllib.request.Request(url, data, {**kind, **(headers or {})}, method=method)  # noqa: S310  # always https
    handlers = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=tls(running))
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=SECONDS) as response:
            return response.status, _decoded(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _decoded(error)


def observe(running: Running, endpoint: Endpoint, path: str) -> dict[str, Any]:
    """Return what Prometheus or Alertmanager answers to its account."""
    account = running.accounts[endpoint.name]
    status, body = http(running, endpoint, path, headers=basic(account.username, account.password))
    assert status == 200, body
    return body


def metrics(running: Running, query: str) -> list[tuple[dict[str, str], float]]:
    """Return what Prometheus has for a query now: labels and value of each series."""
    path = f"/api/v1/query?query={quote(query)}"
    found = observe(running, running.endpoints["prometheus"], path)["data"]["result"]
    return [(series["metric"], float(series["value"][1])) for series in found]


def _decoded(response: HTTPResponse | urllib.error.HTTPError) -> Any:  # noqa: ANN401  # any JSON
    text = response.read().decode()
    return json.loads(text) if "json" in (response.headers["Content-Type"] or "") else text
