"""The running stack as the tests see it: its outputs, its declaration and its containers, each read once a session."""

import os
from collections.abc import Mapping
from typing import Any

import pytest

from infra.cli import stack as stacks
from infra.cli.running import Running, load
from infra.errors import UserError
from infra.packs import Pack, load_packs
from infra.paths import PROJECT
from infra.services.registry import all_services
from infra.settings import Settings, from_file
from infra.specs import ServiceSpec
from tests.smoke import engine


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--stack", default="ci", help="the stack to test, which must be up")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "disruptive: takes parts of the stack down for a while; these run last")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("disruptive") is not None)


@pytest.fixture(scope="session")
def running(request: pytest.FixtureRequest) -> Running:
    """Return what the stack's outputs say now."""
    stack = str(request.config.getoption("--stack"))
    try:
        found = load(stack)
        if not engine.containers(stack):
            raise UserError(f"stack {stack} has no containers; run `novax up -s {stack}`")  # noqa: TRY301
    except UserError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))
    return found


@pytest.fixture(scope="session")
def settings(running: Running) -> Settings:
    """Return what the stack's file declares."""
    return from_file(stacks.config_file(running.stack), running.stack)


@pytest.fixture(scope="session")
def specs(running: Running, settings: Settings) -> Mapping[str, ServiceSpec]:
    """Return the specs of the services that run."""
    return {spec.name: spec for spec in all_services(settings) if running.services[spec.name].present}


@pytest.fixture(scope="session")
def packs(running: Running) -> tuple[Pack, ...]:
    """Return what the stack's packs declare."""
    return load_packs(running.packs, PROJECT / "sql")


@pytest.fixture(scope="session")
def inspected(running: Running) -> Mapping[str, Mapping[str, Any]]:
    """Return Docker's facts of every declared member that exists, by member."""
    found = engine.containers(running.stack)
    return {member: found[name] for member, name in running.members.items() if name in found}
