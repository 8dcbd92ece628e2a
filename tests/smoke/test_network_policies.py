"""Network policies by deed: every member tries every port of every other, and reaches those that its spec calls."""

import subprocess
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from infra.cli import inside
from infra.cli.running import Running
from infra.specs import ServiceSpec

_TRY = 'for to in "$@"; do if timeout 3 bash -c "true > /dev/tcp/${to/://}" 2>/dev/null; then echo "$to"; fi; done'
"""Prints those of its arguments, NAME:PORT, that accept a connection."""

_EXEC_SECONDS = 240


class Flow(NamedTuple):
    """A connection from a service to a member's port."""

    source: str
    target: str
    port: int


@pytest.fixture(autouse=True)
def _kubernetes(running: Running) -> None:
    if not running.cluster:
        pytest.skip("the stack runs on Docker, where a network of its own is what separates it")


def test_each_service_reaches_what_its_spec_calls_and_nothing_else(
    running: Running, specs: Mapping[str, ServiceSpec]
) -> None:
    listening = {
        (member.name, port): spec.name for spec in specs.values() for member in spec.members for port in spec.listens
    }
    declared = {
        Flow(spec.name, member, port)
        for spec in specs.values()
        for (member, port), service in listening.items()
        if any((call.service, call.port) == (service, port) for call in spec.calls)
    }
    wanted = [f"{member}:{port}" for member, port in listening]
    reached: set[Flow] = set()
    for spec in specs.values():
        command = inside.command(running.members[spec.members[0].name], ["bash", "-c", _TRY, "bash", *wanted])
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_EXEC_SECONDS)
        reached |= {
            Flow(spec.name, name, int(port)) for name, _, port in (line.partition(":") for line in done.stdout.split())
        }
    assert declared
    assert sorted(reached - declared) == []
    assert sorted(declared - reached) == []
