"""The order of a deployment: services and hooks, each once what it waits for is ready."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import pulumi

from infra.identity import Identity
from infra.platforms.docker import DockerPlatform, DockerService
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

    def place(self, platform: DockerPlatform, identity: Identity, after: Sequence[pulumi.Resource]) -> pulumi.Resource:
        """Register the hook's marker."""
        ...


def deploy(
    platform: DockerPlatform, identity: Identity, specs: Sequence[ServiceSpec], hooks: Sequence[Hook]
) -> Mapping[str, DockerService]:
    """Place everything and return the services that run, by name.

    A hook whose service is left out is left out with it.

    Raises:
        UserError: a required service has no image.
    """
    known = {item.name for item in (*specs, *hooks)}
    placed: dict[str, pulumi.Resource] = {}
    left_out: set[str] = set()
    services: dict[str, DockerService] = {}
    waiting: list[ServiceSpec | Hook] = [*specs, *hooks]
    while waiting:
        item = next(i for i in waiting if all(n in placed or n in left_out or n not in known for n in i.after))
        waiting.remove(item)
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
