"""Containers are cattle: all are removed and made anew, and everything that clients had stored is still there."""

# The clients leave the keyword arguments of their calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from infra.cli import status
from infra.cli.running import Running
from infra.packs import Pack
from tests.smoke import clients, engine, novax
from tests.smoke.clients import value
from tests.smoke.scratch import schema
from tests.smoke.waiting import eventually

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(600)]

MARK = secrets.token_hex(16)
"""What the tests store: new in every run, so that nothing older can be taken for it."""

HEALTHY_SECONDS = 120.0


@dataclass(frozen=True)
class Stored:
    """Where the mark was put before the containers went."""

    pack: Pack
    stream: str
    sequence: int
    bucket: str
    volumes: frozenset[str]
    containers: frozenset[str]
    metrics_until: float
    """Seconds since the epoch, before the containers went."""


@pytest.fixture(scope="module")
def stored(running: Running, packs: Sequence[Pack]) -> Iterator[Stored]:
    """Store the mark everywhere, remove every container, and yield when the stack is up again."""
    pack = next(pack for pack in packs if pack.streams and pack.buckets)
    bucket, (stream, declared) = next(iter(pack.buckets)), next(iter(pack.streams.items()))
    with schema(running, pack, "novax_smoke_kept", "create table {schema}.marks (mark text not null);"):
        with clients.postgres(running, f"{pack.name}-app", pack.database) as app:
            app.execute("insert into novax_smoke_kept.marks values (%s)", (MARK,))
        with clients.cache(running, f"{pack.name}-redis") as cache:
            cache.set(f"{pack.cache_prefix}smoke:kept", MARK)
            # The log reaches the disk once a second: until then a crash may lose a key, by design.
            assert cache.execute_command("WAITAOF", 1, 0, 5000) == [1, 0]
        clients.objects(running, f"{pack.name}-minio").put_object(Bucket=bucket, Key="smoke/kept", Body=MARK.encode())
        subject = declared.subjects[0].replace("*", "smoke").replace(">", "smoke")
        sequence, before = asyncio.run(_publish(running, pack, subject)), engine.identities(running)
        kept = Stored(pack, stream, sequence, bucket, engine.volumes(running), before, time.time())
        engine.remove_all(running)
        novax.run("up", "-s", running.stack)
        eventually(lambda: _healthy(running), within=HEALTHY_SECONDS)
        yield kept
        asyncio.run(_forget(running, kept))


def test_every_container_is_a_new_one_on_the_same_volumes(running: Running, stored: Stored) -> None:
    now = engine.identities(running)
    assert len(now) == len(running.members)
    assert now.isdisjoint(stored.containers)
    assert engine.volumes(running) == stored.volumes


def test_the_row_is_there_on_the_primary_and_on_a_replica(running: Running, stored: Stored) -> None:
    query = "select mark from novax_smoke_kept.marks"
    for database in (stored.pack.database, f"{stored.pack.database}_ro"):
        with clients.postgres(running, f"{stored.pack.name}-app", database) as app:
            assert value(app, query) == MARK, database


def test_the_message_is_there(running: Running, stored: Stored) -> None:
    async def read() -> bytes | None:
        async with clients.events(running, "nats") as client:
            message = await client.jetstream(domain=stored.pack.name).get_msg(stored.stream, stored.sequence)
            return message.data

    assert asyncio.run(read()) == MARK.encode()


def test_the_object_is_there(running: Running, stored: Stored) -> None:
    client = clients.objects(running, f"{stored.pack.name}-minio")
    assert client.get_object(Bucket=stored.bucket, Key="smoke/kept")["Body"].read() == MARK.encode()


def test_the_key_is_there_with_its_account(running: Running, stored: Stored) -> None:
    for end in (end for end in running.endpoints.values() if end.service == "redis"):
        with clients.cache(running, f"{stored.pack.name}-redis", endpoint=end.name) as cache:
            assert cache.get(f"{stored.pack.cache_prefix}smoke:kept") == MARK, end.name


def test_the_history_of_metrics_is_there(running: Running, stored: Stored) -> None:
    # Of that moment nothing can have been scraped since.
    assert clients.metrics(running, f"count(up @ {stored.metrics_until:.3f})")


async def _publish(running: Running, pack: Pack, subject: str) -> int:
    async with clients.events(running, f"{pack.name}-nats") as client:
        return (await client.jetstream().publish(subject, MARK.encode())).seq


async def _forget(running: Running, stored: Stored) -> None:
    async with clients.events(running, "nats") as client:
        await client.jetstream(domain=stored.pack.name).delete_msg(stored.stream, stored.sequence)
    with clients.cache(running, f"{stored.pack.name}-redis") as cache:
        cache.delete(f"{stored.pack.cache_prefix}smoke:kept")
    root = clients.objects(running, "minio")
    for version in root.list_object_versions(Bucket=stored.bucket, Prefix="smoke/kept").get("Versions", []):
        root.delete_object(Bucket=stored.bucket, Key="smoke/kept", VersionId=version.get("VersionId", ""))


def _healthy(running: Running) -> None:
    assert status.read_status(running.stack).problems == ()
