"""Kills a store in the middle of uploads, again and again, and compares what is there afterwards byte by byte.

Every key is written once with content that its name determines, or over and over by one writer. Afterwards what was
acknowledged must be whole; what was not may be whole or absent; nothing may be anything else.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from tests.bench.stores.objects import put_in_parts
from tests.bench.stores.server import Server

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "crashes"
WRITERS = 4
_SMALL, _PART = 4096, 5 * 1024 * 1024
_IN_PARTS_EVERY, _OVER_EVERY = 12, 4
"""Of a writer's objects every so manieth is uploaded in two parts, or written over the same key."""
_LEAST_SECONDS, _MOST_SECONDS = 0.3, 1.5


@dataclass
class Tally:
    """What all rounds came to, in objects; a start is in seconds."""

    rounds: int = 0
    acknowledged: int = 0
    unacknowledged: int = 0
    there_all_the_same: int = 0
    lost: list[str] = field(default_factory=list[str])
    damaged: list[str] = field(default_factory=list[str])
    starts: list[float] = field(default_factory=list[float])

    @property
    def sound(self) -> bool:
        """Whether nothing was lost and nothing damaged."""
        return not self.lost and not self.damaged


@dataclass
class Written:
    """What one writer tried: the last acknowledged number of each key, and every number that it tried for it."""

    acknowledged: dict[str, int] = field(default_factory=dict[str, int])
    tried: dict[str, list[int]] = field(default_factory=dict[str, list[int]])


def crash(server: Server, rounds: int) -> Tally:
    """Kill and start a running store so many times while writers write; return what was found."""
    chance = random.Random(1)  # noqa: S311
    server.client().create_bucket(Bucket=BUCKET)
    tally = Tally()
    for number in range(rounds):
        written = [Written() for _ in range(WRITERS)]
        threads = [
            threading.Thread(target=_write, args=(server.client(), f"{number:03}-{writer}", one))
            for writer, one in enumerate(written)
        ]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(_LEAST_SECONDS, _MOST_SECONDS))
        server.kill()
        for thread in threads:
            thread.join()
        tally.starts.append(server.start())
        for one in written:
            compare(server.client(), one, tally)
        compare_listing(server.client(), f"{number:03}-", written, tally)
        tally.rounds += 1
    return tally


def content(key: str, number: int, size: int) -> bytes:
    """Return what a key's so manieth object holds."""
    return random.Random(f"{key} {number}").randbytes(size)  # noqa: S311


def _size(key: str) -> int:
    return _PART + _SMALL if key.endswith("parts") else _SMALL


def _plan(name: str) -> Iterator[tuple[str, int]]:
    """Give keys and numbers for one writer, without end."""
    number = 0
    while True:
        number += 1
        if number % _IN_PARTS_EVERY == 0:
            yield f"{name}/{number}-parts", number
        elif number % _OVER_EVERY == 0:
            yield f"{name}/over", number
        else:
            yield f"{name}/{number}", number


def _write(client: "S3Client", name: str, written: Written) -> None:
    """Write until the store is gone."""
    with suppress(BotoCoreError, ClientError):
        for key, number in _plan(name):
            written.tried.setdefault(key, []).append(number)
            body = content(key, number, _size(key))
            if key.endswith("parts"):
                put_in_parts(client, BUCKET, key, (body[:_PART], body[_PART:]))
            else:
                client.put_object(Bucket=BUCKET, Key=key, Body=body)
            written.acknowledged[key] = number


def compare(client: "S3Client", written: Written, tally: Tally) -> None:
    """Hold what is there to what one writer tried, byte by byte."""
    for key, numbers in written.tried.items():
        last = written.acknowledged.get(key, 0)
        found = _read(client, key)
        # What was tried after the last acknowledged one may have been stored as well.
        allowed = [content(key, number, _size(key)) for number in numbers if number >= last]
        if last:
            tally.acknowledged += 1
        else:
            tally.unacknowledged += 1
            tally.there_all_the_same += found is not None
        if found is None and last:
            tally.lost.append(key)
        elif found is not None and found not in allowed:
            tally.damaged.append(key)


def _read(client: "S3Client", key: str) -> bytes | None:
    try:
        return client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == "NoSuchKey":
            return None
        return b""
    except BotoCoreError:
        return b""


def compare_listing(client: "S3Client", prefix: str, written: list[Written], tally: Tally) -> None:
    """Hold what is listed to what was tried: no half of an upload has a name of its own, and none is missing."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    listed = {item.get("Key", "") for page in pages for item in page.get("Contents", [])}
    tally.damaged += [f"{key} listed" for key in listed - {key for one in written for key in one.tried}]
    tally.lost += [f"{key} not listed" for key in {key for one in written for key in one.acknowledged} - listed]
