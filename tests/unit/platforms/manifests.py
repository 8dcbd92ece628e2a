"""The objects that a stack becomes on Kubernetes: its releases rendered by Helm, with no cluster anywhere."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from infra.toolchain import kubernetes

if TYPE_CHECKING:
    from tests.unit.conftest import Program

RELEASE = "kubernetes:helm.sh/v3:Release"

Manifest = Mapping[str, Any]


@dataclass(frozen=True)
class Rendered:
    """The objects of a stack by the release that they belong to."""

    releases: Mapping[str, Sequence[Manifest]]

    def of(self, kind: str, release: str = "") -> list[Manifest]:
        """Return the objects of a kind, of one release or of all."""
        return [item for item in self.all(release) if item["kind"] == kind]

    def all(self, release: str = "") -> Iterator[Manifest]:
        """Return all objects, of one release or of all."""
        for name, manifests in self.releases.items():
            if release in ("", name):
                yield from manifests

    def pods(self, release: str = "") -> list[Mapping[str, Any]]:
        """Return the pods' specifications."""
        return [item["spec"]["template"]["spec"] for kind in WORKLOADS for item in self.of(kind, release)]


WORKLOADS = ("StatefulSet", "Deployment")


def render(program: "Program") -> Rendered:
    """Return what Helm makes of a program's releases."""
    helm = str(kubernetes.HELM.resolve().folder / "helm")

    def template(inputs: Mapping[str, Any]) -> tuple[str, list[Manifest]]:
        values = json.dumps(inputs["values"])
        command = [helm, "template", inputs["name"], inputs["chart"], "--namespace", inputs["namespace"], "--values=-"]
        done = subprocess.run(command, input=values, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return inputs["name"], [item for item in yaml.safe_load_all(done.stdout) if item]

    with ThreadPoolExecutor(2) as pool:
        return Rendered(dict(pool.map(template, [release.inputs for release in program.of(RELEASE).values()])))
