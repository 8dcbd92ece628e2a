"""Rules of Prometheus, tried by its own tool on figures that are made up."""

import subprocess
from pathlib import Path

from infra.cli import inside
from infra.cli.running import Running

CASES = Path(__file__).with_name("rules_of_backup.yaml")


def test_figures_of_backups_raise_their_alerts(running: Running) -> None:
    (container,) = running.services["prometheus"].members.values()
    command = inside.command(container, ["promtool", "test", "rules", "/dev/stdin"], given=True)
    with CASES.open("rb") as cases:
        done = subprocess.run(command, stdin=cases, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
