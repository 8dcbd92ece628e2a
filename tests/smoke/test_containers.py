"""Every member runs as its spec says: as whom, with which rights and limits, with which files, on which addresses."""

import socket
from collections.abc import Mapping
from typing import Any

import pytest
import testinfra

from infra.catalog import IMAGES
from infra.cli import containers, pods
from infra.cli.running import Running
from infra.services import (
    alertmanager,
    backup,
    etcd,
    exporters,
    grafana,
    haproxy,
    jobs_exporter,
    meilisearch,
    minio,
    nats,
    pgbackrest,
    pgbouncer,
    postgres,
    prometheus,
    redis,
    relay,
)
from infra.specs import CONFIG_DIR, Member, ServiceSpec
from tests.smoke import engine
from tests.smoke.waiting import eventually

Inspected = Mapping[str, Mapping[str, Any]]
Specs = Mapping[str, ServiceSpec]

MIB = 2**20
IDLE_BUDGET = 2048 * MIB
"""What the whole idle stack may use: half of what its limits add up to in dev."""

PORTS = {
    "etcd": {etcd.CLIENT_PORT, 2380},
    "minio": {minio.PORT, minio.CONSOLE_PORT},
    "postgres": {postgres.PORT, postgres.REST_PORT, pgbackrest.SERVER_PORT},
    "haproxy": {
        haproxy.PRIMARY_PORT,
        haproxy.REPLICA_PORT,
        haproxy.REPLICA_REST_PORT,
        haproxy.METRICS_PORT,
        postgres.REST_PORT,
    },
    "pgbouncer": {pgbouncer.PORT},
    "redis": {redis.PORT},
    "nats": {nats.PORT, nats.MONITOR_PORT},
    "meilisearch": {meilisearch.PORT},
    "backup": {backup.METRICS_PORT},
    "relay": {relay.METRICS_PORT},
    "postgres-exporter": {exporters.POSTGRES_EXPORTER_PORT},
    "jobs-exporter": {jobs_exporter.PORT},
    "pgbouncer-exporter": {exporters.PGBOUNCER_EXPORTER_PORT},
    "redis-exporter": {exporters.REDIS_EXPORTER_PORT},
    "nats-exporter": {exporters.NATS_EXPORTER_PORT},
    "node-exporter": {exporters.NODE_EXPORTER_PORT},
    "blackbox-exporter": {exporters.BLACKBOX_EXPORTER_PORT},
    "alertmanager": {alertmanager.PORT},
    "grafana": {grafana.PORT},
    "prometheus": {prometheus.PORT},
}
"""What each service's program listens on inside its container."""


def test_every_declared_member_is_running_and_healthy(running: Running, inspected: Inspected) -> None:
    # The engine's own word is up to a minute old.
    healths = containers.health_of(list(inspected.values()))
    states = {member: healths.get(container, "missing") for member, container in running.members.items()}
    assert {member: state for member, state in states.items() if state != "healthy"} == {}


def test_no_container_was_restarted_or_ran_out_of_memory(inspected: Inspected) -> None:
    assert {member: facts["RestartCount"] for member, facts in inspected.items() if facts["RestartCount"]} == {}
    assert [member for member, facts in inspected.items() if facts["State"]["OOMKilled"]] == []


def test_every_process_runs_as_the_user_of_its_image(running: Running, specs: Specs) -> None:
    for member, container, spec in _members(running, specs):

        def all_of_one_user(member: str = member, container: str = container, image: str = spec.image) -> None:
            assert set(engine.output(container, "ps -eo uid=").split()) == {str(IMAGES[image].uid)}, member

        # A health check that is just being started belongs to root for a moment.
        eventually(all_of_one_user, within=5)


def test_no_process_has_or_can_gain_a_capability(running: Running, specs: Specs) -> None:
    nothing = "0" * 16
    expected = {(f"Cap{kind}:", nothing) for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} | {("NoNewPrivs:", "1")}
    for member, container, _ in _members(running, specs):

        def none_has_any(member: str = member, container: str = container) -> None:
            lines = engine.output(container, "grep -hs -e ^Cap -e ^NoNewPrivs /proc/[0-9]*/status || true").splitlines()
            assert {tuple(line.split()) for line in lines} == expected, member

        # As above: a process that is just being started is on its way to these.
        eventually(none_has_any, within=5)


def test_every_member_is_limited_in_memory_without_swap(running: Running, inspected: Inspected) -> None:
    for service in running.services.values():
        for member in service.members:
            limits = inspected[member]["HostConfig"]
            assert (limits["Memory"], limits["MemorySwap"]) == (service.memory * MIB, service.memory * MIB), member


def test_every_member_is_limited_in_processes(running: Running, specs: Specs, inspected: Inspected) -> None:
    for member, container, spec in _members(running, specs):
        assert inspected[member]["HostConfig"]["PidsLimit"] == spec.resources.processes, member
        # Its place differs between the two versions of control groups.
        enforced = engine.output(
            container, "cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null || true"
        )
        assert int(enforced) == spec.resources.processes, member


def test_every_member_comes_back_with_the_engine(inspected: Inspected) -> None:
    policies = {facts["HostConfig"]["RestartPolicy"]["Name"] for facts in inspected.values()}
    assert policies == {"unless-stopped"}


def test_every_member_waits_long_enough_for_its_service_to_stop(
    running: Running, specs: Specs, inspected: Inspected
) -> None:
    for member, _, spec in _members(running, specs):
        assert inspected[member]["Config"]["StopTimeout"] == spec.stop_grace, member


def test_nothing_of_the_host_is_mounted(inspected: Inspected) -> None:
    kinds = {mount["Type"] for facts in inspected.values() for mount in facts["Mounts"]}
    assert kinds <= {"volume"}
    assert not any(facts["HostConfig"]["Privileged"] for facts in inspected.values())


def test_configuration_is_readable_by_its_service_alone(running: Running, specs: Specs) -> None:
    for member, container, spec in _members(running, specs):
        # Kubernetes keeps the files themselves in a folder with two dots, and leads to them by links.
        find = f"find -L {CONFIG_DIR} -not -path '*/..*' -printf '%y %m %u %U %g %G %p\\n'"
        found = engine.output(container, find).splitlines()
        files = {line.split()[6]: line.split()[1:6] for line in found if line.startswith("f")}
        assert set(files) == {file.path for file in spec.member_files(_spec_member(spec, member))}, member
        modes = {(mode, owner) for mode, _, owner, _, _ in files.values()}
        assert modes == {("440", "0")}, member
        # Docker gives uploads to root's group, Kubernetes a pod's files to the group of its user.
        group = str(IMAGES[spec.image].uid) if running.cluster else "0"
        assert {group_id for *_, group_id in files.values()} == {group}, member
        if not running.cluster:
            closed = [line for line in found if line.endswith(f" {CONFIG_DIR}") and line.split()[1] == "750"]
            assert len(closed) == 1, f"others may enter {CONFIG_DIR} in {member}"


def test_files_without_secrets_are_as_declared(running: Running, specs: Specs) -> None:
    for member, container, spec in _members(running, specs):
        for file in spec.member_files(_spec_member(spec, member)):
            if not file.secrets:
                assert engine.content(container, file.path) == file.content, f"{file.path} in {member}"


def test_every_service_listens_on_its_own_ports_alone(running: Running, specs: Specs) -> None:
    for member, container, spec in _members(running, specs):
        assert engine.listening(container) == PORTS[spec.name], member


def test_published_ports_are_bound_to_loopback_alone(running: Running, inspected: Inspected) -> None:
    bindings = [(member, binding) for member, facts in inspected.items() for binding in _published(facts)]
    assert {int(binding["HostPort"]) for _, binding in bindings} == {end.port for end in running.endpoints.values()}
    assert [(member, binding) for member, binding in bindings if binding["HostIp"] != "127.0.0.1"] == []


def test_the_host_listens_for_the_stack_on_loopback_alone(running: Running) -> None:
    host = testinfra.get_host("local://")
    lines = host.check_output("ss --no-header --listening --tcp --numeric").splitlines()
    listeners = {tuple(line.split()[3].rsplit(":", 1)) for line in lines}
    ports = {str(end.port) for end in running.endpoints.values()}
    assert {(address, port) for address, port in listeners if port in ports} == {("127.0.0.1", port) for port in ports}


def test_no_other_address_of_the_host_answers(running: Running) -> None:
    addresses = testinfra.get_host("local://").check_output("hostname --all-ip-addresses").split()
    answering: list[tuple[str, int]] = []
    for address in addresses:
        for end in running.endpoints.values():
            with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as client:
                client.settimeout(1)
                if client.connect_ex((address, end.port)) == 0:
                    answering.append((address, end.port))
    assert answering == []


def test_the_idle_stack_stays_within_its_memory_budget(running: Running) -> None:
    found = pods.look(running.cluster) if running.cluster else containers.look(containers.inspected(running.stack))
    used = {name: facts.memory for name, facts in found.items() if facts.memory is not None}
    if running.cluster and not used:
        pytest.skip("the cluster has no metrics API, so nobody knows what its pods use")
    assert sum(used.values()) < IDLE_BUDGET, used


def _members(running: Running, specs: Specs) -> list[tuple[str, str, ServiceSpec]]:
    """Return name, container and spec of every member."""
    return [
        (member, container, specs[service.name])
        for service in running.services.values()
        for member, container in service.members.items()
    ]


def _published(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    ports: dict[str, list[dict[str, str]] | None] = facts["NetworkSettings"]["Ports"] or {}
    return [binding for published in ports.values() for binding in published or ()]


def _spec_member(spec: ServiceSpec, name: str) -> Member:
    return next(member for member in spec.members if member.name == name)
