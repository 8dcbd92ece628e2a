"""Workflows: actions pinned by commit, least permissions, no code of forks with secrets, no values in shell text."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.errors import UserError
from infra.paths import PROJECT
from infra.toolchain import go_programs

FILES = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
_PINNED = re.compile(r"uses: [\w.-]+/[\w.-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+")


def document(file: Path) -> dict[Any, Any]:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def triggers(file: Path) -> set[str]:
    """Return what starts a workflow; to YAML `on` is true."""
    return set(document(file)[True])


def jobs(file: Path) -> Iterator[dict[str, Any]]:
    yield from document(file)["jobs"].values()


def of_our_own(job: dict[str, Any]) -> bool:
    return "self-hosted" in str(job.get("runs-on"))


def unreviewed(file: Path, job: dict[str, Any]) -> bool:
    """Tell whether a job runs the code of a pull request: any that it starts, but for a checkout of the target."""
    places = [step["with"].get("ref", "") for step in job.get("steps", ()) if "checkout" in step.get("uses", "")]
    return "pull_request" in triggers(file) and places != ["${{ github.event.pull_request.base.sha }}"]


def steps(file: Path) -> Iterator[dict[str, Any]]:
    for job in jobs(file):
        yield from job.get("steps", ())


def test_there_are_workflows() -> None:
    assert {file.stem for file in FILES} == {"check", "test", "nightly", "preview", "deploy", "drift"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_action_is_pinned_by_commit(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        if "uses:" in line and "uses: ./" not in line:
            assert _PINNED.search(line), line


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_permissions_are_the_least(file: Path) -> None:
    assert document(file)["permissions"] == {"contents": "read"}
    for job in jobs(file):
        writes = {name for name, right in job.get("permissions", {}).items() if right == "write"}
        assert writes <= {"pull-requests"}
        if writes:
            assert not unreviewed(file, job), job


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_starts_for_strangers_with_the_repository_s_secrets(file: Path) -> None:
    """A pull request runs a fork's code without them; these would run it with them, or take its words for theirs."""
    assert triggers(file) <= {"pull_request", "merge_group", "push", "schedule", "workflow_call", "workflow_dispatch"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_code_that_nobody_has_read_meets_no_state(file: Path) -> None:
    """Runners of our own have the stacks' state: a pull request's code waits there for its reviewers."""
    for job in jobs(file):
        if of_our_own(job) and unreviewed(file, job):
            assert job["environment"] == "plan-${{ matrix.stack }}", job
            assert job["runs-on"] == ["self-hosted", "novax-plan-${{ matrix.stack }}"]
            assert "head.repo.full_name == github.repository" in job["if"]
            assert "permissions" not in job
            assert "secrets." not in str(job)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_push_deploys_from_main_alone(file: Path) -> None:
    if "push" in triggers(file):
        assert document(file)[True]["push"] == {"branches": ["main"]}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_checkout_keeps_the_token(file: Path) -> None:
    for step in steps(file):
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_value_is_pasted_into_a_shell(file: Path) -> None:
    for step in steps(file):
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_step_is_one_call(file: Path) -> None:
    for step in steps(file):
        if "run" in step:
            assert re.fullmatch(r"(make|\.venv/bin/novax) [^;&\n]*?( \|\| \[ \$\? -eq 2 \])?", step["run"]), step["run"]


def test_nothing_is_merged_or_deployed_before_everything_was_tested_at_its_commit() -> None:
    """A workflow that is called by its path runs the caller's commit."""
    files = {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in FILES}
    # YAML reads the key `on` as true.
    assert {"pull_request", "merge_group", "workflow_call"} <= files["test"][True].keys()
    assert [step.get("run") for step in files["test"]["jobs"]["test"]["steps"]] == [None, "make test"]
    assert files["deploy"]["jobs"]["test"] == {"uses": "./.github/workflows/test.yml"}
    assert files["deploy"]["jobs"]["deploy"]["needs"] == "test"
    # With one of these it would start whatever the test said.
    assert not re.search(r"(always|cancelled|failure)\(", files["deploy"]["jobs"]["deploy"]["if"])


def test_a_stack_is_worked_on_by_one_run_at_a_time() -> None:
    for file in FILES:
        for job in jobs(file):
            if of_our_own(job):
                kind = "plan" if unreviewed(file, job) else "stack"
                assert job["concurrency"]["group"] == f"{kind}-${{{{ matrix.stack }}}}"


def test_actionlint_finds_nothing() -> None:
    try:
        program = go_programs.ACTIONLINT.resolve().folder / "actionlint"
    except UserError as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(reason))
    done = subprocess.run([program, "-no-color", *FILES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
