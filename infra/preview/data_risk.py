"""What could lose data: volumes, and secrets without which data cannot be read."""

from collections.abc import Iterator
from typing import Any, cast

from infra.preview.plan import CONTAINER, STASH, VOLUME, Plan, Resource, Step
from infra.preview.report import Level, Risk

STATEFUL = (VOLUME, "kubernetes:core/v1:PersistentVolumeClaim", "kubernetes:apps/v1:StatefulSet")
"""Types of resources that hold data or place it."""

_KEYS = {
    "password-backup-cipher": "every backup and WAL segment so far was encrypted with it and cannot be read without it",
    "ca": "no certificate of the stack is valid any more; clients need the new CA",
    "seal": "nothing protects the stack's secrets any more; volumes cannot be read without them",
}
_FIXED_PASSWORDS = ("password-postgres-superuser", "password-postgres-replicator", "password-postgres-rewinder")
"""Servers need these before their containers have them, so they cannot be rotated by a deploy."""


def risks(plan: Plan) -> Iterator[Risk]:
    """Yield each risk for data, volumes first."""
    steps = plan.changed
    for step in steps:
        if step.resource.type in STATEFUL:
            yield from _stateful(step)
    for step in steps:
        if step.resource.type == CONTAINER:
            yield from _mounts(step)
    for step in steps:
        if step.resource.type == STASH and step.operation in ("replace", "delete"):
            yield from _secret(step)


def _stateful(step: Step) -> Iterator[Risk]:
    if step.operation == "create" and step.old:
        gone = f"{_kind(step.old)} is gone from where it was, and an empty one would be made; restore its data first"
        yield Risk(level=Level.DATA, subject=step.resource.name, message=gone)
    if step.operation not in ("replace", "delete"):
        return
    kept = step.old or step.resource
    verb = "replaced by an empty one" if step.operation == "replace" else "deleted"
    why = f" ({', '.join(step.replaced_for)} cannot change in place)" if step.replaced_for else ""
    after = (
        "; it is protected, so the deploy is refused until somebody unprotects it"
        if kept.protect
        else "; its content stays on the host, unused"
        if kept.retain
        else "; its content is lost"
    )
    yield Risk(level=Level.DATA, subject=step.resource.name, message=f"{_kind(kept)} would be {verb}{why}{after}")


def _mounts(step: Step) -> Iterator[Risk]:
    before, after = (_volumes(state) for state in (step.old, step.new))
    if not before or step.new is None:
        return
    for source, target in before.items():
        if source not in after:
            message = f"no longer uses the volume {source}; it would start without that data"
        elif after[source] != target:
            message = (
                f"would find its volume at {after[source]} and not at {target}; a program that looks there starts empty"
            )
        else:
            continue
        yield Risk(level=Level.DATA, subject=step.resource.name, message=message)


def _volumes(state: Resource | None) -> dict[str, str]:
    mounts = cast("list[dict[str, Any]]", state.inputs.get("mounts") or []) if state else []
    return {str(mount.get("source", "")): str(mount.get("target", "")) for mount in mounts}


def _secret(step: Step) -> Iterator[Risk]:
    resource = step.old or step.resource
    gone = "deleted" if step.operation == "delete" else "replaced"
    if resource.name in _KEYS:
        yield Risk(level=Level.DATA, subject=resource.name, message=f"would be {gone}: {_KEYS[resource.name]}")
    elif resource.protect:
        yield Risk(
            level=Level.DATA, subject=resource.name, message=f"would be {gone}: what it encrypts is lost without it"
        )
    elif resource.name in _FIXED_PASSWORDS and step.operation == "replace":
        yield Risk(
            level=Level.OUTAGE,
            subject=resource.name,
            message="would be replaced, and cannot be rotated: the running servers know the old one alone",
        )
    elif resource.name.startswith("password-") and step.operation == "replace":
        yield Risk(
            level=Level.NOTICE,
            subject=resource.name,
            message="is rotated: sessions that are open go on, new ones need the new password",
        )
    elif resource.name.startswith("account-") and step.operation == "replace":
        yield Risk(
            level=Level.NOTICE,
            subject=resource.name,
            message="is renamed: the old name is refused at once, whoever uses it needs the new one",
        )


def _kind(resource: Resource) -> str:
    return resource.type.rpartition(":")[2].lower()
