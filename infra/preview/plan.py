"""Pulumi's plan as typed values: what ``pulumi preview --json`` prints, or two rendered programs compared.

Pulumi has replaced secret values by ``[secret]`` already; nothing here brings them back. An operation whose name is
not known stays as it is, so that a new Pulumi cannot hide a change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

SECRET = "[secret]"  # noqa: S105 - what Pulumi writes in a secret's place

UNCHANGED = frozenset({"same", "read", "read-replacement", "refresh", "discard", "discard-replaced"})
"""Operations that change nothing; ``refresh`` only reads what is there."""

_CANONICAL: Mapping[str, str] = {
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "import-replacement": "import",
    "remove-pending-replace": "delete",
}
"""A replacement comes as up to three steps, one resource's; it counts once."""

_EMPTY = ("error: preview failed",)
"""Messages that repeat what others say."""

_RANK = ("replace", "delete", "create", "update", "import")

CONTAINER = "docker:index/container:Container"
VOLUME = "docker:index/volume:Volume"
STASH = "pulumi:index:Stash"
RELEASE = "kubernetes:helm.sh/v3:Release"
SERVICE_SUFFIX = ":Service"
"""What the type of a component that places one service ends in, on every platform."""


@dataclass(frozen=True)
class Resource:
    """One resource as a program declares it, or as the state has it."""

    urn: str
    type: str
    name: str
    parent: str
    inputs: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    protect: bool = False
    retain: bool = False
    dependencies: tuple[str, ...] = ()
    """The URNs of what has to be there first."""

    @property
    def component(self) -> str:
        """The name of the component that it belongs to, or its own for what stands alone."""
        return self.parent.rpartition("::")[2] if _is_component(self.parent) else self.name


@dataclass(frozen=True)
class Step:
    """One resource and what would happen to it; ``old`` or ``new`` is missing where there is none."""

    operation: str
    resource: Resource
    old: Resource | None
    new: Resource | None
    properties: tuple[str, ...] = ()
    """Names of what changes, never values."""
    replaced_for: tuple[str, ...] = ()
    """Names of the properties that cannot change in place."""

    @property
    def changes(self) -> bool:
        """Whether anything would be different afterwards."""
        return self.operation not in UNCHANGED


@dataclass(frozen=True)
class Workload:
    """An object of a Helm release that changes, before and after; one of them is missing where there is none.

    ``members`` are those of the service that its pods are, in the order in which they are replaced.
    """

    release: Step
    kind: str
    name: str
    members: tuple[str, ...]
    old: Mapping[str, Any] | None = field(repr=False)
    new: Mapping[str, Any] | None = field(repr=False)


@dataclass(frozen=True)
class Plan:
    """All steps, each resource once, in an order in which they can be done."""

    steps: tuple[Step, ...]
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    workloads: tuple[Workload, ...] = ()
    """What releases that change become in a cluster."""

    @property
    def changed(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.changes)


def parse(document: Mapping[str, Any]) -> Plan:
    """Return the plan in what ``pulumi preview --json`` printed."""
    diagnostics: Sequence[Mapping[str, str]] = document.get("diagnostics") or ()
    said = {
        severity: tuple(
            dict.fromkeys(
                item["message"].strip().removeprefix(f"{severity}: ")
                for item in diagnostics
                if item.get("severity") == severity and item["message"].strip() not in _EMPTY
            )
        )
        for severity in ("error", "warning")
    }
    steps = ordered(merged(_step(step) for step in document.get("steps") or ()))
    return Plan(steps, said["error"], said["warning"])


def merged(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return one step a resource: the several of a replacement become one."""
    found: dict[str, Step] = {}
    for step in steps:
        earlier = found.get(step.resource.urn)
        found[step.resource.urn] = _both(earlier, step) if earlier else step
    return tuple(found.values())


def ordered(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return the steps in an order in which they can be done, the same each time; deletions come last.

    Pulumi does at the same time what does not wait for each other, so that its own order differs from run to run.
    """
    waiting = {step.resource.urn: step for step in sorted(steps, key=_sorting)}
    found: list[Step] = []

    def take(urn: str) -> None:
        # Together stays what belongs together: after what it stands on comes a resource itself, not its whole level.
        if step := waiting.pop(urn, None):
            for earlier in sorted({step.resource.parent, *step.resource.dependencies}):
                take(earlier)
            found.append(step)

    for urn in tuple(waiting):
        take(urn)
    return tuple(sorted(found, key=lambda step: step.operation == "delete"))


def _sorting(step: Step) -> tuple[str, str]:
    return step.resource.name, step.resource.urn


def changed_properties(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the inputs that differ."""
    names = sorted((old.keys() | new.keys()) - {"__defaults"})
    return tuple(name for name in names if without_defaults(old.get(name)) != without_defaults(new.get(name)))


def without_defaults(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return the value without the notes that Pulumi keeps beside it."""
    if isinstance(value, dict):
        mapping = cast("dict[str, Any]", value)
        return {key: without_defaults(item) for key, item in mapping.items() if key != "__defaults"}
    if isinstance(value, list):
        return [without_defaults(item) for item in cast("list[Any]", value)]
    return value


def _is_component(urn: str) -> bool:
    return bool(urn) and "::pulumi:pulumi:Stack::" not in urn


def _step(step: Mapping[str, Any]) -> Step:
    old, new = _resource(step.get("oldState")), _resource(step.get("newState"))
    resource = new or old or _nameless(str(step.get("urn", "")))
    named: tuple[str, ...] = (*(step.get("detailedDiff") or {}), *(step.get("diffReasons") or ()))
    operation = str(step.get("op", ""))
    properties = tuple(dict.fromkeys(_top(name) for name in named))
    if not properties and old and new:
        properties = changed_properties(old.inputs, new.inputs)
    replaced_for = tuple(sorted({_top(name) for name in step.get("replaceReasons") or ()}))
    return Step(_CANONICAL.get(operation, operation), resource, old, new, properties, replaced_for)


def _top(path: str) -> str:
    """Return the property that a path such as ``uploads[3].content`` lies in."""
    return path.partition(".")[0].partition("[")[0]


def _nameless(urn: str) -> Resource:
    return Resource(urn, urn.rpartition("::")[0].rpartition("::")[2].rpartition("$")[2], urn.rpartition("::")[2], "")


def _resource(state: Mapping[str, Any] | None) -> Resource | None:
    if not state:
        return None
    return Resource(
        urn=state["urn"],
        type=state["type"],
        name=state["urn"].rpartition("::")[2],
        parent=state.get("parent") or "",
        inputs=state.get("inputs") or {},
        protect=bool(state.get("protect")),
        retain=bool(state.get("retainOnDelete")),
        dependencies=tuple(state.get("dependencies") or ()),
    )


def _both(one: Step, other: Step) -> Step:
    known = [step.operation for step in (one, other) if step.operation in _RANK]
    unknown = [step.operation for step in (one, other) if step.operation not in _RANK and step.changes]
    operation = unknown[0] if unknown else min(known, key=_RANK.index) if known else other.operation
    if {one.operation, other.operation} == {"create", "delete"}:
        operation = "replace"
    return Step(
        operation,
        other.resource if other.new else one.resource,
        # Before a plan's own step comes the one that looked at the world.
        other.old or one.old,
        other.new or one.new,
        tuple(dict.fromkeys((*one.properties, *other.properties))),
        tuple(dict.fromkeys((*one.replaced_for, *other.replaced_for))),
    )
