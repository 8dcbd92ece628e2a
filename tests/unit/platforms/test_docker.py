"""What the program asks of Docker for stack dev: exact counts, and the hardening of every container."""

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from infra import catalog
from infra.hooks.registry import all_hooks
from infra.packs import Pack, load_packs
from infra.paths import PROJECT
from infra.services.registry import all_services
from infra.settings import Settings
from infra.specs import DATA_DIR, ServiceSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.unit.conftest import Program, Resource

STATEFUL = {
    "alertmanager",
    "backup",
    "etcd",
    "grafana",
    "meilisearch",
    "minio",
    "nats",
    "postgres-1",
    "postgres-2",
    "prometheus",
    "redis-1",
    "redis-2",
}
CLIENTS = 4 + 9
"""Authorities of the clients of etcd, PostgreSQL, backup and relay, and the certificates that they have signed."""
PLATFORM_PASSWORDS = 31
"""Three of minio, backup-cipher, three of redis, nats, meilisearch, grafana, patroni-rest, seven of postgres, two of
pgbouncer, eleven of listeners of metrics."""


@pytest.fixture(scope="module")
def packs(dev: Settings) -> tuple[Pack, ...]:
    return load_packs(dev.packs, PROJECT / "sql")


@pytest.fixture(scope="module")
def specs(dev: Settings) -> dict[str, ServiceSpec]:
    """Return the spec of each member by the member's name."""
    return {member.name: spec for spec in all_services(dev) for member in spec.members}


def passwords_of(packs: tuple[Pack, ...]) -> int:
    """Return how many secrets packs have: of roles, of accounts elsewhere, and of columns."""
    return sum(len(pack.login_roles) + len(("nats", "minio", "redis")) + pack.data_key for pack in packs)


def test_the_resources_of_stack_dev(program: "Program", packs: tuple[Pack, ...]) -> None:
    kept = len(("ca", "seal", "process-limits"))
    names = len(("minio-root", "minio-archive", "minio-backup", *packs))
    marks = len(("buckets", "cluster", "databases", "migrations", "jobs", "streams", "search")) + len(("users", "keys"))
    disks = len(("election", "archive", "minio", "postgres", "redis", "nats", "meilisearch"))
    assert Counter(resource.type for resource in program.resources) == {
        "novax:identity:Identity": 1,
        "novax:docker:Service": 20,
        "docker:index/network:Network": 1,
        "docker:index/container:Container": 23,
        "docker:index/volume:Volume": 12,
        "pulumi:index:Stash": 23 + CLIENTS + PLATFORM_PASSWORDS + passwords_of(packs) + names + kept + marks + disks,
    }


def test_a_container_has_a_member_s_name_and_its_image(program: "Program", specs: dict[str, ServiceSpec]) -> None:
    assert program.containers.keys() == specs.keys()
    for name, container in program.containers.items():
        assert container.inputs["name"] == f"novax-dev-{name}"
        assert container.inputs["hostname"] == name
        assert container.inputs["image"] == f"novax/{specs[name].image}:test"
        assert container.inputs["command"] == list(specs[name].command)


def test_no_container_runs_as_root_or_gains_rights(program: "Program", specs: dict[str, ServiceSpec]) -> None:
    for name, container in program.containers.items():
        uid = catalog.IMAGES[specs[name].image].uid
        assert container.inputs["user"] == f"{uid}:{uid}", name
        assert uid > 0
        assert container.inputs["capabilities"] == {"drops": ["ALL"]}, name
        assert container.inputs["securityOpts"] == ["no-new-privileges:true"], name
        assert not container.inputs.keys() & {"privileged", "devices", "pidMode", "ipcMode", "usernsMode"}, name


def test_memory_is_limited_and_swap_with_it(program: "Program", specs: dict[str, ServiceSpec]) -> None:
    for name, container in program.containers.items():
        limits = specs[name].resources
        assert (container.inputs["memory"], container.inputs["memorySwap"]) == (limits.memory, limits.memory), name
        assert container.inputs["shmSize"] == limits.shared_memory, name


def test_processes_are_limited_by_the_last_marker(program: "Program", specs: dict[str, ServiceSpec]) -> None:
    marker = program.stashes["process-limits"]
    limits = {name: spec.resources.processes for name, spec in specs.items()}
    assert marker.inputs["input"]["declared"] == limits
    assert program.position(marker) > max(program.position(container) for container in program.containers.values())


def test_no_limit_is_counted_by_user(program: "Program") -> None:
    """The kernel would count the containers of one image, and of every stack on the host, together."""
    assert [name for name, container in program.containers.items() if "ulimits" in container.inputs] == []


def test_the_engine_checks_a_container_rarely_and_nobody_waits_for_that(
    program: "Program", specs: dict[str, ServiceSpec]
) -> None:
    for name, container in program.containers.items():
        probe = specs[name].probe
        check = container.inputs["healthcheck"]
        assert check["tests"] == ["CMD", *probe.command], name
        assert (check["interval"], check["timeout"]) == ("1m0s", f"{probe.timeout}s")
        assert (check["retries"], check["startPeriod"]) == (2, "2m0s")
        assert container.inputs["wait"] is False, name


def test_a_container_comes_back_and_stops_in_peace(program: "Program", specs: dict[str, ServiceSpec]) -> None:
    for name, container in program.containers.items():
        inputs, spec = container.inputs, specs[name]
        assert (inputs["restart"], inputs["init"]) == ("unless-stopped", True), name
        assert inputs["stopSignal"] == spec.stop_signal, name
        assert (inputs["stopTimeout"], inputs["destroyGraceSeconds"]) == (spec.stop_grace, spec.stop_grace), name
        assert container.options.deleteBeforeReplace, name


def test_logs_cannot_fill_the_disk(program: "Program") -> None:
    for container in program.containers.values():
        assert container.inputs["logDriver"] == "json-file"
        assert container.inputs["logOpts"] == {"max-size": "10m", "max-file": "3"}


def test_ports_are_published_on_loopback_alone(program: "Program", specs: dict[str, ServiceSpec]) -> None:
    published = {name: container.inputs["ports"] for name, container in program.containers.items()}
    for name, ports in published.items():
        assert {port["ip"] for port in ports} <= {"127.0.0.1"}
        (member,) = [member for member in specs[name].members if member.name == name]
        assert [port["internal"] for port in ports] == [end.port for end in member.endpoints], name
    external = [port["external"] for ports in published.values() for port in ports]
    assert sorted(external) == [3000, 4222, 5432, 5433, 6379, 6380, 6432, 7700, 8008, 8009, 9000, 9001, 9090, 9093]


def test_containers_meet_in_the_stack_s_network_alone(program: "Program") -> None:
    for name, container in program.containers.items():
        assert container.inputs["networksAdvanced"] == [{"name": "novax-dev", "aliases": [name]}]
        assert container.inputs["networkMode"] == "bridge"


def test_scratch_space_is_bounded_and_the_user_s(program: "Program", specs: dict[str, ServiceSpec]) -> None:
    for name, container in program.containers.items():
        uid = catalog.IMAGES[specs[name].image].uid
        expected = {item.path: f"size={item.size}m,mode=0700,uid={uid},gid={uid}" for item in specs[name].scratch}
        assert container.inputs.get("tmpfs", {}) == expected, name


def test_data_lies_on_a_volume_of_the_member_s_own(program: "Program") -> None:
    mounted = {name: container.inputs["mounts"] for name, container in program.containers.items()}
    assert {name for name, mounts in mounted.items() if mounts} == STATEFUL
    for name in STATEFUL:
        assert mounted[name] == [{"type": "volume", "source": f"novax-dev-{name}-data", "target": DATA_DIR}]


def test_every_volume_is_protected_and_kept(program: "Program") -> None:
    assert program.volumes.keys() == {f"{name}-data" for name in STATEFUL}
    for name, volume in program.volumes.items():
        assert (volume.options.protect, volume.options.retainOnDelete) == (True, True), name


def test_no_setting_replaces_a_volume(program: "Program", run_program: "Callable[..., Program]") -> None:
    """An input that differs would; every setting that a stack may change afterwards is changed here."""
    other = run_program(
        change={
            "novax:postgres": {"memory": "1GiB", "maxConnections": 200, "synchronous": True, "slowQuerySeconds": 5},
            "novax:redis": {"engine": "valkey", "memory": "256MiB", "maxmemory": "128MiB"},
            "novax:nats": {"memory": "256MiB", "storage": "1GiB"},
            "novax:minio": {"memory": "1GiB"},
            "novax:network": {"mode": "free"},
            "novax:packs": ["novax"],
            "novax:imageMirror": "mirror.example",
        }
    )
    assert {name: dict(volume.inputs) for name, volume in other.volumes.items()} == {
        name: dict(volume.inputs) for name, volume in program.volumes.items()
    }


def test_everything_bears_the_stack_s_label(program: "Program") -> None:
    """Clean-up and tests find a stack's things by it."""
    mine = {"label": "novax.stack", "value": "dev"}
    things = [resource for resource in program.resources if resource.type.startswith("docker:")]
    assert len(things) == 36
    assert [resource.name for resource in things if mine not in resource.inputs["labels"]] == []


def test_what_a_service_consists_of_lies_below_it(program: "Program", specs: dict[str, ServiceSpec]) -> None:
    services = {name: service.urn for name, service in program.services.items()}
    for name, container in program.containers.items():
        assert container.parent == services[specs[name].name]
    for name in STATEFUL:
        assert program.volumes[f"{name}-data"].parent == services[specs[name].name]


def test_services_and_hooks_come_after_what_they_wait_for(
    program: "Program", dev: Settings, packs: tuple[Pack, ...]
) -> None:
    def ends(name: str) -> "list[Resource]":
        marker = program.stashes.get(name)
        members = [m.name for spec in all_services(dev) if spec.name == name for m in spec.members]
        return [program.containers[member] for member in members] if members else [marker] if marker else []

    for item in (*all_services(dev), *all_hooks(dev, packs)):
        first = program.services.get(item.name) or program.stashes[item.name]
        for name in item.after:
            waited_for = ends(name)
            assert waited_for, name
            assert {resource.urn for resource in waited_for} <= set(first.options.dependencies), (item.name, name)
            assert max(map(program.position, waited_for)) < program.position(first), (item.name, name)


def test_members_that_keep_data_follow_each_other(program: "Program", specs: dict[str, ServiceSpec]) -> None:
    """So that a change rolls through them, the second once the first is healthy again; others need not wait."""
    followers = {
        (earlier.name, later.name)
        for spec in specs.values()
        for earlier, later in zip(spec.members, spec.members[1:], strict=False)
        if program.containers[earlier.name].urn in program.containers[later.name].options.dependencies
    }
    assert followers == {("postgres-1", "postgres-2"), ("redis-1", "redis-2")}


def test_files_are_uploaded_readable_by_root_s_group_alone(
    program: "Program", specs: dict[str, ServiceSpec], in_clear: "Callable[[Any], Any]"
) -> None:
    for name, container in program.containers.items():
        (member,) = [member for member in specs[name].members if member.name == name]
        files = specs[name].member_files(member)
        assert [upload["file"] for upload in container.inputs["uploads"]] == [file.path for file in files]
        assert {upload["permissions"] for upload in container.inputs["uploads"]} == {"0440"}
        assert container.inputs["groupAdds"] == ["0"]
        assert "${secret:" not in json.dumps(in_clear(container.inputs["uploads"]))


def test_no_secret_stands_in_clear_in_any_registration(
    program: "Program", packs: tuple[Pack, ...], secrets_in: "Callable[[Any], Iterator[str]]"
) -> None:
    """Neither in an input nor in an output: Pulumi would write it into the state as it is."""
    secrets = {text for stash in program.stashes.values() for text in secrets_in(stash.inputs)}
    passwords = {text for text in secrets if len(text) == 32 and text.isalnum()}
    keys = {text for text in secrets if "PRIVATE KEY" in text}
    assert (len(passwords), len(keys)) == (PLATFORM_PASSWORDS + passwords_of(packs), 24 + CLIENTS)
    bare = json.dumps([dict(resource.inputs) for resource in program.resources] + [program.outputs], default=hidden)
    assert [text for text in passwords | keys if json.dumps(text)[1:-1] in bare] == []


def hidden(_: object) -> str:
    return "[secret]"


def test_computed_secrets_are_secret_too(program: "Program", in_clear: "Callable[[Any], Any]") -> None:
    """A hash of a password opens the door of what compares hashes."""
    uploads = {
        (name, upload["file"]): upload["content"]
        for name, container in program.containers.items()
        for upload in container.inputs["uploads"]
    }
    for member, file in (("redis-1", "/etc/novax/platform-users.acl"), ("prometheus", "/etc/novax/web.yaml")):
        assert in_clear(uploads[member, file]) != uploads[member, file]


def test_a_service_records_its_files_with_placeholders_alone(
    program: "Program", secrets_in: "Callable[[Any], Iterator[str]]"
) -> None:
    configuration = program.services["redis"].inputs["configuration"]
    assert "masterauth ${secret:redis-replica}" in configuration["redis-2"]["/etc/novax/redis.conf"]
    assert {name for name, service in program.services.items() if "configuration" not in service.inputs} == set()
    known = {secret for container in program.containers.values() for secret in secrets_in(container.inputs)}
    recorded = json.dumps([service.inputs for service in program.services.values()])
    assert [secret for secret in known if secret in recorded] == []


def test_what_the_provider_would_change_in_name_only_replaces_the_container(program: "Program") -> None:
    for container in program.containers.values():
        assert {"healthcheck", "init", "mounts", "tmpfs"} == set(container.options.replaceOnChanges)
