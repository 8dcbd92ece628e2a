"""Resources that are not as the last deploy left them, from ``pulumi refresh --preview-only --json``."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.drift.report import Finding
from infra.preview.plan import UNCHANGED, parse

AREA = "infrastructure"

_BY_ITSELF = frozenset({"exitCode", "networkDatas", "containerLogs", "id", "healthStatus"})
"""What an engine changes without anybody's doing."""


_NAMES = {"checksum": "its objects in the cluster"}
"""Properties whose names tell nobody what they are."""


def findings(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield each resource that is gone or was changed by hand, and how many more Pulumi counted than it told."""
    steps = parse(document).steps
    counts: Mapping[str, int] = document.get("changeSummary") or {}
    counted = sum(count for operation, count in counts.items() if operation not in UNCHANGED)
    if (untold := counted - sum(step.changes for step in steps)) > 0:
        message = f"{untold} more differ than are told here; `pulumi refresh --preview-only` shows them"
        yield Finding(area=AREA, subject="resources", message=message)
    for step in steps:
        subject = f"{step.resource.type.rpartition(':')[2]} {step.resource.name}"
        if step.operation == "delete":
            yield Finding(area=AREA, subject=subject, message="is gone; the next `novax up` makes it again")
        elif step.changes:
            changed = [_NAMES.get(name, name) for name in step.properties if name not in _BY_ITSELF]
            if changed or not step.properties:
                what = ", ".join(changed) or "something that is not told"
                yield Finding(area=AREA, subject=subject, message=f"was changed by hand: {what}")
