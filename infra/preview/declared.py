"""What changes in the declarations of hooks: markers in the state hold what each hook wants, so two can be compared.

Migrations are `infra.preview.migrations`' business. Nothing here is secret: a marker keeps secrets as one digest.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from infra.hooks import names
from infra.preview.plan import STASH, Plan, Resource, Step
from infra.preview.report import Access, Level, Risk

_ACCESS: tuple[tuple[str, str], ...] = (
    (names.DATABASES, "databases.*.roles"),
    (names.DATABASES, "platform.roles"),
    (names.DATABASES, "sql"),
    (names.BUCKETS, "users"),
    (names.CACHE_USERS, ""),
    (names.SEARCH, "keys"),
)
"""Which parts of which declarations are about who may do what."""

_SHORTER = ("noncurrent_days", "max_age_days", "retention_days")
"""Numbers of days for which something is kept."""

_ABSENT = object()

Difference = tuple[str, object, object]
"""A path, and the value before and after; `_ABSENT` where there is none."""


def marker_steps(plan: Plan) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each marker whose declaration exists before and after: its name and both declarations."""
    for step in plan.changed:
        before, after = declaration(step, old=True), declaration(step, old=False)
        if before is not None and after is not None:
            yield step.resource.name, before, after


def declaration(step: Step, *, old: bool) -> Mapping[str, Any] | None:
    """Return what a hook's marker declares, or None for anything else."""
    return declaration_of(step.old if old else step.new)


def declaration_of(resource: Resource | None) -> Mapping[str, Any] | None:
    """Return what a hook's marker declares, or None for anything else."""
    if resource is None or resource.type != STASH:
        return None
    kept = resource.inputs.get("input")
    if not isinstance(kept, dict) or "declared" not in kept:
        return None
    return cast("Mapping[str, Any]", kept["declared"])


def lines(plan: Plan) -> tuple[str, ...]:
    """Return what changes in declarations, rights and migrations apart, one line each."""
    found: list[str] = []
    for name, before, after in marker_steps(plan):
        if name == names.MIGRATIONS:
            continue
        differences = list(compared(before, after))
        found += [f"{name}: {_shown(one)}" for one in differences if not _is_access(name, one[0])]
        if not differences:
            found.append(f"{name}: runs again, because a secret, a port or a container that it works with changes")
    return tuple(found)


def access(plan: Plan) -> tuple[Access, ...]:
    """Return what changes in the rights that hooks give."""
    return tuple(
        Access(where=f"hook {name}", what=_shown(one))
        for name, before, after in marker_steps(plan)
        for one in compared(before, after)
        if _is_access(name, one[0])
    )


def risks(plan: Plan) -> Iterator[Risk]:
    """Yield what declarations do to data that is there."""
    for name, before, after in marker_steps(plan):
        for path, old, new in compared(before, after):
            field = path.rpartition(".")[2]
            if field in _SHORTER and isinstance(new, int) and (not isinstance(old, int) or new < old):
                kept = f"{old} days" if isinstance(old, int) else "for ever"
                yield Risk(
                    level=Level.DATA,
                    subject=f"{name}: {path.rpartition('.')[0]}",
                    message=f"is kept {new} days and not {kept} any more; what is older is deleted",
                )
            if field == "versioning" and old is True and new is not True:
                yield Risk(
                    level=Level.DATA,
                    subject=f"{name}: {path.rpartition('.')[0]}",
                    message="keeps no versions any more; what is deleted or overwritten from then on is gone at once",
                )


def compared(before: object, after: object, path: str = "") -> Iterator[Difference]:
    """Yield where two declarations differ; lists are one value."""
    if isinstance(before, dict) and isinstance(after, dict):
        old, new = cast("dict[str, object]", before), cast("dict[str, object]", after)
        for key in dict.fromkeys((*old, *new)):
            yield from compared(old.get(key, _ABSENT), new.get(key, _ABSENT), f"{path}.{key}" if path else key)
    elif before != after:
        yield path, before, after


def _is_access(name: str, path: str) -> bool:
    return any(name == hook and _matches(pattern, path) for hook, pattern in _ACCESS)


def _matches(pattern: str, path: str) -> bool:
    if not pattern:
        return True
    wanted, parts = pattern.split("."), path.split(".")
    # Names of databases and buckets have no dots.
    return len(parts) >= len(wanted) and all(one in ("*", part) for one, part in zip(wanted, parts, strict=False))


def _shown(difference: Difference) -> str:
    path, before, after = difference
    if before is _ABSENT:
        return f"{path} is new: {_brief(after)}"
    if after is _ABSENT:
        return f"{path} is no longer declared; what it made stays"
    if isinstance(before, list) and isinstance(after, list):
        old, new = cast("list[object]", before), cast("list[object]", after)
        gone = [f"-{_brief(item)}" for item in old if item not in new]
        come = [f"+{_brief(item)}" for item in new if item not in old]
        return f"{path}: {' '.join((*gone, *come)) or 'in another order'}"
    return f"{path}: {_brief(cast('object', before))} -> {_brief(after)}"


def _brief(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    limit = 300
    return text if len(text) <= limit else f"{text[:limit]}…"
