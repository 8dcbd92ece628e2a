"""What Kubernetes alone shows: every pod admitted as restricted, no restarts, and a primary that hands over in time."""

import json
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from psycopg import sql

from infra.catalog import IMAGES
from infra.cli import pods
from infra.cli.pods import address
from infra.cli.running import Running
from infra.packs import Pack
from infra.platforms.forwards import Cluster
from infra.settings import Settings
from infra.specs import ServiceSpec
from tests.smoke import clients, cluster, novax
from tests.smoke.scratch import schema
from tests.smoke.waiting import eventually

AGAIN_SECONDS = 15
"""Within this clients write again when the primary's pod is deleted."""

IDLE_SECONDS = 15
"""Half of what a pooler gets to stop: one that waited for idle clients would take all of it."""

ROOM_SECONDS = 120
WRITES_BEFORE = 10
SETTLE_SECONDS = 30
"""How long writes go on after the pod went: longer than what is allowed, so that a slow return is measured."""


@pytest.fixture(scope="module", autouse=True)
def _kubernetes(running: Running) -> None:
    if not running.cluster:
        pytest.skip("the stack runs on Docker")


@pytest.fixture(scope="module")
def found(running: Running) -> Sequence[Mapping[str, Any]]:
    """Return what Kubernetes says of every pod."""
    assert running.cluster
    return pods.pods(running.cluster)


def test_every_pod_is_ready_and_none_ran_out_of_memory(running: Running, found: Sequence[Mapping[str, Any]]) -> None:
    states = {pods.member_of(pod): pod["status"]["containerStatuses"][0] for pod in found}
    expected = {place.member for host in running.members.values() if (place := address(host))}
    assert states.keys() == expected
    assert [name for name, state in states.items() if not state["ready"]] == []
    ends = {name: state.get("lastState", {}).get("terminated", {}).get("reason") for name, state in states.items()}
    assert [name for name, reason in ends.items() if reason == "OOMKilled"] == []


def test_every_pod_is_what_its_spec_says(found: Sequence[Mapping[str, Any]], specs: Mapping[str, ServiceSpec]) -> None:
    for pod in found:
        spec = specs[pod["metadata"]["labels"]["novax.service"]]
        (container,) = pod["spec"]["containers"]
        assert container["command"] == list(spec.command)
        assert container["resources"]["limits"]["memory"] in {
            f"{spec.resources.memory}Mi",
            f"{spec.resources.memory // 1024}Gi",
        }
        assert pod["spec"]["securityContext"]["runAsUser"] == IMAGES[spec.image].uid


def test_the_namespace_refuses_what_is_not_restricted(running: Running) -> None:
    assert running.cluster
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "refused"}}
    pod |= {"spec": {"containers": [{"name": "root", "image": "refused"}]}}
    command = [*running.cluster.kubectl(), "create", "--dry-run=server", "--filename=-"]
    done = subprocess.run(command, input=json.dumps(pod), capture_output=True, text=True, check=False)
    assert done.returncode
    assert 'violates PodSecurity "restricted' in done.stderr


@pytest.mark.disruptive
@pytest.mark.timeout(600)
def test_what_somebody_changes_by_hand_is_named_and_undone(running: Running) -> None:
    assert running.cluster
    stack = ("-s", running.stack)
    pods.kubectl(running.cluster, "set", "resources", "deployment", "relay", "--limits=memory=140Mi")
    told = novax.run("drift", *stack, "--json", code=2)
    report: dict[str, Any] = json.loads(told[told.index("{") : told.rindex("}") + 1])
    assert report["failed"] == []
    assert [(one["area"], one["subject"], one["message"]) for one in report["findings"]] == [
        ("infrastructure", "Release relay-release", "was changed by hand: its objects in the cluster")
    ]
    novax.run("up", *stack)
    novax.run("drift", *stack)


@pytest.mark.disruptive
def test_a_pooler_that_goes_waits_for_transactions_and_not_for_clients(running: Running, packs: Sequence[Pack]) -> None:
    place = address(running.members["pgbouncer"])
    assert place
    account, database, old = f"{packs[0].name}-app", packs[0].database, place.pod()
    with closing(clients.postgres(running, account, database)):
        # No connection is opened meanwhile: it would be refused, and with that the forwarded port ends.
        with clients.postgres(running, account, database) as app, app.transaction():
            clients.value(app, "select 1")
            pods.kubectl(place.cluster, "delete", "pod", old, "--wait=false")
            clients.value(app, "select 1 from pg_sleep(6)")
        began = time.monotonic()
        eventually(lambda: _is_gone(place.cluster, old), within=ROOM_SECONDS)
        assert time.monotonic() - began < IDLE_SECONDS

    def others_go_on() -> None:
        clients.postgres(running, account, database, connect_timeout=5).close()

    eventually(others_go_on, within=ROOM_SECONDS, on=psycopg.OperationalError)


def _is_gone(cluster: Cluster, pod: str) -> None:
    assert pod not in {found["metadata"]["name"] for found in pods.pods(cluster)}


@pytest.mark.disruptive
@pytest.mark.timeout(400)
@pytest.mark.parametrize("how", ["delete", "drain"])
def test_clients_write_again_and_nothing_is_lost(
    running: Running, packs: Sequence[Pack], settings: Settings, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    pack = packs[0]
    eventually(lambda: cluster.replicas_stream(running), within=ROOM_SECONDS)
    old = cluster.leader_name(running)
    with schema(running, pack, "novax_smoke_pods", "create table {schema}.rows (number int primary key);") as name:
        insert = sql.SQL("insert into {}.rows values (%s)").format(name)
        acknowledged, longest = _write_while(lambda: _take_away(running, old, how), running, pack, insert)
        with clients.postgres(running, f"{pack.name}-app", pack.database) as app:
            kept = {row[0] for row in app.execute(sql.SQL("select number from {}.rows").format(name))}
    with capsys.disabled():
        print(f"\n  {how}: no write for {longest:.1f} s, {len(acknowledged)} acknowledged")  # noqa: T201
    assert longest < AGAIN_SECONDS
    assert cluster.leader_name(running) != old
    if settings.postgres.synchronous:
        assert acknowledged - kept == set()
    eventually(lambda: cluster.replicas_stream(running), within=ROOM_SECONDS)


def _take_away(running: Running, member: str, how: str) -> None:
    """Delete the pod of a member, or empty its node of it alone, as before work on the node."""
    assert running.cluster
    place = address(running.members[member])
    assert place
    if how == "delete":
        pods.kubectl(running.cluster, "delete", "pod", place.pod(), "--wait=false")
        return
    node = pods.kubectl(running.cluster, "get", "pod", place.pod(), "--output=jsonpath={.spec.nodeName}")
    chosen = f"--pod-selector=statefulset.kubernetes.io/pod-name={place.pod()}"
    command = [*running.cluster.kubectl(), "drain", node, chosen, "--delete-emptydir-data", "--timeout=120s"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    finally:
        pods.kubectl(running.cluster, "uncordon", node)


def _write_while(act: Callable[[], None], running: Running, pack: Pack, insert: sql.Composed) -> tuple[set[int], float]:
    """Return the numbers of acknowledged rows and the longest time without one (s), from before `act` until after."""
    acknowledged: set[int] = set()
    moments = [time.monotonic()]
    actor = threading.Thread(target=act)
    until = None
    for number in range(10**6):
        try:
            with clients.postgres(running, f"{pack.name}-app", pack.database, connect_timeout=2) as app:
                app.execute(insert, (number,))
        except psycopg.Error:
            time.sleep(0.05)
        else:
            acknowledged.add(number)
            moments.append(time.monotonic())
        if number == WRITES_BEFORE:
            actor.start()
        if until is None and number > WRITES_BEFORE and not actor.is_alive():
            until = time.monotonic() + SETTLE_SECONDS
        if until is not None and time.monotonic() > until:
            break
    return acknowledged, max(later - earlier for earlier, later in pairwise(moments))
