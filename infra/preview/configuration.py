"""Configuration files before and after, from what each service's component keeps of them: text with placeholders."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, cast

from infra.preview.masking import masked
from infra.preview.plan import CONTAINER, SERVICE_SUFFIX, Plan, Step
from infra.preview.report import FileDiff, Level, Risk

Files = Mapping[str, Mapping[str, str]]
"""Contents by member and path."""

_CONTEXT_LINES = 2


def files(plan: Plan) -> tuple[FileDiff, ...]:
    """Return every file that differs, members with the same difference together."""
    found: dict[tuple[str, tuple[str, ...]], FileDiff] = {}
    for step in plan.changed:
        before, after = recorded(step, old=True) or {}, recorded(step, old=False) or {}
        for member in sorted(before.keys() & after.keys()):
            for path in sorted(before[member].keys() | after[member].keys()):
                lines = _difference(before[member].get(path), after[member].get(path))
                if not lines:
                    continue
                # Around the same change stands what differs from member to member, such as its name.
                key = path, tuple(line for line in lines if not line.startswith((" ", "@@ -")))
                same = found.setdefault(key, FileDiff(path=path, members=(), lines=lines))
                found[key] = same.model_copy(update={"members": (*same.members, member)})
    return tuple(found.values())


def recorded(step: Step, *, old: bool) -> Files | None:
    """Return the files that a service's component keeps, or None for anything else."""
    state = step.old if old else step.new
    if state is None or not state.type.endswith(SERVICE_SUFFIX):
        return None
    configuration: Any = state.inputs.get("configuration")
    return cast("Files", configuration) if isinstance(configuration, dict) else None


def risks(plan: Plan) -> Iterator[Risk]:
    """Yield members whose files change in what this report cannot show."""
    shown = {member for file in files(plan) for member in file.members}
    unrecorded = {
        step.resource.name
        for step in plan.changed
        if step.resource.type.endswith(SERVICE_SUFFIX) and step.old and recorded(step, old=True) is None
    }
    for step in plan.changed:
        resource = step.resource
        if resource.type != CONTAINER or "uploads" not in step.properties or resource.name in shown:
            continue
        why = (
            "the last deploy was by a version that did not record their text"
            if resource.component in unrecorded
            else "only secret values in them do"
        )
        yield Risk(level=Level.NOTICE, subject=resource.name, message=f"its files change, and are not shown: {why}")


def _difference(before: str | None, after: str | None) -> tuple[str, ...]:
    old, new = (masked(text or "").splitlines() for text in (before, after))
    lines = list(difflib.unified_diff(old, new, lineterm="", n=_CONTEXT_LINES))[2:]
    if not lines and before != after:
        return ("@@ only a masked value differs @@",)
    return tuple(lines)
