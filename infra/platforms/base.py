"""What the rest of the program knows of a platform: it places services, and says where they are reached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pulumi

from infra.identity import Identity
from infra.images.lock import Lock
from infra.platforms.ports import Ports
from infra.settings import Settings
from infra.specs import Endpoint, ServiceSpec

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class PlacedMember:
    """One running member: where it is and what it listens on for the outside."""

    name: str
    host: str
    """A testinfra host: how tests and day-2 commands reach the member."""
    endpoints: tuple[Endpoint, ...]


@dataclass(frozen=True)
class Disk:
    """A member's data volume as it is now."""

    volume: str
    """What identifies it, empty where it is gone."""
    marks: frozenset[str] | None
    """What identifies the data on it, as `infra.specs.Data` says; None while nobody can look."""


class PlacedService(pulumi.ComponentResource):
    """One service where it runs."""

    members: tuple[PlacedMember, ...]


class Platform(Protocol):
    """A place for services."""

    host: str
    """Where this machine reaches all endpoints."""

    @property
    def ports(self) -> Ports:
        """The port of each endpoint there."""
        ...

    def __init__(self, settings: Settings, identity: Identity, images: Lock) -> None: ...

    @staticmethod
    def disks(stack: str, settings: Settings, images: Lock, specs: Sequence[ServiceSpec]) -> dict[str, dict[str, Disk]]:
        """Return the disk of each member of services with data, by service and member.

        Raises:
            UserError: the platform does not answer.
        """
        ...

    def expect(self, specs: Sequence[ServiceSpec]) -> None:
        """Learn of all services before the first is placed."""
        ...

    def place(self, spec: ServiceSpec, after: Sequence[pulumi.Resource]) -> PlacedService | None:
        """Run a service once what it waits for is ready; None when its image has no source and it is not required.

        Raises:
            UserError: the image of a required service has no source.
        """
        ...

    def finish(self) -> None:
        """Do what needs all services to be there."""
        ...

    def forget_cluster(self) -> None:
        """Have Patroni's store forget which cluster was PostgreSQL's, so that members without data make another.

        Raises:
            UserError: the store does not answer.
        """
        ...

    def reach(self, ports: Mapping[str, int]) -> None:
        """See to it that endpoints answer at these ports of this machine; called while a deployment goes on.

        Raises:
            UserError: they could not be made to.
        """
        ...

    def outputs(self, placed: Collection[PlacedService]) -> Mapping[str, Any]:
        """Return what day-2 commands have to know of the platform itself, beyond members and endpoints."""
        ...


def present(spec: ServiceSpec, images: Lock) -> bool:
    """Tell whether a service can run; say it where one is left out."""
    if images.entry(spec.image).ref is None and not spec.required:
        pulumi.log.warn(f"service {spec.name} is left out: its image has no source; `novax images` tells more")
        return False
    return True
