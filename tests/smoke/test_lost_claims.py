"""Kubernetes makes a claim that is gone anew and starts the pod on it, healthy and empty: the next `up` notices."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
from collections.abc import Sequence

import pytest

from infra.cli import pods
from infra.cli.running import Running
from infra.packs import Pack
from tests.smoke import clients, cluster, novax
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


def _lose(running: Running, pod: str) -> None:
    """Delete a pod's claim and the pod, and wait until both have successors."""
    assert running.cluster
    place = running.cluster

    def claim() -> str:
        return pods.kubectl(place, "get", "persistentvolumeclaim", f"data-{pod}", "--output=jsonpath={.metadata.uid}")

    before = claim()
    pods.kubectl(place, "delete", "persistentvolumeclaim", f"data-{pod}", "--wait=false")
    pods.kubectl(place, "delete", "pod", pod, "--wait=false")

    def succeeded() -> None:
        found = next(one for one in pods.pods(place) if one["metadata"]["name"] == pod)
        assert claim() != before
        assert found["status"]["phase"] == "Running"
        assert "deletionTimestamp" not in found["metadata"]

    eventually(succeeded, within=ROOM_SECONDS, on=Exception)
