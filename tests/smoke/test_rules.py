"""Rules of Prometheus, tried by its own tool on figures that are made up."""

import subprocess
from pathlib import Path

import pytest

from infra.cli import inside
from infra.cli.running import Running

CASES = sorted(Path(__file__).parent.glob("rules_of_*.yaml"))


@pytest.mark.parametrize("cases", CASES, ids=lambda file: file.stem)
def test_figures_raise_the_alerts_that_they_must(running: Running, cases: Path) -> None:
    (container,) = running.services["prometheus"].members.values()
    command = inside.command(container, ["promtool", "test", "rules", "/dev/stdin"], given=True)
    with cases.open("rb") as given:
        done = subprocess.run(command, stdin=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
