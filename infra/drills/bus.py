"""A client of NATS that publishes into a stream of its own, and asks the stream in the end what it has."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Collection, Generator
from contextlib import asynccontextmanager, contextmanager

import nats
from nats.aio.client import Client as Connection
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import StorageType, StreamConfig
from nats.js.errors import NotFoundError

from infra.cli.running import Running
from infra.drills.client import ANSWER_SECONDS, Client

_STREAM = "NOVAX_DRILL"
_SUBJECT = "drill"

# It warns of an end of file on each connection that the library has upgraded to TLS.
logging.getLogger("asyncio").setLevel(logging.ERROR)


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
