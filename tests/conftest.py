"""The running stack as tests see it: what its outputs say and what its packs declare, each read once a session."""

import os
from pathlib import Path

import pytest

from infra.cli.running import Running, load
from infra.errors import UserError
from infra.packs import Pack, load_packs
from infra.paths import PROJECT
from infra.toolchain import kubernetes
from infra.toolchain.engine import docker


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--stack", default="ci", help="the stack to test, which must be up")


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
