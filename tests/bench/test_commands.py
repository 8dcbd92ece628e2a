"""What commands cost on a stack in which nothing changes, beside a preview of an empty program; and a start anew."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from infra import paths
from infra import settings as all_settings
from infra.cli import environment
from infra.cli import stack as stacks
from infra.cli.console import print_table
from infra.cli.running import Running
from infra.hooks.election import election
from infra.hooks.registry import all_hooks
from infra.packs import Pack
from infra.services.registry import all_services
from tests.bench import plain

pytestmark = pytest.mark.disruptive

ROUNDS = 5
EMPTY = "preview of an empty program"
PLAN, AGAIN = "`novax preview`, planned anew", "`novax preview`, unchanged since"
START, PLAIN = "`novax up`", "the engine alone, as by a Compose file"
TIMES_PLAIN = 5.0
"""What a start may cost at most; two to three times were seen."""
RENDERED_SECONDS = 5.0

_PROGRAM = "name: empty\nruntime: {name: python}\n"


@pytest.mark.timeout(1800)
def test_commands_answer_in_seconds(running: Running, tmp_path: Path, keep: Callable[[str, object], Path]) -> None:
    """Each arm once a round, so that what else the machine does meets all of them alike."""
    novax, stack = _novax(), ("-s", running.stack)
    arms: dict[str, list[str]] = {
        EMPTY: [*_empty(tmp_path), "preview", "--non-interactive"],
        "unchanged `novax up`": [*novax, "up", *stack],
        PLAN: [*novax, "preview", *stack],
        AGAIN: [*novax, "preview", *stack],
        "`novax drift`": [*novax, "drift", *stack],
        "`novax status`": [*novax, "status", *stack],
        "`novax --help`": [*novax, "--help"],
    }
    found: dict[str, list[Cost]] = {name: [] for name in arms}
    for _ in range(ROUNDS):
        for name, command in arms.items():
            if name == PLAN:
                shutil.rmtree(paths.cache() / "plans", ignore_errors=True)
            found[name].append(_cost(command, tmp_path if name == EMPTY else paths.PROJECT))
    middle = {
        name: Cost(*(statistics.median(values) for values in zip(*costs, strict=True))) for name, costs in found.items()
    }
    rows = [(name, f"{cost.seconds:.1f}", f"{cost.cpu:.1f}") for name, cost in middle.items()]
    print_table(("COMMAND", "SECONDS", "CPU-SECONDS"), rows, f"Stack {running.stack}, the middle of {ROUNDS}")
    keep("commands", {name: [cost._asdict() for cost in costs] for name, costs in found.items()})
    # Else nothing would need to be remembered.
    assert middle[AGAIN].seconds < middle[PLAN].seconds


@pytest.mark.disruptive
@pytest.mark.timeout(3000)
def test_a_start_costs_what_its_containers_cost(
    running: Running, packs: Sequence[Pack], keep: Callable[[str, object], Path]
) -> None:
    """From down with everything at hand, beside what a Compose file of the same containers would do."""
    if running.cluster:
        pytest.skip("a Compose file has no counterpart there")
    novax, stack = _novax(), ("-s", running.stack)
    settings = all_settings.from_file(stacks.config_file(running.stack), running.stack)
    absent = [service.image for service in running.services.values() if not service.present]
    specs = [spec for spec in all_services(settings, absent, packs) if running.services[spec.name].present]
    hooks = (election(settings, 1, empty=False), *all_hooks(settings, packs))
    by_the_engine = plain.of(running, specs, hooks)
    found: dict[str, list[float]] = {START: [], PLAIN: []}
    for _ in range(ROUNDS):
        _seconds([*novax, "down", *stack], paths.PROJECT)
        started = time.monotonic()
        by_the_engine.start()
        found[PLAIN].append(time.monotonic() - started)
        _seconds([*novax, "down", *stack], paths.PROJECT)
        found[START].append(_seconds([*novax, "up", *stack], paths.PROJECT))
    rows = [(name, f"{statistics.median(took):.1f}") for name, took in found.items()]
    print_table(("FROM DOWN", "SECONDS"), rows, f"Stack {running.stack}, the middle of {ROUNDS}")
    keep("start", found)
    assert statistics.median(found[START]) <= TIMES_PLAIN * statistics.median(found[PLAIN])


def test_all_stacks_are_rendered_without_an_engine_in_seconds(keep: Callable[[str, object], Path]) -> None:
    render = [sys.executable, "-c", "from infra.preview import revisions; revisions.checkout()"]
    rendered = min(_seconds(render, paths.PROJECT) for _ in range(ROUNDS))
    compare = [*_novax(), "preview", "--offline", "--base", "HEAD"]
    compared = min(_seconds(compare, paths.PROJECT) for _ in range(ROUNDS))
    keep("preview-offline", {"rendered_seconds": rendered, "compared_seconds": compared})
    print(f"\nall stacks rendered: {rendered:.1f} s; two revisions of them compared: {compared:.1f} s")  # noqa: T201
    assert rendered < RENDERED_SECONDS


def _novax() -> list[str]:
    return [sys.executable, "-c", "from infra.cli.main import main; main()"]


def _empty(folder: Path) -> list[str]:
    (folder / "Pulumi.yaml").write_text(_PROGRAM)
    (folder / "__main__.py").write_text("")
    (folder / "state").mkdir()
    command = ["pulumi", "--cwd", str(folder), "--stack", "bench"]
    _seconds(["pulumi", "--cwd", str(folder), "stack", "init", "bench", "--non-interactive"], folder)
    return command


class Cost(NamedTuple):
    """What one run took; the second is of all its processes."""

    seconds: float
    cpu: float


def _seconds(command: list[str], folder: Path) -> float:
    return _cost(command, folder).seconds


def _cost(command: list[str], folder: Path) -> Cost:
    unset = environment.unset()
    env = {name: value for name, value in os.environ.items() if name not in unset} | environment.variables()
    if (folder / "state").is_dir():
        env["PULUMI_BACKEND_URL"] = f"file://{folder / 'state'}"
    started, used = time.monotonic(), _used()
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):
        pytest.fail(f"{' '.join(command[:4])}: {done.stderr[-2000:]}")
    return Cost(time.monotonic() - started, _used() - used)


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime
