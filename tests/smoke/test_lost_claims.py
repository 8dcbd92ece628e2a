"""Kubernetes makes a claim that is gone anew and starts the pod on it, healthy and empty: the next `up` notices."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import secrets
from collections.abc import Sequence

import pytest

from infra.cli import pods
from infra.cli.running import Running
from infra.drills import database
from infra.packs import Pack
from infra.restore import archive
from tests.smoke import clients, cluster, novax
from tests.smoke.clients import value
from tests.smoke.waiting import eventually

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(900)]

ROOM_SECONDS = 180


@pytest.fixture(autouse=True)
def _kubernetes(running: Running) -> None:
    if not running.cluster:
        pytest.skip("the stack runs on Docker, where tests/drill/test_lost_disks.py takes every volume away")


def test_a_bus_that_lost_its_claim_begins_empty_only_when_somebody_says_so(
    running: Running, packs: Sequence[Pack]
) -> None:
    pack = next(pack for pack in packs if pack.streams)
    _lose(running, "nats-1")
    told = novax.run("up", "-s", running.stack, code=1)
    assert f"stack {running.stack} has lost data, so nothing was created or changed: nats had " in told
    novax.run("up", "-s", running.stack, "--start-empty", "nats")

    async def found(stream: str) -> str | None:
        async with clients.events(running, f"{pack.name}-nats") as client:
            return (await client.jetstream().stream_info(stream)).config.name

    for stream in pack.streams:
        assert asyncio.run(found(stream)) == stream
    novax.run("preview", "-s", running.stack)


def test_a_replica_that_lost_its_claim_is_made_anew(running: Running) -> None:
    leader = cluster.leader_name(running)
    replica = next(name for name in running.services["postgres"].members if name != leader)
    _lose(running, replica)
    eventually(lambda: cluster.replicas_stream(running), within=ROOM_SECONDS)
    novax.run("up", "-s", running.stack)
    assert cluster.leader_name(running) == leader
    novax.run("preview", "-s", running.stack)


def test_a_database_that_lost_all_claims_is_restored(running: Running, packs: Sequence[Pack]) -> None:
    pack, mark = packs[0], secrets.token_hex(16)
    with database.superuser(running, pack.database) as connection:
        connection.execute("create table public.lost_claim (mark text not null)")
        connection.execute("insert into public.lost_claim values (%s)", (mark,))
        identifier = str(value(connection, "select system_identifier from pg_control_system()"))
    archive.switch(running.members[cluster.leader_name(running)])
    _lose(running, *running.services["postgres"].members)
    told = novax.run("up", "-s", running.stack, code=1)
    restore = ("restore", "--latest", "--cluster", identifier, "-s", running.stack)
    assert f"nothing was created or changed: postgres had {identifier}, and the disk of " in told
    assert f"novax {' '.join(restore)}" in told
    novax.run("up", "-s", running.stack, "--start-empty", "postgres")
    novax.run(*restore, "--yes")
    eventually(lambda: cluster.replicas_stream(running), within=ROOM_SECONDS)
    with database.superuser(running, pack.database) as connection:
        assert value(connection, "select mark from public.lost_claim") == mark
        assert str(value(connection, "select system_identifier from pg_control_system()")) == identifier
        connection.execute("drop table public.lost_claim")
    for each in packs:
        with clients.postgres(running, f"{each.name}-app", each.database) as app:
            assert value(app, "select current_user") == each.app
    novax.run("preview", "-s", running.stack)


def _lose(running: Running, *members: str) -> None:
    """Delete the claims of pods and the pods, and wait until all have successors."""
    assert running.cluster
    place = running.cluster

    def claims() -> set[str]:
        columns = "--output=custom-columns=:.metadata.uid"
        names = [f"data-{pod}" for pod in members]
        return set(pods.kubectl(place, "get", "persistentvolumeclaim", *names, columns).split())

    before = claims()
    pods.kubectl(place, "delete", "persistentvolumeclaim", *(f"data-{pod}" for pod in members), "--wait=false")
    pods.kubectl(place, "delete", "pod", *members, "--wait=false")

    def succeeded() -> None:
        found = [one for one in pods.pods(place) if one["metadata"]["name"] in members]
        assert len(found) == len(members)
        assert not claims() & before
        for one in found:
            assert one["status"]["phase"] == "Running"
            assert "deletionTimestamp" not in one["metadata"]

    eventually(succeeded, within=ROOM_SECONDS, on=Exception)
