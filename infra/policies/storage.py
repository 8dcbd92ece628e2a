"""Rules for what holds data."""

from collections.abc import Iterator, Mapping

from infra.policies.target import Finding, Target
from infra.preview.plan import VOLUME

STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
CLAIM = "kubernetes:core/v1:PersistentVolumeClaim"


def protected_volumes(target: Target) -> Iterator[Finding]:
    """Yield volumes that an edit could delete."""
    for one in target.of(VOLUME, CLAIM):
        if not one.protect:
            yield one.name, "is not protected; set protect=True in its options"
        if not one.retain:
            yield one.name, "is not kept when it goes from the state; set retain_on_delete=True in its options"
    for one in target.of(STATEFUL_SET):
        retention: Mapping[str, str] = one.inputs["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
        if "Delete" in retention.values():
            yield one.name, "deletes its volumes with itself or with a member; set its retention policy to Retain"
