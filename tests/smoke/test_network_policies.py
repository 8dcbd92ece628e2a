"""Network policies by deed: every member tries every port of every other, and reaches those that its spec calls."""

import subprocess
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from infra.cli import inside
from infra.cli.running import Running
from infra.specs import ServiceSpec

_TRY = """\
for to in "$@"; do
    { timeout 3 bash -c "true > /dev/tcp/${to/://}" 2>/dev/null && echo "$to"; } &
    (( ++begun % 6 )) || wait
done
wait
"""
"""Prints those of its arguments, NAME:PORT, that accept a connection; a few at a time, since some networks drop."""

_EXEC_SECONDS = 240


class Flow(NamedTuple):
    """A connection from one member to a port of another."""

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
        (member.name, port): spec for spec in specs.values() for member in spec.members for port in spec.listens
    }
    declared: set[Flow] = set()
    reached: set[Flow] = set()
    for spec in specs.values():
        source = spec.members[0].name
        # A member reaches itself in any case.
        others = {place: target.name for place, target in listening.items() if place[0] != source}
        calls = {(call.service, call.port) for call in spec.calls}
        declared |= {Flow(source, *place) for place, service in others.items() if (service, place[1]) in calls}
        wanted = [f"{name}:{port}" for name, port in others]
        command = inside.command(running.members[source], ["bash", "-c", _TRY, "bash", *wanted])
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_EXEC_SECONDS)
        found = (line.split(":") for line in done.stdout.split())
        reached |= {Flow(source, name, int(port)) for name, port in found}
    assert declared
    assert sorted(reached - declared) == []
    assert sorted(declared - reached) == []
