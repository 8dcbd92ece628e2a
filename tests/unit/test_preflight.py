"""What a machine cannot give is refused before anything is declared, with what to do about it."""

import json
import socket
import subprocess
from collections.abc import Callable, Generator

import pytest

from infra import preflight
from infra.errors import UserError
from infra.images.lock import Lock
from infra.platforms.ports import USUAL
from infra.services.registry import all_services
from infra.settings import Settings, from_mapping
from infra.toolchain import engine

GIBIBYTE = 1024**3


@pytest.fixture
def taken_port() -> Generator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    ("listing", "ports"),
    [
        ("", set[int]()),
        ("5432/tcp", set[int]()),
        ("127.0.0.1:6379->6379/tcp", {6379}),
        ("0.0.0.0:9000->9000/tcp, :::9000->9000/tcp", {9000}),
        ("127.0.0.1:15432->5432/tcp, 8008/tcp", {15432}),
        ("127.0.0.1:5432-5434->5432-5434/tcp, 127.0.0.1:8008->8008/tcp", {5432, 5433, 5434, 8008}),
        ("127.0.0.1:1024->1/tcp\n\n127.0.0.1:2048->2/udp, 3/tcp", {1024, 2048}),
    ],
)
def test_published_ports_are_read_from_docker_s_listing(listing: str, ports: set[int]) -> None:
    assert preflight.published_ports(listing) == ports


def test_a_port_that_another_program_holds_is_refused(taken_port: int) -> None:
    with pytest.raises(UserError) as raised:
        preflight.check_ports({"redis": taken_port}, set())
    assert str(raised.value) == (
        f"novax:network.ports.redis is {taken_port}, and another program listens there; stop it, or run `pulumi config "
        "set --path novax:network.ports.redis PORT` with a free port from 1024 to 65535"
    )


def test_a_port_that_a_program_holds_on_every_address_is_refused() -> None:
    with socket.create_server(("0.0.0.0", 0)) as listener:  # noqa: S104 - what another program may do
        port = listener.getsockname()[1]
        with pytest.raises(UserError, match=f"novax:network.ports.redis is {port}, "):
            preflight.check_ports({"redis": port}, set())


def test_a_port_that_this_stack_publishes_already_is_accepted(taken_port: int) -> None:
    preflight.check_ports({"redis": taken_port}, {taken_port})


def test_a_port_that_was_left_a_moment_ago_is_accepted() -> None:
    """Connections in TIME_WAIT must not keep a stack that was just taken down from coming up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            accepted, _ = listener.accept()
            accepted.close()
            client.recv(1)
    preflight.check_ports({"redis": port}, set())


def test_limits_that_exceed_the_machine_are_refused() -> None:
    with pytest.raises(UserError) as raised:
        preflight.check_memory(4001, 4000)
    assert str(raised.value) == (
        "the memory limits of all services add up to 4001MiB and this machine has 4000MiB; lower novax:postgres.memory "
        "or other novax:*.memory settings, or use a larger machine"
    )


def test_limits_that_just_fit_are_accepted() -> None:
    preflight.check_memory(4000, 4000)


def test_memory_is_counted_by_member_and_without_what_is_left_out(dev: Settings, lock: Callable[..., Lock]) -> None:
    specs = [spec for spec in all_services(dev) if spec.name in {"postgres", "haproxy", "grafana"}]
    everything = 2 * dev.postgres.memory + dev.haproxy.memory + dev.grafana.memory
    assert preflight.memory_of(specs, lock()) == everything
    assert preflight.memory_of(specs, lock(without=("grafana",))) == everything - dev.grafana.memory


def test_a_required_service_without_an_image_is_refused(lock: Callable[..., Lock]) -> None:
    specs = all_services(from_mapping({"environment": "dev"}))
    with pytest.raises(UserError) as raised:
        preflight.check_sources(specs, lock(without=("meilisearch",)))
    assert str(raised.value) == (
        "service meilisearch is required and its image 'meilisearch' has no source on this machine; give it one and "
        "run `novax images --only meilisearch`, or set novax:meilisearch.required to false (production may not)"
    )


def test_no_waiver_is_offered_where_there_is_none(dev: Settings, lock: Callable[..., Lock]) -> None:
    with pytest.raises(UserError) as raised:
        preflight.check_sources(all_services(dev), lock(without=("haproxy",)))
    assert str(raised.value) == (
        "service haproxy is required and its image 'haproxy' has no source on this machine; give it one and run `novax "
        "images --only haproxy`"
    )


def test_services_that_may_be_left_out_need_no_image(dev: Settings, lock: Callable[..., Lock]) -> None:
    preflight.check_sources(all_services(dev), lock(without=("meilisearch", "grafana", "valkey")))


class Engine:
    """Answers what `docker` is asked; ``asked`` are the questions."""

    def __init__(self, *, memory: int = 16 * GIBIBYTE, ports: str = "", references: tuple[str, ...] = ()) -> None:
        self.asked: list[tuple[str, ...]] = []
        listed = [dict(zip(("Repository", "Tag"), reference.split(":"), strict=True)) for reference in references]
        self._answers = {"info": str(memory), "ps": ports, "image": "\n".join(map(json.dumps, listed))}

    def __call__(self, *arguments: str) -> str:
        self.asked.append(arguments)
        return self._answers[arguments[0]]


ALL_PORTS = ", ".join(f"127.0.0.1:{port}->{port}/tcp" for port in USUAL.values())


def references_of(lock: Lock) -> tuple[str, ...]:
    return tuple(entry.ref for entry in lock.images.values() if entry.ref)


def test_a_machine_that_has_everything_is_accepted(
    dev: Settings, lock: Callable[..., Lock], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Engine(ports=ALL_PORTS, references=references_of(lock()))
    monkeypatch.setattr(engine, "docker", asked)
    preflight.check("dev", dev, all_services(dev), lock())
    assert ("ps", "--filter", "label=novax.stack=dev", "--format", "{{.Ports}}") in asked.asked


def test_an_image_that_the_engine_lost_is_refused(
    dev: Settings, lock: Callable[..., Lock], monkeypatch: pytest.MonkeyPatch
) -> None:
    present = tuple(reference for reference in references_of(lock()) if "nats" not in reference)
    monkeypatch.setattr(engine, "docker", Engine(ports=ALL_PORTS, references=present))
    with pytest.raises(UserError) as raised:
        preflight.check("dev", dev, all_services(dev), lock())
    assert str(raised.value) == (
        "image novax/nats:test is in the lock but not in the Docker engine; run `novax images`"
    )


def test_a_machine_that_is_too_small_is_refused(
    dev: Settings, lock: Callable[..., Lock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "docker", Engine(memory=GIBIBYTE))
    with pytest.raises(UserError, match=r"add up to \d+MiB and this machine has 1024MiB; "):
        preflight.check("dev", dev, all_services(dev), lock())


def test_free_ports_are_not_compared_with_the_usual_ones(
    lock: Callable[..., Lock], monkeypatch: pytest.MonkeyPatch
) -> None:
    free = from_mapping({"environment": "ci", "network": {"mode": "free"}})
    asked = Engine(references=references_of(lock()))
    monkeypatch.setattr(engine, "docker", asked)
    preflight.check("ci", free, all_services(free), lock())
    assert "ps" not in {arguments[0] for arguments in asked.asked}


def test_the_port_of_a_service_that_is_left_out_may_be_taken(
    lock: Callable[..., Lock], monkeypatch: pytest.MonkeyPatch, taken_port: int
) -> None:
    settings = from_mapping(
        {
            "environment": "dev",
            "grafana": {"required": False},
            "network": {"ports": {"grafana": taken_port}},
        }
    )
    images = lock(without=("grafana",))
    monkeypatch.setattr(engine, "docker", Engine(ports=ALL_PORTS, references=references_of(images)))
    preflight.check("dev", settings, all_services(settings), images)


def test_an_engine_that_refuses_is_named(
    monkeypatch: pytest.MonkeyPatch, dev: Settings, lock: Callable[..., Lock]
) -> None:
    def refuse(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 1, "", "Cannot connect to the Docker daemon\n")

    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(UserError) as raised:
        preflight.check("dev", dev, all_services(dev), lock())
    assert str(raised.value) == "`docker info` failed: Cannot connect to the Docker daemon; `novax doctor` tells more"


def test_a_machine_without_docker_is_told_so(
    monkeypatch: pytest.MonkeyPatch, dev: Settings, lock: Callable[..., Lock]
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(UserError) as raised:
        preflight.check("dev", dev, all_services(dev), lock())
    assert str(raised.value) == (
        "`docker info` failed: docker cannot be run: No such file or directory; `novax doctor` tells more"
    )
