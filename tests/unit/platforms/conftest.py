"""Stacks on Kubernetes, rendered once a session."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.conftest import Program
    from tests.unit.platforms.manifests import Rendered


@pytest.fixture(scope="session")
def on_kubernetes(run_program: "Callable[..., Program]") -> "Program":
    """Return what stack ci is on Kubernetes, with every image."""
    return run_program("ci-kubernetes")


@pytest.fixture(scope="session")
def production(run_program: "Callable[..., Program]") -> "Program":
    """Return what stack production is, with every image."""
    return run_program("production")


@pytest.fixture(scope="session", params=["ci-kubernetes", "staging", "production"])
def rendered(request: pytest.FixtureRequest, run_program: "Callable[..., Program]") -> "Rendered":
    """Return the objects of each stack on Kubernetes in turn."""
    from tests.unit.platforms.manifests import render  # noqa: PLC0415 - Helm may have to be built first

    return render(run_program(str(request.param)))
