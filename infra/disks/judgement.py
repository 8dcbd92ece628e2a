"""Whether a service still has the data that the state knows of, and what is said when it has not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from infra.disks.record import Record
from infra.errors import UserError
from infra.platforms.base import Disk
from infra.specs import Data, ServiceSpec

_MARKS_SHOWN = 2


@dataclass(frozen=True)
class Known:
    """A service whose data the state knows, beside what its members' disks have now."""

    service: str
    data: Data
    record: Record
    disks: Mapping[str, Disk]
    """By the member's name."""

    @property
    def missing(self) -> dict[str, Disk]:
        """The disks of the members that do not have the data."""
        return {member: disk for member, disk in self.disks.items() if not self._has_data(member, disk)}

    @property
    def lost(self) -> bool:
        """Whether fewer members have the data than make the others' anew."""
        return bool(self.record.marks) and len(self.disks) - len(self.missing) < self.data.enough

    @property
    def incomplete(self) -> bool:
        """Whether something that the state knows of is on no disk, so that hooks have to fill the service again."""
        seen = [disk.marks for disk in self.disks.values() if disk.marks]
        return self.lost or (bool(seen) and not self.record.marks <= frozenset[str]().union(*seen))

    @property
    def unchanged(self) -> bool:
        """Whether the record says just what is there, so that it need not be written anew."""
        return (
            not self.incomplete
            # None was found where nobody could look.
            and bool(self.record.marks)
            and self.data.contents == self.record.contents
            and {member: disk.volume for member, disk in self.disks.items()} == dict(self.record.volumes)
        )

    def _has_data(self, member: str, disk: Disk) -> bool:
        if disk.marks is not None:
            return not self.record.marks.isdisjoint(disk.marks)
        # Nobody can look at it, so that it counts for as long as it is the same one.
        return bool(disk.volume) and disk.volume == self.record.volumes.get(member)


def requested(given: Sequence[str], specs: Sequence[ServiceSpec]) -> frozenset[str]:
    """Return the services that may begin empty; empty names are none.

    Raises:
        UserError: one is no service with data that nothing else has.
    """
    names = frozenset(filter(None, given))
    allowed = {spec.name for spec in specs if spec.data and spec.data.remedy}
    if unknown := sorted(names - allowed):
        raise UserError(
            f"--start-empty is {unknown[0]}; allowed: {', '.join(sorted(allowed))}, the services with data that only "
            "their disks have; leave it out, because everything else is filled again without it"
        )
    return names


def check(stack: str, known: Sequence[Known], empty: Collection[str]) -> None:
    """Refuse to go on over lost data that nothing makes anew, but for services that may begin empty.

    Raises:
        UserError: it says which data is gone, how to get it back, and how to go on without it.
    """
    if gone := [one for one in known if one.lost and one.data.remedy and one.service not in empty]:
        told = "; ".join(f"{one.service} had {_shown(one.record.marks)}, and {told_of(one.missing)}" for one in gone)
        ways = "; ".join(
            f"{one.service}: {one.data.remedy.format(mark=min(one.record.marks), stack=stack)}" for one in gone
        )
        options = " ".join(f"--start-empty {one.service}" for one in gone)
        raise UserError(
            f"stack {stack} has lost data, so nothing was created or changed: {told}. Put the disks back as they were, "
            f"or begin empty with `novax up {options} -s {stack}` ({ways})"
        )


def told_of(disks: Mapping[str, Disk]) -> str:
    """Return what each member's disk is like, in words."""
    return ", ".join(f"the disk of {member} {_state(disk)}" for member, disk in disks.items())


def _state(disk: Disk) -> str:
    if not disk.volume:
        return "is gone"
    if disk.marks is None:
        return "is another one"
    return f"has {_shown(disk.marks)}" if disk.marks else "is empty"


def _shown(marks: Collection[str]) -> str:
    found = sorted(marks)
    more = f" and {len(found) - _MARKS_SHOWN} more" if len(found) > _MARKS_SHOWN else ""
    return ", ".join(found[:_MARKS_SHOWN]) + more
