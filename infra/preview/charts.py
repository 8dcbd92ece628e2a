"""Helm's rendering of releases, without any cluster."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

from infra.errors import UserError
from infra.preview.plan import RELEASE, Resource
from infra.preview.workloads import Manifest, Template

_SECONDS = 60
_AT_ONCE = 2


def template_in(root: Path) -> Template:
    """Return a function that renders a release with the charts of a checkout."""

    def template(release: Resource) -> Sequence[Manifest]:
        from infra.toolchain.kubernetes import HELM  # noqa: PLC0415  # stacks on Docker do not pay for it

        inputs = release.inputs
        # Whoever deployed it may have had the checkout elsewhere.
        chart = root / "charts" / Path(str(inputs["chart"])).name
        command = [str(HELM.resolve().folder / "helm"), "template", str(inputs["name"]), str(chart)]
        command += ["--namespace", str(inputs["namespace"]), "--values=-"]
        done = subprocess.run(
            command, input=json.dumps(inputs["values"]), capture_output=True, text=True, timeout=_SECONDS, check=False
        )
        if done.returncode:
            raise UserError(f"release {inputs['name']} cannot be rendered: {done.stderr.strip()}")
        return [found for found in yaml.load_all(done.stdout, yaml.CSafeLoader) if found]

    return template


def objects(resources: Sequence[Resource], template: Template) -> tuple[Resource, ...]:
    """Return what the releases among resources become in a cluster, as resources with the type that Pulumi has for it.

    Raises:
        UserError: one cannot be rendered.
    """
    releases = [one for one in resources if one.type == RELEASE]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        rendered = zip(releases, pool.map(template, releases), strict=True)
        return tuple(_resource(release, manifest) for release, found in rendered for manifest in found)


def _resource(release: Resource, manifest: Mapping[str, Any]) -> Resource:
    group = manifest["apiVersion"] if "/" in manifest["apiVersion"] else f"core/{manifest['apiVersion']}"
    kind, name = f"kubernetes:{group}:{manifest['kind']}", manifest["metadata"]["name"]
    return Resource(f"{release.urn}/{manifest['kind']}/{name}", kind, name, release.parent, manifest)
