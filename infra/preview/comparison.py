"""Two rendered programs compared: the plan that a deploy from the one to the other would have, as far as code tells.

What only a provider or a running stack knows is not in it: generated values, drift, replacements that follow others.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infra.preview.plan import CONTAINER, RELEASE, VOLUME, Plan, Resource, Step, changed_properties, ordered
from infra.preview.restarts import IN_PLACE

_REPLACED_WHOLE = (VOLUME, "docker:index/network:Network")


def resource(rendered: Mapping[str, Any]) -> Resource:
    """Return a rendered resource in its typed form."""
    return Resource(
        urn=rendered["urn"],
        type=rendered["type"],
        name=rendered["name"],
        parent=rendered["parent"],
        inputs=rendered["inputs"],
        protect=bool(rendered["protect"]),
        retain=bool(rendered["retain"]),
        dependencies=tuple(rendered["dependencies"]),
    )


def compare(before: Sequence[Resource], after: Sequence[Resource]) -> Plan:
    """Return what would change."""
    old = {one.urn: one for one in before}
    new = {one.urn: one for one in after}
    gone = (Step("delete", one, one, None) for one in before if one.urn not in new)
    return Plan(ordered((*_steps(old, after), *gone)))


def members(resources: Sequence[Resource]) -> dict[str, tuple[str, ...]]:
    """Return the members of each service, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for one in resources:
        if one.type == CONTAINER:
            found[one.component] = tuple(sorted((*found.get(one.component, ()), one.name)))
        elif one.type == RELEASE:
            values: Mapping[str, Any] = one.inputs.get("values") or {}
            found[one.component] = tuple(member["name"] for member in values.get("members") or ())
    return found


def _steps(old: Mapping[str, Resource], after: Sequence[Resource]) -> Iterator[Step]:
    for one in after:
        earlier = old.get(one.urn)
        if earlier is None:
            yield Step("create", one, None, one)
        elif properties := changed_properties(earlier.inputs, one.inputs):
            reasons = _reasons(one, properties)
            yield Step("replace" if reasons else "update", one, earlier, one, properties, reasons)
        else:
            yield Step("same", one, earlier, one)


def _reasons(one: Resource, properties: Sequence[str]) -> tuple[str, ...]:
    if one.type in _REPLACED_WHOLE:
        return tuple(properties)
    if one.type == CONTAINER:
        return tuple(name for name in properties if name not in IN_PLACE)
    return ()
