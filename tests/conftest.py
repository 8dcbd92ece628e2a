"""The running stack as tests see it: what its outputs say and what its packs declare, each read once a session."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from infra.cli.running import Running, load
from infra.errors import UserError
from infra.packs import Pack, load_packs
from infra.paths import PROJECT
from infra.toolchain import kubernetes
from infra.toolchain.engine import docker
from tests import guard


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--stack", default="ci", help="the stack to test, which must be up")
    parser.addoption("--disturb", default="", help="the stack again, to disturb those who use it")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", f"{guard.DISRUPTIVE}: disturbs those who use the stack, so it runs last, and where that is allowed"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark before `-m` chooses by marks."""
    guard.mark(items)
    items.sort(key=guard.is_disruptive)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse before any fixture does something."""
    if guard.is_disruptive(item):
        reason = guard.refusal(str(item.config.getoption("--stack")), str(item.config.getoption("--disturb")))
        if reason:
            pytest.fail(reason, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = guard.unexpected(item.nodeid, told.removeprefix("Skipped: "))
        if reason:
            report.outcome, report.longrepr = "failed", reason
    return report


@pytest.fixture(scope="session")
def running(request: pytest.FixtureRequest) -> Running:
    """Return what the stack's outputs say now."""
    stack = str(request.config.getoption("--stack"))
    try:
        found = load(stack)
        if not found.cluster and not docker("ps", "--all", "--quiet", "--filter", f"label=novax.stack={stack}"):
            raise UserError(f"stack {stack} has no containers; run `novax up -s {stack}`")  # noqa: TRY301
    except UserError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))
    if found.cluster:
        # testinfra takes kubectl from the path, and that may be one of novax's own tools.
        os.environ["PATH"] = os.pathsep.join((str(Path(kubernetes.kubectl()).parent), os.environ["PATH"]))
    return found


@pytest.fixture(scope="session")
def packs(running: Running) -> tuple[Pack, ...]:
    """Return what the stack's packs declare."""
    return load_packs(running.packs, PROJECT / "sql")
