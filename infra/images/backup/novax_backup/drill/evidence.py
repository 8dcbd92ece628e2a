"""What a drill leaves behind: JSON for programs, JUnit for CI, in the container's folder and in the object store."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from novax_backup import store
from novax_backup.config import Config

PREFIX = "evidence/"
_KEPT = 60
"""Pairs of files in the container; the store keeps all."""


def keep(config: Config, facts: dict[str, Any]) -> Path:
    """Write both files, copy them to the object store, and return the JSON file's path.

    Raises:
        Failure: the store is away; the files are written.
    """
    folder = config.state / "evidence"
    folder.mkdir(exist_ok=True)
    stamp = datetime.fromtimestamp(facts["started"], UTC).strftime("%Y%m%dT%H%M%SZ")
    document = folder / f"{stamp}-restore.json"
    document.write_text(json.dumps(facts, indent=2), encoding="utf-8")
    report = document.with_suffix(".xml")
    report.write_bytes(_junit(facts))
    for suffix in (".json", ".xml"):
        for old in sorted(folder.glob(f"*-restore{suffix}"))[:-_KEPT]:
            old.unlink()
    s3 = store.client(config)
    for file in (document, report):
        try:
            s3.upload_file(str(file), config.store.bucket, f"{PREFIX}{file.name}")
        except store.REFUSALS as error:
            raise store.refused(f"take {file.name}", error) from error
    return document


def _junit(facts: dict[str, Any]) -> bytes:
    checks = facts["checks"]
    suite = ET.Element(
        "testsuite",
        name="restore drill",
        tests=str(len(checks)),
        failures=str(sum(not check["passed"] for check in checks)),
        time=str(facts["rto_seconds"]),
    )
    for check in checks:
        case = ET.SubElement(suite, "testcase", name=check["name"], time=str(check["seconds"]))
        if not check["passed"]:
            ET.SubElement(case, "failure", message=check["detail"])
    return ET.tostring(suite, encoding="utf-8", xml_declaration=True)
