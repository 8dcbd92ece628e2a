"""The order of a deployment: services and hooks, each once what it waits for is ready."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import pulumi

from infra.identity import Identity
from infra.platforms.base import PlacedService, Platform
from infra.specs import ServiceSpec


class Hook(Protocol):
    """Work after a deploy, known to the graph by its name."""

    @property
    def name(self) -> str:
        """The name that specs and other hooks wait for."""
        ...

    @property
    def after(self) -> tuple[str, ...]:
        """What must be ready before it runs."""
        ...

    def place(self, platform: Platform, identity: Identity, after: Sequence[pulumi.Resource]) -> pulumi.Resource:
        """Register the hook's marker."""
        ...


def deploy(
    platform: Platform, identity: Identity, specs: Sequence[ServiceSpec], hooks: Sequence[Hook]
) -> Mapping[str, PlacedService]:
    """Place everything and return the services that run, by name.

    A hook whose service is left out is left out with it.

    Raises:
        UserError: a required service has no image.
        ValueError: something waits for a name that nothing has, or for itself.
    """
    placed: dict[str, pulumi.Resource] = {}
    left_out: set[str] = set()
    services: dict[str, PlacedService] = {}
    platform.expect(specs)
    for item in _in_order((*specs, *hooks)):
        after = [placed[name] for name in item.after if name in placed]
        if isinstance(item, ServiceSpec):
            service = platform.place(item, after)
            if service is None:
                left_out.add(item.name)
                continue
            services[item.name] = placed[item.name] = service
        elif left_out.isdisjoint(item.after):
            placed[item.name] = item.place(platform, identity, after)
        else:
            left_out.add(item.name)
    platform.finish()
    return services


def _in_order(items: Sequence[ServiceSpec | Hook]) -> Iterator[ServiceSpec | Hook]:
    """Yield each item once all that it waits for was yielded; among those that could come, the first given."""
    names = {item.name for item in items}
    for item in items:
        if unknown := [name for name in item.after if name not in names]:
            raise ValueError(f"{item.name!r} waits for {unknown[0]!r}, which does not exist")
    done: set[str] = set()
    waiting = list(items)
    while waiting:
        ready = next((item for item in waiting if done.issuperset(item.after)), None)
        if ready is None:
            raise ValueError(f"these wait for each other: {', '.join(item.name for item in waiting)}")
        waiting.remove(ready)
        done.add(ready.name)
        yield ready
