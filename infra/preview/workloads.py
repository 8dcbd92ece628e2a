"""What changes in the pods of Helm releases: the objects that a chart makes of a release's values, before and after."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from infra.preview.plan import RELEASE, Plan, Resource, Step, Workload
from infra.preview.report import Access, Level, Risk

Manifest = Mapping[str, Any]
Template = Callable[[Resource], Sequence[Manifest]]
"""Takes a release and returns its objects."""

FILES = "files"
"""The reason of pods that are replaced because a file in them is another one."""

STATEFUL_SET = "StatefulSet"
_KINDS = (STATEFUL_SET, "Deployment", "NetworkPolicy")
_CHECKSUM = "novax.files"


def of(plan: Plan, before: Template, after: Template) -> tuple[Workload, ...]:
    """Return the objects that differ of every release that changes.

    Where both templates are one, charts of before are not known, so that what only a chart changed counts as a change.
    """
    return tuple(
        workload
        for step in plan.changed
        if step.resource.type == RELEASE
        for workload in _of_release(step, before, after)
    )


def _of_release(step: Step, before: Template, after: Template) -> Iterator[Workload]:
    old = _objects(before(step.old)) if step.old else {}
    new = _objects(after(step.new)) if step.new else {}
    chart_alone = before is after and bool(step.properties) and "values" not in step.properties
    for key in dict.fromkeys((*old, *new)):
        if chart_alone or old.get(key) != new.get(key):
            kind, name = key
            yield Workload(step, kind, name, _members(step, kind, name), old.get(key), new.get(key))


def _objects(manifests: Sequence[Manifest]) -> dict[tuple[str, str], Manifest]:
    return {(one["kind"], one["metadata"]["name"]): one for one in manifests if one["kind"] in _KINDS}


def _members(step: Step, kind: str, name: str) -> tuple[str, ...]:
    if kind != STATEFUL_SET:
        return (name,)
    values: Mapping[str, Any] = (step.new or step.resource).inputs.get("values") or {}
    # Kubernetes rolls the pods of a set from the last to the first.
    return tuple(member["name"] for member in reversed(values.get("members") or ()))


def pod_changes(workload: Workload) -> tuple[str, ...]:
    """Return why pods that run are replaced, as names of what differs; empty where they stay."""
    if workload.old is None or workload.new is None or workload.kind == "NetworkPolicy":
        return ()
    if workload.old == workload.new:
        return ("its chart, or its objects in the cluster,",)
    old, new = (one["spec"]["template"] for one in (workload.old, workload.new))
    found = [FILES] if _annotation(old) != _annotation(new) else []
    found += _different(old["spec"], new["spec"], without=("containers",))
    containers = {one["name"]: one for one in old["spec"]["containers"]}
    for one in new["spec"]["containers"]:
        found += _different(containers.get(one["name"], {}), one)
    return tuple(dict.fromkeys(found))


def images(workload: Workload) -> Iterator[tuple[str, str]]:
    """Yield each container's image before and after, where it is another one."""
    if workload.old and workload.new and workload.kind != "NetworkPolicy":
        before = {one["name"]: one["image"] for one in _containers(workload.old)}
        for one in _containers(workload.new):
            if before.get(one["name"], one["image"]) != one["image"]:
                yield before[one["name"]], one["image"]


def risks(plan: Plan) -> Iterator[Risk]:
    """Yield what could lose the data of pods."""
    for one in plan.workloads:
        if one.kind != STATEFUL_SET or one.old is None:
            continue
        if one.new is None:
            gone = "would be deleted; its volumes stay in the cluster, unused"
            yield Risk(level=Level.DATA, subject=one.name, message=gone)
            continue
        if one.old["spec"].get("volumeClaimTemplates") != one.new["spec"].get("volumeClaimTemplates"):
            refused = "asks for other volumes, which Kubernetes does not change in place; the deploy is refused"
            yield Risk(level=Level.DATA, subject=one.name, message=refused)
        before, after = _claims(one.old), _claims(one.new)
        for claim, path in before.items():
            if after.get(claim, path) != path:
                moved = f"would find its volume at {after[claim]} and not at {path}"
                yield Risk(
                    level=Level.DATA, subject=one.name, message=f"{moved}; a program that looks there starts empty"
                )


def access(plan: Plan) -> tuple[Access, ...]:
    """Return the network policies that change: who may connect to whom."""
    return tuple(
        Access(where=f"release {one.release.resource.name}", what=f"network policy {one.name} {_verb(one)}")
        for one in plan.workloads
        if one.kind == "NetworkPolicy" and one.old != one.new
    )


def _verb(one: Workload) -> str:
    if one.old is None or one.new is None:
        return "is new" if one.old is None else "is removed"
    return f"changes: {', '.join(_different(one.old['spec'], one.new['spec']))}"


def _different(old: Manifest, new: Manifest, without: Sequence[str] = ()) -> list[str]:
    return [key for key in dict.fromkeys((*old, *new)) if key not in without and old.get(key) != new.get(key)]


def _annotation(template: Manifest) -> object:
    annotations: Mapping[str, object] = template["metadata"].get("annotations") or {}
    return annotations.get(_CHECKSUM)


def _containers(manifest: Manifest) -> Sequence[Manifest]:
    return manifest["spec"]["template"]["spec"]["containers"]


def _claims(manifest: Manifest) -> dict[str, str]:
    names = {one["metadata"]["name"] for one in manifest["spec"].get("volumeClaimTemplates") or ()}
    return {
        mount["name"]: mount["mountPath"]
        for container in _containers(manifest)
        for mount in container.get("volumeMounts") or ()
        if mount["name"] in names
    }
