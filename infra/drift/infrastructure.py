"""Resources that are not as the last deploy left them, from ``pulumi refresh --preview-only --json``."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.drift.report import Finding
from infra.preview.plan import parse

AREA = "infrastructure"

_BY_ITSELF = frozenset({"exitCode", "networkDatas", "containerLogs", "id", "healthStatus"})
"""What an engine changes without anybody's doing."""


def findings(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield each resource that is gone or was changed by hand."""
    for step in parse(document).steps:
        name = f"{step.resource.type.rpartition(':')[2]} {step.resource.name}"
        if step.operation == "delete":
            yield Finding(area=AREA, subject=name, message="is gone; the next `novax up` makes it again")
        elif step.changes:
            changed = [property_ for property_ in step.properties if property_ not in _BY_ITSELF]
            if changed or not step.properties:
                what = ", ".join(changed) or "something that is not told"
                yield Finding(area=AREA, subject=name, message=f"was changed by hand: {what}")
