"""`novax doctor`: what this machine has, what every tool and image would come from, and how to get what is missing.

It only looks: nothing is downloaded, built, installed or started.
"""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Annotated

import typer

from infra import paths
from infra.catalog import IMAGES
from infra.cli.console import examples, print_json, print_table
from infra.toolchain.tools import INSTALLED, Plan

GIB = 1 << 30

MEMORY_GIB = 4
"""The sum of the memory limits of a dev stack."""

DISK_GIB = 15
"""Images take 3 GiB, data of a dev stack 1 GiB, and Go's caches up to 10 GiB where tools are built from source."""

CPUS = 2


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=examples("novax doctor", "novax doctor --json"))(doctor)


def doctor(*, json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False) -> None:
    """Say what this machine has, where each tool and image would come from, and what is missing.

    Exit code 1 means that `novax up` could not work here.
    """
    machine, tools, images = _machine(), *_plans()
    # An upstream image may be left out by the stack; ours may not.
    needed = [*machine, *tools, *(image for image in images if IMAGES[image.name].kind == "built")]
    ok = all(plan.ok for plan in needed)
    if json:
        groups = {"machine": machine, "tools": tools, "images": images}
        print_json({"ok": ok} | {name: [asdict(plan) for plan in group] for name, group in groups.items()})
    else:
        _print("This machine", machine)
        _print("Tools", tools)
        _print("Images", images)
    if not ok:
        raise typer.Exit(1)


def _print(title: str, plans: Sequence[Plan]) -> None:
    rows = [("✓" if plan.ok else "✗", plan.name, plan.version, plan.source, plan.detail) for plan in plans]
    print_table(("", "name", "version", "source", "detail"), rows, title)
    typer.echo()


def _machine() -> list[Plan]:
    cpus = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / GIB
    return [
        Plan("system", platform.machine(), INSTALLED, _system(), ok=True),
        Plan("python", platform.python_version(), INSTALLED, sys.executable, ok=True),
        _enough("cpu", cpus, CPUS, "CPUs"),
        _enough("memory", memory, MEMORY_GIB, "GiB"),
        _enough("disk", _free_disk() / GIB, DISK_GIB, f"GiB free where {paths.cache()} is"),
    ]


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def _free_disk() -> int:
    folder = paths.cache()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _enough(name: str, found: float, wanted: int, unit: str) -> Plan:
    ok = found >= wanted
    detail = unit if ok else f"{unit}; at least {wanted} are needed, so use a larger machine or free some"
    return Plan(name, f"{found:.0f}", INSTALLED, detail, ok=ok)


def _plans() -> tuple[list[Plan], list[Plan]]:
    from infra.images import resolve  # noqa: PLC0415  # the help page does not pay for these
    from infra.toolchain import engine, go_programs, kubernetes, plugins, pulumi_cli  # noqa: PLC0415

    tools: list[Callable[[], Plan]] = [
        engine.plan,
        pulumi_cli.PULUMI.plan,
        *(plugin.tool.plan for plugin in plugins.PLUGINS.values()),
        kubernetes.KUBECTL.plan,
        *(program.plan for program in go_programs.PROGRAMS.values()),
    ]
    # All at once: most of the time is spent waiting for hosts that may not answer.
    with ThreadPoolExecutor() as pool:
        images = pool.submit(resolve.plan)
        planned = [pool.submit(plan) for plan in tools]
        return [plan.result() for plan in planned], images.result()
