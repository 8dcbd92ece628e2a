"""Checks that need the machine: memory, ports and images, before anything is declared.

Only what would otherwise fail halfway through a deployment is looked at, and only read.
"""

import json
import socket
from collections.abc import Sequence
from typing import Any

from infra.errors import UserError
from infra.images.lock import Lock
from infra.platforms import kubernetes_preflight
from infra.platforms.ports import fixed_ports
from infra.settings import OPTIONAL_SERVICES, Settings
from infra.specs import ServiceSpec
from infra.toolchain import engine

_MIB = 1024 * 1024


def check(stack: str, settings: Settings, specs: Sequence[ServiceSpec], images: Lock) -> None:
    """Compare what a stack asks for with what this machine's Docker engine has.

    Raises:
        UserError: the engine does not answer, or a port, the memory or an image is not there.
    """
    check_sources(specs, images)
    if settings.platform == "kubernetes":
        kubernetes_preflight.check(stack, settings, specs, images)
        return
    check_memory(memory_of(specs, images), _engine_memory())
    if settings.network.mode == "fixed":
        wanted = fixed_ports(settings.network)
        published = {
            end.name for spec in specs if images.entry(spec.image).ref for m in spec.members for end in m.endpoints
        }
        check_ports({name: port for name, port in wanted.items() if name in published}, _own_ports(stack))
    _check_images(specs, images)


def check_sources(specs: Sequence[ServiceSpec], images: Lock) -> None:
    """Refuse a required service whose image has no source; left to the platform, it would stop a deploy halfway."""
    for spec in specs:
        if spec.required and images.entry(spec.image).ref is None:
            waiver = f", or set novax:{spec.name}.required to false (production may not)"
            raise UserError(
                f"service {spec.name} is required and its image {spec.image!r} has no source on this machine; give it "
                f"one and run `novax images --only {spec.image}`{waiver if spec.name in OPTIONAL_SERVICES else ''}"
            )


def memory_of(specs: Sequence[ServiceSpec], images: Lock) -> int:
    """Return the sum of the limits of all members that will run, in MiB."""
    return sum(spec.resources.memory * len(spec.members) for spec in specs if images.entry(spec.image).ref)


def check_memory(wanted: int, available: int) -> None:
    """Refuse limits that together exceed the machine's memory; both in MiB."""
    if wanted > available:
        raise UserError(
            f"the memory limits of all services add up to {wanted}MiB and this machine has {available}MiB; lower "
            "novax:postgres.memory or other novax:*.memory settings, or use a larger machine"
        )


def check_ports(wanted: dict[str, int], own: set[int]) -> None:
    """Refuse a loopback port that another program holds; ``own`` are the ports that this stack publishes already."""
    for name, port in wanted.items():
        if port in own:
            continue
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                raise UserError(
                    f"novax:network.ports.{name} is {port}, and another program listens there; stop it, or run "
                    f"`pulumi config set --path novax:network.ports.{name} PORT` with a free port from 1024 to 65535"
                ) from None


def _engine_memory() -> int:
    return int(engine.docker("info", "--format", "{{.MemTotal}}")) // _MIB


def _own_ports(stack: str) -> set[int]:
    return published_ports(engine.docker("ps", "--filter", f"label=novax.stack={stack}", "--format", "{{.Ports}}"))


def published_ports(listing: str) -> set[int]:
    """Return the host ports in Docker's listing, such as ``127.0.0.1:5432-5433->5432-5433/tcp, 80/tcp``."""
    ports: set[int] = set()
    for published in listing.replace("\n", ", ").split(", "):
        host, arrow, _ = published.partition("->")
        if arrow:
            first, _, last = host.rpartition(":")[2].partition("-")
            ports.update(range(int(first), int(last or first) + 1))
    return ports


def _check_images(specs: Sequence[ServiceSpec], images: Lock) -> None:
    wanted = sorted({reference for spec in specs if (reference := images.entry(spec.image).ref)})
    listed: list[dict[str, Any]] = [
        json.loads(line) for line in engine.docker("image", "ls", "--format", "{{json .}}").splitlines()
    ]
    present = {f"{image['Repository']}:{image['Tag']}" for image in listed}
    if missing := [reference for reference in wanted if reference not in present]:
        raise UserError(f"image {missing[0]} is in the lock but not in the Docker engine; run `novax images`")
