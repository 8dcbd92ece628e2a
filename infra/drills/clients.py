"""Clients of what stands beside PostgreSQL: each sends numbered things, and knows afterwards which of them are kept."""

# nats-py leaves the keyword arguments of its calls untyped, redis-py also the answers of its commands:
# pyright: reportUnknownMemberType=false
import asyncio
import contextlib
import logging
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Collection, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, cast

import boto3
import nats
import redis
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from nats.aio.client import Client as Connection
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import StorageType, StreamConfig
from nats.js.errors import NotFoundError
from redis.backoff import NoBackoff
from redis.retry import Retry

from infra.cli.running import Running
from infra.hooks.access import Access
from infra.hooks.buckets import REGION

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ANSWER_SECONDS = 2
"""How long a client waits for an answer before it gives the connection up."""

_STREAM = "NOVAX_DRILL"
_SUBJECT = "drill"
_BUCKET = "drill-objects"
_OBJECT_BYTES = 4096
_KEY_SECONDS = 600
"""How long the cache keeps what an interrupted drill left in it."""

# It warns of an end of file on each connection that the NATS library has upgraded to TLS.
logging.getLogger("asyncio").setLevel(logging.ERROR)


class Client(ABC):
    """One kind of client, used by one thread; what it writes goes where nobody else looks, and is removed."""

    kind: str
    failures: tuple[type[Exception], ...]
    """What its library raises when the service is away or refuses."""
    durable = True
    """Whether everything that was acknowledged must be there afterwards."""

    def __init__(self, running: Running, account: str) -> None:
        self._running = running
        self._account = running.account(account)

    @abstractmethod
    @contextmanager
    def place(self) -> Generator[None]:
        """Make where things go, and remove it in the end."""
        yield

    @abstractmethod
    def connect(self) -> None:
        """Sign in; called again after each failure."""

    @abstractmethod
    def send(self, number: int) -> None:
        """Return when the service has acknowledged thing `number`."""

    @abstractmethod
    def close(self) -> None:
        """Give the connection up."""

    @abstractmethod
    def kept(self, numbers: Collection[int]) -> set[int]:
        """Return which of these things the service gives back whole."""

    @property
    def _access(self) -> Access:
        endpoint = self._account.endpoint
        return Access(endpoint.host, endpoint.port, self._account.username, self._running.ca)


class Bus(Client):
    """Publishes into a stream on disk."""

    kind = "NATS"
    failures = (OSError, NatsError, asyncio.TimeoutError)

    def __init__(self, running: Running) -> None:
        super().__init__(running, "nats")
        self._runner: asyncio.Runner | None = None
        self._connection: Connection | None = None
        self._stream: JetStreamContext | None = None

    @contextmanager
    def place(self) -> Generator[None]:
        """Make the stream, and delete it in the end."""
        asyncio.run(self._replace())
        try:
            yield
        finally:
            asyncio.run(self._remove())

    def connect(self) -> None:
        """Open a connection on an event loop of its own."""
        self._runner = asyncio.Runner()
        # The library's own limit does not cover a server that takes the connection and then says nothing.
        self._connection = self._runner.run(asyncio.wait_for(self._open(), 2 * ANSWER_SECONDS))
        self._stream = self._connection.jetstream(timeout=ANSWER_SECONDS)

    def send(self, number: int) -> None:
        """Publish, and wait until the message is on the disk."""
        if not self._runner or not self._stream:
            raise ConnectionError("not connected")
        self._runner.run(self._stream.publish(f"{_SUBJECT}.{number}", b""))

    def close(self) -> None:
        """Close connection and loop."""
        if self._runner:
            if self._connection:
                with contextlib.suppress(*self.failures):
                    self._runner.run(asyncio.wait_for(self._connection.close(), ANSWER_SECONDS))
            self._runner.close()
        self._runner = self._connection = self._stream = None

    def kept(self, numbers: Collection[int]) -> set[int]:
        """Ask the stream for its subjects, of which each thing has its own."""
        found = asyncio.run(self._subjects())
        return {number for number in numbers if f"{_SUBJECT}.{number}" in found}

    async def _open(self) -> Connection:
        async def ignore(_: Exception) -> None:
            """Say nothing: what goes wrong is raised as well, and the library's own callback prints a traceback."""

        return await nats.connect(
            f"tls://{self._access}",
            user=self._account.username,
            password=self._account.password,
            tls=self._access.ssl_context(),
            tls_hostname=self._access.host,
            connect_timeout=ANSWER_SECONDS,
            allow_reconnect=False,
            max_reconnect_attempts=1,
            reconnect_time_wait=0.1,
            error_cb=ignore,
        )

    @asynccontextmanager
    async def _jetstream(self) -> AsyncGenerator[JetStreamContext]:
        connection = await self._open()
        try:
            yield connection.jetstream(timeout=10)
        finally:
            await connection.close()

    async def _replace(self) -> None:
        await self._remove()
        async with self._jetstream() as stream:
            await stream.add_stream(
                StreamConfig(name=_STREAM, subjects=[f"{_SUBJECT}.>"], storage=StorageType.FILE, max_bytes=16 << 20)
            )

    async def _remove(self) -> None:
        async with self._jetstream() as stream:
            try:
                await stream.delete_stream(_STREAM)
            except NotFoundError:
                return

    async def _subjects(self) -> Collection[str]:
        async with self._jetstream() as stream:
            info = await stream.stream_info(_STREAM, subjects_filter=f"{_SUBJECT}.>")
            return info.state.subjects or {}


class Objects(Client):
    """Puts small objects into a bucket, and reads them back in the end."""

    kind = "S3"
    failures = (BotoCoreError, ClientError)

    def __init__(self, running: Running) -> None:
        super().__init__(running, "minio")
        self._s3: S3Client = boto3.client(
            "s3",
            endpoint_url=self._account.endpoint.url,
            aws_access_key_id=self._account.username,
            aws_secret_access_key=self._account.password,
            region_name=REGION,
            verify=str(running.ca_file()),
            config=Config(
                s3={"addressing_style": "path"},
                connect_timeout=ANSWER_SECONDS,
                read_timeout=ANSWER_SECONDS,
                retries={"total_max_attempts": 1},
                proxies={},
            ),
        )

    @contextmanager
    def place(self) -> Generator[None]:
        """Make the bucket, and delete it in the end."""
        self._remove()
        self._s3.create_bucket(Bucket=_BUCKET)
        try:
            yield
        finally:
            self._remove()

    def connect(self) -> None:
        """Do nothing: the library connects with each request as it must."""

    def send(self, number: int) -> None:
        """Put an object."""
        self._s3.put_object(Bucket=_BUCKET, Key=str(number), Body=_content(number))

    def close(self) -> None:
        """Do nothing, as for `connect`."""

    def kept(self, numbers: Collection[int]) -> set[int]:
        """Read each object, and compare."""
        present = set(self._keys())
        return {number for number in numbers if str(number) in present and self._whole(number)}

    def _whole(self, number: int) -> bool:
        return self._s3.get_object(Bucket=_BUCKET, Key=str(number))["Body"].read() == _content(number)

    def _keys(self) -> list[str]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=_BUCKET)
        return [facts.get("Key", "") for page in pages for facts in page.get("Contents", ())]

    def _remove(self) -> None:
        if _BUCKET in {bucket.get("Name") for bucket in self._s3.list_buckets()["Buckets"]}:
            for key in self._keys():
                self._s3.delete_object(Bucket=_BUCKET, Key=key)
            self._s3.delete_bucket(Bucket=_BUCKET)


class Cache(Client):
    """Sets keys; a cache may lose them."""

    kind = "Redis"
    failures = (redis.RedisError, OSError)
    durable = False

    def __init__(self, running: Running) -> None:
        super().__init__(running, "redis")
        self._redis = redis.Redis(
            host=self._access.host,
            port=self._access.port,
            username=self._account.username,
            password=self._account.password,
            ssl=True,
            ssl_ca_data=running.ca,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )

    @contextmanager
    def place(self) -> Generator[None]:
        """Delete the keys in the end."""
        yield
        for key in cast("list[bytes]", self._redis.keys("drill:*")):
            self._redis.delete(key)

    def connect(self) -> None:
        """Do nothing: the library connects with each command as it must."""

    def send(self, number: int) -> None:
        """Set a key."""
        self._redis.set(f"drill:{number}", number, ex=_KEY_SECONDS)

    def close(self) -> None:
        """Give pooled connections up."""
        self._redis.close()

    def kept(self, numbers: Collection[int]) -> set[int]:
        """Read each key."""
        wanted = sorted(numbers)
        answers = cast("list[Any]", self._redis.mget([f"drill:{number}" for number in wanted])) if wanted else []
        return {number for number, answer in zip(wanted, answers, strict=True) if answer is not None}


class Search(Client):
    """Asks whether the search service is available; its indexes are made of PostgreSQL's rows, so it keeps nothing."""

    kind = "search"
    failures = (OSError,)
    durable = False

    def __init__(self, running: Running) -> None:
        super().__init__(running, "meilisearch")

    @contextmanager
    def place(self) -> Generator[None]:
        """Make nothing."""
        yield

    def connect(self) -> None:
        """Do nothing: each question has a connection of its own."""

    def send(self, number: int) -> None:
        """Ask for its health; anything but a plain yes is an error."""
        del number
        https = urllib.request.HTTPSHandler(context=self._access.ssl_context())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), https)
        opener.open(f"{self._account.endpoint.url}/health", timeout=ANSWER_SECONDS).close()

    def close(self) -> None:
        """Do nothing, as for `connect`."""

    def kept(self, numbers: Collection[int]) -> set[int]:
        """Return all of them: a question leaves nothing."""
        return set(numbers)


_KINDS: Mapping[str, type[Bus | Objects | Cache | Search]] = {
    "nats": Bus,
    "minio": Objects,
    "redis": Cache,
    "meilisearch": Search,
}
FAILURES = tuple({failure for kind in _KINDS.values() for failure in kind.failures})
"""What any of the libraries raises when its service is away or refuses."""


def of(running: Running) -> Sequence[Client]:
    """Return a client of each service beside PostgreSQL that the stack has."""
    return [kind(running) for service, kind in _KINDS.items() if running.services[service].present]


def _content(number: int) -> bytes:
    """Return what object `number` holds: its own number again and again, so that a mix-up shows."""
    word = f"{number} ".encode()
    return (word * (_OBJECT_BYTES // len(word) + 1))[:_OBJECT_BYTES]
