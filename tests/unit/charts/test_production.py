"""Production renders without any cluster, into what the API knows and a critic has no serious word against."""

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from infra.toolchain import kubernetes
from tests.unit.charts import schemas
from tests.unit.platforms.manifests import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.conftest import Program

EXCEPTIONS = {
    "container-image-pull-policy": "a tag holds a digest of what the image was made of, so it never means another one",
    "container-security-context-user-group-id": "an image's user is the same on Docker, and below 10000 there",
    "service-targets-pod": "members and roles are chosen by labels that Kubernetes and Patroni set on running pods",
    "container-resources": "a limit on CPU slows a member down while the node is idle; memory is limited",
}
"""What kube-score calls critical and we do on purpose."""


@pytest.fixture(scope="module")
def manifests(run_program: "Callable[..., Program]", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with every object of stack production."""
    found = [dict(item) for item in render(run_program("production")).all()]
    for item in found:
        item["metadata"].setdefault("namespace", "novax-production")
    file = tmp_path_factory.mktemp("production") / "all.yaml"
    file.write_text(yaml.safe_dump_all(found), encoding="utf-8")
    return file


@pytest.mark.slow
def test_the_api_knows_every_field(manifests: Path, tmp_path: Path) -> None:
    schemas.write(tmp_path)
    location = f"{tmp_path}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"
    program = kubernetes.KUBECONFORM.resolve().folder / "kubeconform"
    command = [program, "-strict", "-schema-location", location, manifests]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_critical_but_what_is_excepted(manifests: Path) -> None:
    program = kubernetes.KUBE_SCORE.resolve().folder / "kube-score"
    ignored = [f"--ignore-test={name}" for name in EXCEPTIONS]
    command = [program, "score", "--output-format=ci", *ignored, manifests]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert [line for line in done.stdout.splitlines() if line.startswith("[CRITICAL]")] == []
    assert "[OK]" in done.stdout, done.stderr


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_every_exception_is_needed(manifests: Path, name: str) -> None:
    program = kubernetes.KUBE_SCORE.resolve().folder / "kube-score"
    ignored = [f"--ignore-test={other}" for other in EXCEPTIONS if other != name]
    done = subprocess.run(
        [program, "score", "--output-format=ci", *ignored, manifests], capture_output=True, text=True, check=False
    )
    assert "[CRITICAL]" in done.stdout
