"""Committed dashboards are what their program makes, and fit the datasource that Grafana is given."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.paths import PROJECT
from infra.services.grafana import DATASOURCE_UID

FOLDER = PROJECT / "charts" / "observability" / "dashboards"
OVERVIEW = FOLDER / "platform-overview.json"


@pytest.fixture(scope="module")
def overview() -> dict[str, Any]:
    return json.loads(OVERVIEW.read_text(encoding="utf-8"))


@pytest.mark.skipif(
    importlib.util.find_spec("grafana_foundation_sdk") is None, reason="grafana-foundation-sdk is not installed"
)
def test_the_committed_overview_is_what_its_program_makes(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.py"):
        shutil.copy(file, tmp_path)
    program = tmp_path / "build.py"
    # The SDK warns when it is imported that there is a newer form of dashboards, which file provisioning does not read.
    subprocess.run([sys.executable, "-W", "ignore::DeprecationWarning", str(program)], check=True)
    made = (tmp_path / "platform-overview.json").read_text(encoding="utf-8")
    assert made == OVERVIEW.read_text(encoding="utf-8"), "run build.py and commit what it makes"


def test_the_overview_keeps_its_address_and_asks_for_nothing_at_import(overview: dict[str, Any]) -> None:
    assert overview["uid"] == "platform-overview"
    assert overview["editable"] is False
    assert not overview.keys() & {"__inputs", "__requires", "id"}


def test_every_part_of_the_platform_has_its_row(overview: dict[str, Any]) -> None:
    assert [panel["title"] for panel in overview["panels"] if panel["type"] == "row"] == [
        "Health",
        "Patroni",
        "PostgreSQL",
        "Jobs",
        "PgBouncer",
        "Redis",
        "NATS",
        "MinIO",
        "Certificates",
        "Host",
    ]


def test_every_panel_and_query_asks_the_provisioned_datasource(overview: dict[str, Any]) -> None:
    panels = [panel for panel in overview["panels"] if panel["type"] != "row"]
    assert len(panels) == 43
    asked = [panel["datasource"] for panel in panels]
    asked += [target["datasource"] for panel in panels for target in panel["targets"]]
    assert [source for source in asked if source != {"type": "prometheus", "uid": DATASOURCE_UID}] == []


def test_panels_have_numbers_of_their_own_and_do_not_overlap(overview: dict[str, Any]) -> None:
    panels = overview["panels"]
    assert [panel["id"] for panel in panels] == list(range(1, len(panels) + 1))
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) == 23


def test_rates_span_what_grafana_says(overview: dict[str, Any]) -> None:
    """A fixed window would be empty or blurred at another scale; counts `in an hour` say so in their title."""
    for panel in overview["panels"]:
        for target in panel.get("targets", []):
            windows = set(re.findall(r"\[([^]]+)\]", target["expr"]))
            assert windows <= {"1h" if "in an hour" in panel["title"] else "$__rate_interval"}, panel["title"]
