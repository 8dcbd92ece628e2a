"""Drills on the running stack, short enough for every run of CI; `make drill` does all of them."""

from collections.abc import Sequence

import pytest

from infra.cli import stack as stacks
from infra.cli.running import Running
from infra.packs import Pack
from infra.settings import Settings, from_file


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "thorough: every way of what a few others show; `make drill` runs these")


@pytest.fixture(scope="session")
def settings(running: Running) -> Settings:
    """Return what the stack's file declares."""
    return from_file(stacks.config_file(running.stack), running.stack)


@pytest.fixture(scope="session")
def pack(packs: Sequence[Pack]) -> Pack:
    """Return the pack whose database applications write to."""
    return packs[0]
