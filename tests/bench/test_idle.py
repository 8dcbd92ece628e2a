"""What a stack costs that has nothing to do: CPU of each member and of the engine, over minutes."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from infra.cli.console import print_table
from infra.cli.running import Running
from infra.toolchain.engine import docker
from infra.toolchain.progress import working

SECONDS = 300.0
"""Long enough for each check of health, scrape and scheduled job to come round, most of them several times."""

PERCENT = 10.0
WITH_SEARCH_PERCENT = 15.0
"""Of one core, for the whole stack with the engine's share."""

_ENGINE: tuple[str, ...] = ("dockerd", "containerd", "containerd-shim-runc-v2", "docker-proxy")
_NAME_LENGTH = 15
"""What the kernel keeps of a program's name."""
_TICKS = os.sysconf("SC_CLK_TCK")
# In microseconds, by the second version of control groups or by the first, which counts nanoseconds.
_USAGE = """
sed -n 's/^usage_usec //p' /sys/fs/cgroup/cpu.stat 2>/dev/null ||
    echo $(($(cat /sys/fs/cgroup/cpuacct/cpuacct.usage) / 1000))
"""
_MICROSECONDS = 10**6

pytestmark = pytest.mark.timeout(SECONDS * 2)


def test_an_idle_stack_leaves_the_machine_alone(running: Running, keep: Callable[[str, object], Path]) -> None:
    if running.cluster:
        pytest.skip("the engine's share is measured on Docker; on Kubernetes the node's own programs come on top")
    before, engine, started = dict(_used(running)), _of_engine(), time.monotonic()
    with working(f"stack {running.stack} left alone") as tick:
        while time.monotonic() - started < SECONDS:
            time.sleep(1)
            tick()
    passed = time.monotonic() - started
    seconds = {name: used - before.get(name, 0.0) for name, used in _used(running)}
    percents = {name: used / passed * 100 for name, used in {**seconds, **_since(engine)}.items()}
    whole = sum(percents.values())
    rows = [(name, f"{percent:.2f}") for name, percent in sorted(percents.items(), key=lambda item: -item[1])]
    print_table(("WHAT", "% OF A CORE"), [*rows, ("all of it", f"{whole:.2f}")], f"Stack {running.stack}, idle")
    keep("idle", {"seconds": passed, "percents": percents, "whole": whole})
    assert whole <= (WITH_SEARCH_PERCENT if running.services["meilisearch"].present else PERCENT)


def _used(running: Running) -> Iterator[tuple[str, float]]:
    """Yield the CPU seconds that each member has used since it began."""
    present = [service for service in running.services.values() if service.present]
    for service in present:
        for member, container in service.members.items():
            yield member, _of_member(container)


def _of_member(container: str) -> float:
    """Return what a container's processes have used, those of its health checks included."""
    return int(docker("exec", container, "sh", "-c", _USAGE)) / _MICROSECONDS


def _since(before: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """Return what each program of the engine has used since; processes that began or ended meanwhile are others'."""
    now = _of_engine()
    lasting = now.keys() & before.keys()
    return {name: sum(now[one] - before[one] for one in lasting if one[0] == name) for name in _ENGINE}


def _of_engine() -> dict[tuple[str, str], float]:
    """Return the CPU seconds of each process of the engine, by its program and its folder."""
    found: dict[tuple[str, str], float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text(encoding="utf-8")
        except OSError:
            continue
        # The name is in parentheses, and may hold some itself.
        name = text[text.index("(") + 1 : text.rindex(")")]
        fields = text[text.rindex(")") + 2 :].split()
        owner = next((one for one in _ENGINE if name == one[:_NAME_LENGTH]), None)
        if owner:
            found[owner, str(stat)] = (int(fields[11]) + int(fields[12])) / _TICKS
    return found
