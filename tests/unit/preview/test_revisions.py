"""Revisions rendered without an engine and compared: what a pull request from a fork can show."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.errors import UserError
from infra.paths import PROJECT
from infra.preview import comparison, revisions
from infra.preview.plan import CONTAINER, VOLUME, Plan, Resource
from infra.preview.report import Report
from infra.preview.revisions import Rendered

STACKS = ("ci", "dev")


@pytest.fixture(scope="session")
def rendered() -> dict[str, Rendered]:
    return revisions.checkout(STACKS)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository of its own with this checkout's program in one commit."""
    for part in ("infra", "stacks", "sql", "charts"):
        shutil.copytree(PROJECT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "base")):
        identity = ("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(tmp_path), *identity, *arguments], check=True)
    monkeypatch.setattr(revisions, "PROJECT", tmp_path)
    return tmp_path


def test_every_stack_is_rendered_without_any_secret(rendered: dict[str, Rendered]) -> None:
    for name in STACKS:
        assert rendered[name].skipped == ""
        assert len([one for one in rendered[name].resources if one.type == CONTAINER]) > 15
        assert "BEGIN" not in str([one.inputs for one in rendered[name].resources])
        assert "rendered-without-secrets" not in str([one.inputs for one in rendered[name].resources])


def test_a_revision_is_the_same_each_time(rendered: dict[str, Rendered]) -> None:
    again = revisions.checkout(("dev",))["dev"]
    assert comparison.compare(rendered["dev"].resources, again.resources).changed == ()


@pytest.mark.slow
def test_a_change_is_found_between_a_revision_and_the_checkout(
    project: Path, tmp_path_factory: pytest.TempPathFactory, report_of: Callable[..., Report]
) -> None:
    file = project / "stacks" / "Pulumi.dev.yaml"
    file.write_text(f"{file.read_text()}  novax:redis:\n    maxmemory: 64MiB\n")
    before, after = revisions.against("HEAD", tmp_path_factory.mktemp("base"))
    report = report_of(comparison.compare(before["dev"].resources, after["dev"].resources))
    assert [restart.member for restart in report.restarts] == ["redis-1", "redis-2"]
    assert [(file.path, file.members) for file in report.files] == [("/etc/novax/redis.conf", ("redis-1", "redis-2"))]
    assert "-maxmemory 96mb" in report.files[0].lines
    assert comparison.compare(before["ci"].resources, after["ci"].resources).changed == ()
    status = subprocess.run(["git", "-C", str(project), "worktree", "list"], capture_output=True, text=True, check=True)
    assert len(status.stdout.splitlines()) == 1


def test_an_unknown_revision_is_a_sentence(project: Path, tmp_path: Path) -> None:
    del project
    with pytest.raises(UserError, match="no such revision; fetch the revision, or name another"):
        revisions.against("nowhere", tmp_path)


def test_a_stack_is_rendered_for_the_platform_that_its_file_names(project: Path) -> None:
    (project / "stacks" / "Pulumi.dev.yaml").write_text(
        "config:\n  novax:environment: dev\n  novax:platform: kubernetes\n"
    )
    kinds = {one.type for one in revisions.checkout(("dev",))["dev"].resources}
    assert "kubernetes:helm.sh/v3:Release" in kinds
    assert CONTAINER not in kinds


def resource(kind: str, name: str, parent: str = "", **inputs: object) -> Resource:
    return Resource(f"urn::{kind}::{name}", kind, name, parent, inputs)


def operations(plan: Plan) -> list[tuple[str, str]]:
    return [(step.operation, step.resource.name) for step in plan.steps]


def test_what_goes_and_what_comes() -> None:
    before = (resource(VOLUME, "a"), resource(VOLUME, "b", driver="x"))
    after = (resource(VOLUME, "b", driver="y"), resource(VOLUME, "c"))
    assert operations(comparison.compare(before, after)) == [("replace", "b"), ("create", "c"), ("delete", "a")]


def test_only_what_an_engine_changes_in_place_is_an_update() -> None:
    before = resource(CONTAINER, "a", memory=1, image="x")
    memory, image = resource(CONTAINER, "a", memory=2, image="x"), resource(CONTAINER, "a", memory=2, image="y")
    assert operations(comparison.compare((before,), (memory,))) == [("update", "a")]
    (step,) = comparison.compare((before,), (image,)).steps
    assert (step.operation, step.properties, step.replaced_for) == ("replace", ("image", "memory"), ("image",))


def test_members_of_each_service() -> None:
    parent = "urn::novax:docker:Service::redis"
    found = comparison.members((resource(CONTAINER, "redis-2", parent), resource(CONTAINER, "redis-1", parent)))
    assert found == {"redis": ("redis-1", "redis-2")}
