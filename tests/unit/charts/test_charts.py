"""Each chart is good on its own: documented, linted strictly, and of nothing but what the API knows."""

import json
import subprocess
from pathlib import Path

import pytest

from charts import build
from infra.toolchain import kubernetes
from tests.unit.charts import schemas

CHARTS = [pytest.param(chart, id=chart.name) for chart in build.charts()]


def helm(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = kubernetes.HELM.resolve().folder / "helm"
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def example(chart: Path) -> list[str]:
    file = chart / "ci" / "example-values.yaml"
    return [f"--values={file}"] if file.is_file() else []


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the schemas of all kinds."""
    folder = tmp_path_factory.mktemp("schemas")
    schemas.write(folder)
    return folder


@pytest.mark.parametrize("chart", CHARTS)
def test_schema_and_readme_are_those_of_the_values(chart: Path) -> None:
    """`make charts` writes them."""
    assert json.loads((chart / "values.schema.json").read_text()) == build.schema(chart)
    assert (chart / "README.md").read_text() == build.readme(chart)


@pytest.mark.parametrize("chart", CHARTS)
def test_helm_finds_nothing(chart: Path) -> None:
    done = helm("lint", "--strict", str(chart), *example(chart))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("chart", [chart for chart in CHARTS if example(build.CHARTS / str(chart.id))])
def test_a_value_that_does_not_exist_is_refused(chart: Path) -> None:
    done = helm("template", "x", str(chart), *example(chart), "--set=imagee=x")
    assert done.returncode
    assert "imagee" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("chart", CHARTS)
def test_the_api_knows_every_field(chart: Path, known: Path) -> None:
    rendered = helm("template", "x", str(chart), *example(chart))
    assert rendered.returncode == 0, rendered.stderr
    location = f"{known}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"
    command = [kubernetes.KUBECONFORM.resolve().folder / "kubeconform", "-strict", "-schema-location", location]
    done = subprocess.run(command, input=rendered.stdout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
