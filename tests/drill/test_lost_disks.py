"""A stack whose data disks are gone does not come up empty: `up` refuses, and what it names brings the data back."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from infra.cli import backup_runner, status
from infra.cli.running import Running
from infra.drills import cluster, database
from infra.packs import Pack
from infra.platforms import volumes
from infra.restore import archive
from infra.toolchain.engine import docker
from tests.smoke import clients, novax
from tests.smoke.clients import value

pytestmark = pytest.mark.timeout(600)

MARK = secrets.token_hex(16)
"""What the tests store: new in every run, so that nothing older can be taken for it."""

GONE = ("postgres", "minio", "nats", "redis")
_KEEP = "novax-lost-disk-copy"


@dataclass(frozen=True)
class Lost:
    """What was stored before the disks went, whose cluster it was, and what `up` and `preview` said afterwards."""

    pack: Pack
    bucket: str
    stream: str
    identifier: str
    up: str
    preview: str
    made: str
    """What there was of the volumes after the `up`."""


@pytest.fixture(scope="module")
def lost(running: Running, packs: Sequence[Pack]) -> Iterator[Lost]:
    """Store a mark, take every data disk away but for a copy of the object store's, and ask for an `up`."""
    if running.cluster:
        pytest.skip("takes volumes of Docker away")
    pack = next(pack for pack in packs if pack.streams and pack.buckets)
    bucket, stream = next(iter(pack.buckets)), next(iter(pack.streams))
    # Whoever leads on a later timeline has a history, which a restore reads first.
    novax.run("switchover", "-s", running.stack)
    with database.superuser(running, pack.database) as connection:
        connection.execute("create table public.lost_disk (mark text not null)")
        connection.execute("insert into public.lost_disk values (%s)", (MARK,))
        identifier = str(value(connection, "select system_identifier from pg_control_system()"))
    clients.objects(running, f"{pack.name}-minio").put_object(Bucket=bucket, Key="lost/disk", Body=MARK.encode())
    backup_runner.ask(running, "full backup", "run", "full")
    archive.switch(running.members[cluster.leader(running)])
    image = docker("inspect", "--format", "{{.Config.Image}}", running.members["minio"])
    _take_away(running, GONE, image)
    said = novax.run("up", "-s", running.stack, code=1)
    made = docker("volume", "ls", "--quiet", "--filter", f"label=novax.stack={running.stack}")
    yield Lost(pack, bucket, stream, identifier, said, novax.run("preview", "-s", running.stack, code=1), made)
    docker("volume", "rm", "--force", _KEEP)


def test_an_up_refuses_and_makes_nothing(running: Running, lost: Lost) -> None:
    assert f"stack {running.stack} has lost data, so nothing was created or changed" in lost.up
    assert (
        f"postgres had {lost.identifier}, and the disk of postgres-1 is gone, the disk of postgres-2 is gone" in lost.up
    )
    assert "--start-empty minio --start-empty postgres --start-empty nats" in lost.up
    assert f"novax restore --latest --cluster {lost.identifier} -s {running.stack}" in lost.up
    assert not [name for name in lost.made.split() if any(name.endswith(f"-{one}-data") for one in GONE)]


def test_a_preview_says_the_same(running: Running, lost: Lost) -> None:
    assert f"stack {running.stack} has lost data" in lost.preview


@pytest.fixture(scope="module")
def back(running: Running, lost: Lost) -> Iterator[str]:
    """Put the object store's copy back, begin the rest empty, and restore PostgreSQL; return what `up` said before."""
    image = docker("image", "ls", "--quiet", "novax/minio").split()[0]
    name = volumes.name_of(running.stack, "minio")
    docker("volume", "create", "--label", f"novax.stack={running.stack}", name)
    _copy(_KEEP, name, image)
    said = novax.run("up", "-s", running.stack, code=1)
    novax.run("up", "-s", running.stack, "--start-empty", "postgres", "--start-empty", "nats")
    novax.run("restore", "--latest", "--cluster", lost.identifier, "-s", running.stack, "--yes")
    cluster.await_whole(running)
    yield said
    with database.superuser(running, lost.pack.database) as connection:
        connection.execute("drop table public.lost_disk")


def test_a_disk_that_was_put_back_is_known(back: str) -> None:
    assert "minio had" not in back
    assert "--start-empty postgres --start-empty nats" in back


@pytest.mark.usefixtures("back")
def test_rows_objects_and_accounts_are_as_before(running: Running, lost: Lost) -> None:
    with database.superuser(running, lost.pack.database) as connection:
        assert value(connection, "select mark from public.lost_disk") == MARK
        assert str(value(connection, "select system_identifier from pg_control_system()")) == lost.identifier
    stored = clients.objects(running, f"{lost.pack.name}-minio").get_object(Bucket=lost.bucket, Key="lost/disk")
    assert stored["Body"].read() == MARK.encode()
    with clients.postgres(running, f"{lost.pack.name}-app", lost.pack.database) as app:
        assert value(app, "select current_user") == lost.pack.app
    with clients.cache(running, f"{lost.pack.name}-redis") as cache:
        assert cache.ping()


@pytest.mark.usefixtures("back")
def test_streams_that_began_empty_are_there(running: Running, lost: Lost) -> None:
    async def messages() -> int:
        async with clients.events(running, "nats") as client:
            return (await client.jetstream(domain=lost.pack.name).stream_info(lost.stream)).state.messages

    assert asyncio.run(messages()) == 0


@pytest.mark.usefixtures("back")
def test_what_came_back_is_what_the_state_knows(running: Running) -> None:
    novax.run("preview", "-s", running.stack)


@pytest.mark.usefixtures("back")
def test_one_replica_s_disk_is_made_anew(running: Running) -> None:
    leader = cluster.leader(running)
    (replica,) = (name for name in running.services["postgres"].members if name != leader)
    docker("rm", "--force", running.members[replica])
    docker("volume", "rm", volumes.name_of(running.stack, replica))
    novax.run("up", "-s", running.stack)
    cluster.await_whole(running)
    assert cluster.leader(running) == leader
    assert status.read_status(running.stack).problems == ()


def _take_away(running: Running, services: Sequence[str], image: str) -> None:
    members = [member for service in services for member in running.services[service].members]
    docker("rm", "--force", *(running.members[member] for member in members))
    _copy(volumes.name_of(running.stack, "minio"), _KEEP, image)
    docker("volume", "rm", *(volumes.name_of(running.stack, member) for member in members))


def _copy(source: str, target: str, image: str) -> None:
    mounts = ("--mount", f"type=volume,src={source},dst=/from,readonly", "--mount", f"type=volume,src={target},dst=/to")
    docker("run", "--rm", "--user=0:0", "--network=none", *mounts, image, "cp", "--archive", "/from/.", "/to")
