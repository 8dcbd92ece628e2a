"""The running stack in depth: its declaration and its containers, each read once a session."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from infra.cli import stack as stacks
from infra.cli.running import Endpoint, Running
from infra.images.lock import load as load_lock
from infra.packs import Pack
from infra.paths import IMAGE_LOCK
from infra.services.registry import all_services
from infra.settings import Settings, from_file
from infra.specs import ServiceSpec
from tests import guard
from tests.smoke import engine, watcher
from tests.smoke.watcher import Look


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "engine: does something to the Docker engine, so it needs a stack that runs there"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: (guard.is_disruptive(item), item.path.stem == "test_undisturbed"))


@pytest.fixture(scope="session", autouse=True)
def first_look(running: Running, packs: Sequence[Pack]) -> Look:
    """Return how the stack is before any test."""
    return watcher.look(running, packs)


@pytest.fixture(autouse=True)
def _where_it_belongs(request: pytest.FixtureRequest, running: Running) -> None:
    if running.cluster and request.node.get_closest_marker("engine"):
        pytest.skip("does something to the Docker engine, and the stack runs on Kubernetes; see test_kubernetes.py")


@pytest.fixture(scope="session")
def settings(running: Running) -> Settings:
    """Return what the stack's file declares."""
    return from_file(stacks.config_file(running.stack), running.stack)


@pytest.fixture(scope="session")
def specs(running: Running, settings: Settings, packs: Sequence[Pack]) -> Mapping[str, ServiceSpec]:
    """Return the specs of the services that run."""
    absent = [service.image for service in running.services.values() if not service.present]
    found = all_services(settings, absent, packs)
    return {spec.name: spec for spec in found if running.services[spec.name].present}


@pytest.fixture(scope="session")
def optional(running: Running, settings: Settings) -> Callable[[str], Endpoint]:
    """Return a function that returns a service's endpoint, or skips the test when it was rightly left out."""

    def find(service: str) -> Endpoint:
        if not running.services[service].present:
            tried = "; ".join(load_lock(IMAGE_LOCK).entry(running.services[service].image).tried)
            if getattr(settings, service).required:
                pytest.fail(f"{service} is required by stack {running.stack} and does not run ({tried})", pytrace=False)
            pytest.skip(f"novax:{service}.required is false and its image has no source: {tried}")
        return running.endpoints[service]

    return find


@pytest.fixture(scope="session")
def inspected(running: Running) -> Mapping[str, Mapping[str, Any]]:
    """Return Docker's facts of every declared member that exists, by member."""
    if running.cluster:
        pytest.skip("Docker's facts are of stacks on Docker; those of Kubernetes are in test_kubernetes.py")
    found = engine.containers(running.stack)
    return {member: found[name] for member, name in running.members.items() if name in found}
