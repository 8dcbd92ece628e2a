"""The records of a stack's data while it is deployed: judged first of all, written once hooks have filled a service."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import pulumi

from infra.disks import EMPTY_VARIABLE, judgement, record
from infra.disks.judgement import Known
from infra.disks.record import Record
from infra.errors import UserError
from infra.hooks.registry import ServiceHook
from infra.hooks.threads import apart
from infra.identity import Identity
from infra.platforms.base import Disk, Platform
from infra.specs import Data, ServiceSpec

BEGINNING_VARIABLE = "NOVAX_BEGINNING"
"""In the environment of members that were made to begin empty: which beginning it is; with it they are replaced."""

Look = Callable[[Sequence[ServiceSpec]], Mapping[str, Mapping[str, Disk]]]
"""Returns the disk of each member of services, by service and member."""


@dataclass(frozen=True)
class Upkeep:
    """What a deployment has to know of the data: which beginning of each service it is, and which records hold."""

    look: Look
    empty: frozenset[str]
    """The services that begin empty in this run, because somebody said so."""
    beginnings: Mapping[str, int]
    fillings: Mapping[str, int]
    """Both as `Record` counts them, by service; what has no record yet is not in them."""
    holding: Mapping[str, Record]
    """The records that say just what is there."""
    missing: Mapping[str, tuple[str, ...]]
    """The members that do not have their service's data."""

    def begun(self, specs: Sequence[ServiceSpec]) -> tuple[ServiceSpec, ...]:
        """Return the services as they run: members without their data last, and new ones where all begin empty."""
        return tuple(self._begun(spec) for spec in specs)

    def _begun(self, spec: ServiceSpec) -> ServiceSpec:
        spec = replace(spec, last=self.missing.get(spec.name, ()))
        beginning = self.beginnings.get(spec.name, 1)
        if beginning == 1:
            return spec
        # A program that is running over emptied files knows nothing of that until it starts again.
        return replace(spec, environment={**spec.environment, BEGINNING_VARIABLE: str(beginning)})

    def filled(self, hooks: Sequence[ServiceHook]) -> tuple[ServiceHook, ...]:
        """Return the hooks with how often each has filled its service."""
        return tuple(replace(hook, filling=self.fillings.get(hook.service, 1)) for hook in hooks)

    def records(self, specs: Sequence[ServiceSpec], hooks: Sequence[ServiceHook]) -> tuple["DataRecord", ...]:
        """Return the record of each service with data; ``hooks`` fill them."""
        return tuple(
            DataRecord(spec, spec.data, tuple(hook.name for hook in hooks if hook.service == spec.name), self)
            for spec in specs
            if spec.data is not None
        )


def check(stack: str, specs: Sequence[ServiceSpec], look: Look) -> Upkeep:
    """Compare what the state knows of the services' data with what is on the disks.

    Raises:
        UserError: data is lost that nothing makes anew, or a service that may begin empty is none that could.
    """
    with_data = {spec.name: spec.data for spec in specs if spec.data is not None}
    allowed = judgement.requested(os.environ.get(EMPTY_VARIABLE, "").split(","), specs)
    records = record.recorded()
    wanted = [spec for spec in specs if spec.name in records]
    disks: Mapping[str, Mapping[str, Disk]] = look(wanted) if wanted else {}
    known = [Known(name, data, records[name], disks[name]) for name, data in with_data.items() if name in disks]
    judgement.check(stack, known, allowed)
    empty = allowed & {one.service for one in known if one.lost}
    for one in known:
        if one.lost and one.service not in empty:
            pulumi.log.warn(f"{one.service} is filled anew, because {judgement.told_of(one.missing)}")
    # An interrupted run may have come so far that nothing is lost any more.
    for service in sorted(allowed - empty):
        pulumi.log.warn(f"{service} has lost no data that the state knows of, so it goes on with what it has")
    return Upkeep(
        look,
        empty,
        {one.service: one.record.beginning + (one.service in empty) for one in known},
        {one.service: one.record.filling + one.incomplete for one in known},
        {one.service: one.record for one in known if one.unchanged},
        {one.service: tuple(one.missing) for one in known},
    )


@dataclass(frozen=True)
class DataRecord:
    """The resource that keeps a service's record, written after the hooks that fill the service."""

    spec: ServiceSpec
    data: Data
    after: tuple[str, ...]
    upkeep: Upkeep

    @property
    def name(self) -> str:
        """The resource's name."""
        return f"{record.PREFIX}{self.spec.name}"

    def place(self, platform: Platform, identity: Identity, after: Sequence[pulumi.Resource]) -> pulumi.Resource:  # noqa: ARG002 - of the protocol
        """Register the record; what is not known to hold is looked at when the hooks are done."""
        holding = self.upkeep.holding.get(self.spec.name)
        value = pulumi.Output.from_input(holding.document()) if holding else self._once_filled(after)
        # Protected where hooks alone could not bring the data back: else it goes with what they filled.
        opts = pulumi.ResourceOptions(protect=True) if self.data.remedy else None
        return pulumi.Stash(self.name, input=value, opts=opts)

    def _once_filled(self, after: Sequence[pulumi.Resource]) -> pulumi.Output[Any]:
        """Return the record as an output that depends on nothing, or the stack could not be taken down without it."""

        async def seen() -> dict[str, Any] | None:
            await asyncio.gather(*(resource.urn.future() for resource in after))
            if pulumi.runtime.is_dry_run():
                return None
            try:
                found = await apart(lambda: self.upkeep.look([self.spec]))
            except UserError as error:
                raise pulumi.RunError(str(error)) from None
            return self._record(found[self.spec.name]).document()

        async def known() -> bool:
            return not pulumi.runtime.is_dry_run()

        return cast("pulumi.Output[Any]", pulumi.Output(set[pulumi.Resource](), seen(), known()))

    def _record(self, disks: Mapping[str, Disk]) -> Record:
        return Record(
            frozenset[str]().union(*(disk.marks or () for disk in disks.values())),
            {member: disk.volume for member, disk in disks.items()},
            self.data.contents,
            self.upkeep.beginnings.get(self.spec.name, 1),
            self.upkeep.fillings.get(self.spec.name, 1),
        )
