"""What a preview costs: an unchanged stack's against an empty program's, and that of all stacks' code."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from infra import paths
from infra.cli import environment
from infra.cli.running import Running

ROUNDS = 3
TIMES_EMPTY = 2.0
RENDERED_SECONDS = 5.0

_PROGRAM = "name: empty\nruntime: {name: python}\n"


def test_the_preview_of_an_unchanged_stack_takes_at_most_twice_that_of_an_empty_program(
    running: Running, tmp_path: Path, keep: Callable[[str, object], Path]
) -> None:
    empty = _empty(tmp_path)
    with_nothing = min(_seconds([*empty, "preview", "--non-interactive"], tmp_path) for _ in range(ROUNDS))
    ours = [*_novax(), "preview", "-s", running.stack]
    # What an earlier plan left is told again, so that the first of these is a plan and the others are not.
    shutil.rmtree(paths.cache() / "plans", ignore_errors=True)
    planned = _seconds(ours, paths.PROJECT)
    unchanged = min(_seconds(ours, paths.PROJECT) for _ in range(ROUNDS))
    keep("preview", {"empty_seconds": with_nothing, "planned_seconds": planned, "unchanged_seconds": unchanged})
    print(  # noqa: T201
        f"\npreview of an empty program: {with_nothing:.1f} s; of stack {running.stack}: planned {planned:.1f} s, "
        f"{planned / with_nothing:.1f}x; unchanged since {unchanged:.1f} s, {unchanged / with_nothing:.2f}x"
    )
    assert unchanged <= TIMES_EMPTY * with_nothing


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


def _seconds(command: list[str], folder: Path) -> float:
    env = {**os.environ, **environment.variables()}
    for name in environment.UNSET:
        env.pop(name, None)
    if (folder / "state").is_dir():
        env["PULUMI_BACKEND_URL"] = f"file://{folder / 'state'}"
    started = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):
        pytest.fail(f"{' '.join(command[:4])}: {done.stderr[-2000:]}")
    return time.monotonic() - started
