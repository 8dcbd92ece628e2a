"""Clients of the object store, the cache and the search service."""

# redis-py leaves the arguments and answers of its commands untyped:
# pyright: reportUnknownMemberType=false
import urllib.request
from collections.abc import Collection, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import redis
from botocore.exceptions import BotoCoreError, ClientError

from infra.cli.running import Running
from infra.drills.client import ANSWER_SECONDS, Client
from infra.hooks.cache import connect
from infra.hooks.s3 import s3_client

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_BUCKET = "drill-objects"
_OBJECT_BYTES = 4096
_KEY_SECONDS = 600
"""How long the cache keeps what an interrupted drill left in it."""


class Objects(Client):
    """Puts small objects into a bucket, and reads them back in the end."""

    kind = "S3"
    failures = (BotoCoreError, ClientError)

    def __init__(self, running: Running) -> None:
        super().__init__(running, "minio")
        account = self._account
        self._s3: S3Client = s3_client(
            account.endpoint.url, account.username, account.password, str(running.ca_file()), seconds=ANSWER_SECONDS
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
        self._redis = connect(self._access, self._account.password, seconds=ANSWER_SECONDS)

    @contextmanager
    def place(self) -> Generator[None]:
        """Delete the keys in the end."""
        yield
        for key in cast("list[str]", self._redis.keys("drill:*")):
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


def _content(number: int) -> bytes:
    """Return what object `number` holds: its own number again and again, so that a mix-up shows."""
    word = f"{number} ".encode()
    return (word * (_OBJECT_BYTES // len(word) + 1))[:_OBJECT_BYTES]
