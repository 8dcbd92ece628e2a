"""`make test`: both platforms one after the other, its exit code, and that nothing it started outlives it."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.paths import PROJECT

PROGRAMS = ("novax", "pytest", "ruff", "pyright", "yamllint", "shellcheck", "hadolint")

Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the Makefile, whose programs note what they are asked and fail at what the file `fails` has."""
    folder = tmp_path / "checkout"
    (folder / "infra").mkdir(parents=True)
    shutil.copy(PROJECT / "Makefile", folder)
    (folder / "infra/Dockerfile").touch()
    script = f'echo "$*" >> {folder}/asked; ! grep -qxF -- "$*" {folder}/fails 2>/dev/null || exit 7'
    for name in PROGRAMS:
        _program(folder / ".venv/bin" / name, f'set -- {name} "$@"; {script}; [ "$*" != "$STUCK" ] || exec sleep 60')
    left_out = '*" tests.parts begin $LEFT_OUT") exit 0'
    _program(
        folder / ".venv/bin/python", f'set -- python "$@"; {script}; case "$*" in {left_out} ;; *begin*) exit 1 ;; esac'
    )
    _program(folder / "infra/bootstrap", "true")
    return folder


@pytest.fixture
def make(checkout: Path) -> Run:
    """Return a function that runs `make` and returns its exit code and what it asked of programs."""

    def run(*arguments: str, fails: str = "") -> tuple[int, list[str]]:
        (checkout / "fails").write_text(fails)
        done = subprocess.run(["make", *arguments], cwd=checkout, capture_output=True, check=False)
        return done.returncode, _asked(checkout)

    return run


def _program(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def _asked(checkout: Path) -> list[str]:
    """Return what was asked of programs, but for what is about the stack dev."""
    return [line for line in _all_asked(checkout) if not line.startswith("python ")]


def _all_asked(checkout: Path) -> list[str]:
    file = checkout / "asked"
    return file.read_text().splitlines() if file.exists() else []


DOWN = "novax down -s ci --volumes --yes"
CLUSTER_DOWN = ["novax down -s ci-kubernetes --volumes --yes", "novax cluster down"]


def test_the_cluster_comes_when_the_stack_on_docker_is_gone(make: Run) -> None:
    code, asked = make("test", "-j8")
    assert code == 0
    started = asked.index("novax up -s ci-kubernetes")
    assert asked[:2] == ["novax env", "novax images -s ci"]
    assert asked[started - 1] == DOWN
    assert asked[started + 1 :] == ["pytest tests/smoke --stack ci-kubernetes", *CLUSTER_DOWN]
    for program in PROGRAMS:
        assert any(line.startswith(program) for line in asked[:started]), program


@pytest.mark.parametrize("step", ["", "ruff check .", "pytest tests/smoke --stack ci", CLUSTER_DOWN[-1]])
def test_a_running_dev_waits_and_goes_on_whatever_comes(checkout: Path, make: Run, step: str) -> None:
    code, _ = make("test", fails=step)
    assert (code != 0) == bool(step)
    asked = [line for line in _all_asked(checkout) if "tests.parts" not in line]
    assert asked[:3] == ["novax env", "novax images -s ci", "python -m tests.aside pause"]
    assert asked[-1] == "python -m tests.aside resume"


@pytest.mark.parametrize("step", ["ruff check .", "pyright", "pytest -n auto tests/unit"])
def test_a_check_that_fails_ends_it_before_any_stack(make: Run, step: str) -> None:
    code, asked = make("test", fails=step)
    assert code != 0
    assert asked[-1] == step
    assert not [line for line in asked if line.startswith(("novax up", "novax down"))]


@pytest.mark.parametrize("step", ["novax up -s ci", "pytest tests/smoke --stack ci", "pytest tests/preview --stack ci"])
def test_what_fails_on_docker_is_taken_down_and_ends_it(make: Run, step: str) -> None:
    code, asked = make("test", fails=step)
    assert code != 0
    assert asked[-2:] == [step, DOWN]


@pytest.mark.parametrize("step", ["novax up -s ci-kubernetes", "pytest tests/smoke --stack ci-kubernetes"])
def test_what_fails_on_kubernetes_is_taken_down_with_its_cluster(make: Run, step: str) -> None:
    code, asked = make("test", fails=step)
    assert code != 0
    assert asked[-3:] == [step, *CLUSTER_DOWN]


@pytest.mark.parametrize("step", [DOWN, *CLUSTER_DOWN])
def test_what_cannot_be_taken_down_is_a_failure(make: Run, step: str) -> None:
    code, asked = make("test", fails=step)
    assert code != 0
    assert asked[-1] == (DOWN if step == DOWN else CLUSTER_DOWN[-1])


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Have children heed an interrupt, which a shell lets what it starts in the background ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_run_is_taken_down(checkout: Path) -> None:
    env = {**os.environ, "STUCK": "pytest tests/smoke --stack ci-kubernetes"}
    process = subprocess.Popen(["make", "test-kubernetes"], cwd=checkout, env=env, start_new_session=True)
    until = time.monotonic() + 10
    while env["STUCK"] not in _asked(checkout):
        assert time.monotonic() < until
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=10) != 0
    assert _asked(checkout)[-2:] == CLUSTER_DOWN


def test_what_has_ended_well_is_left_out(checkout: Path, make: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEFT_OUT", "smoke")
    code, asked = make("test-docker")
    assert code == 0
    assert not [line for line in asked if line.startswith("pytest tests/smoke")]
    noted = [line.split()[-2:] for line in _all_asked(checkout) if "tests.parts" in line]
    assert noted == [
        *(["begin", "check"], ["end", "check"], ["begin", "smoke"]),
        *([verb, part] for part in ("clients", "strangers", "drill", "preview") for verb in ("begin", "end")),
    ]


def test_a_part_that_fails_has_not_ended_well(checkout: Path, make: Run) -> None:
    code, _ = make("test-docker", fails="pytest tests/preview --stack ci")
    assert code != 0
    assert "python -m tests.parts end preview" not in _all_asked(checkout)
    assert "python -m tests.parts end smoke" in _all_asked(checkout)


def test_a_dry_run_runs_nothing(make: Run) -> None:
    assert make("--dry-run", "test") == (0, [])


def test_quick_checks_what_a_change_can_affect(checkout: Path, make: Run) -> None:
    said = 'case "$*" in *"affected types"*) echo infra/a.py ;; *"affected tests"*) echo tests/unit/test_a.py ;; esac'
    _program(checkout / ".venv/bin/python", said)
    code, asked = make("quick")
    assert code == 0
    assert asked[:2] == ["ruff check -q .", "ruff format --check -q ."]
    assert set(asked[2:]) == {"pyright infra/a.py", "pytest -q -n auto -m not slow tests/unit/test_a.py"}
    assert make("quick", fails="pyright infra/a.py")[0] != 0
    assert make("quick", fails="pytest -q -n auto -m not slow tests/unit/test_a.py")[0] != 0


def test_quick_checks_nothing_more_where_nothing_can_be_affected(make: Run) -> None:
    assert make("quick") == (0, ["ruff check -q .", "ruff format --check -q ."])
