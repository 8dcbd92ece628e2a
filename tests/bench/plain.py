"""A stack's containers as a plain Compose file has them: started by the engine alone, each once what it needs is ready.

They are made of what the engine says of those that run: the same images, environment, mounts, ports, limits and files.
"""

import subprocess
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from infra.cli import containers
from infra.cli.running import Running
from infra.deploy import Hook
from infra.platforms import engine_api, readiness
from infra.specs import ServiceSpec
from infra.toolchain.engine import docker

_FOLDER = "/etc/novax"
"""Where all files are that the stack puts into its containers."""

_START_SECONDS = 300.0
_NANOSECONDS = 10**9


@dataclass(frozen=True)
class Container:
    """One container: its name, what the engine makes it of, and its files as a tar archive."""

    name: str
    service: str
    made_of: Mapping[str, Any]
    files: bytes

    def start(self) -> None:
        """Make it, and wait until it is ready."""
        engine_api._ask("POST", f"/containers/create?name={self.name}", self.made_of)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        subprocess.run(["docker", "cp", "-", f"{self.name}:/etc"], input=self.files, capture_output=True, check=True)
        docker("start", self.name)
        check = self.made_of["Healthcheck"]
        limit = check["Timeout"] / _NANOSECONDS
        readiness.await_ready(self.name, check["Test"][1:], limit=limit, within=_START_SECONDS)


@dataclass(frozen=True)
class Stack:
    """All of a stack: what each service waits for, and the services whose members wait for each other."""

    stack: str
    network: str
    containers: Sequence[Container]
    needs: Mapping[str, frozenset[str]]
    chained: frozenset[str]

    def start(self) -> None:
        """Start everything, as soon as may be."""
        docker("network", "create", "--label", f"novax.stack={self.stack}", self.network)
        services = {one.service for one in self.containers}
        with ThreadPoolExecutor(len(services) + len(self.containers)) as pool:
            started: dict[str, Any] = {}

            def begin(service: str) -> None:
                for needed in self.needs[service]:
                    started[needed].result()
                own = sorted((one for one in self.containers if one.service == service), key=lambda one: one.name)
                if service in self.chained:
                    for one in own:
                        one.start()
                    return
                for done in [pool.submit(one.start) for one in own]:
                    done.result()

            # In an order in which each comes after what it waits for.
            for service in self.needs:
                started[service] = pool.submit(begin, service)
            for done in started.values():
                done.result()


def of(running: Running, specs: Sequence[ServiceSpec], hooks: Iterable[Hook]) -> Stack:
    """Return a stack that runs, as it could be started without us."""
    chained = frozenset(spec.name for spec in specs if spec.stateful)
    found = containers.inspected(running.stack)
    (network,) = {containers.network_of(facts["Name"].removeprefix("/")) for facts in found}
    return Stack(running.stack, network, [_container(facts, network) for facts in found], _needs(specs, hooks), chained)


def _container(facts: Mapping[str, Any], network: str) -> Container:
    name = facts["Name"].removeprefix("/")
    member = facts["Config"]["Labels"]["novax.member"]
    copied = subprocess.run(["docker", "cp", f"{name}:{_FOLDER}", "-"], capture_output=True, check=True)
    made_of = {
        **facts["Config"],
        "HostConfig": {**facts["HostConfig"], "NetworkMode": network},
        "NetworkingConfig": {"EndpointsConfig": {network: {"Aliases": [member]}}},
    }
    return Container(name, facts["Config"]["Labels"]["novax.service"], made_of, copied.stdout)


def _needs(specs: Iterable[ServiceSpec], hooks: Iterable[Hook]) -> dict[str, frozenset[str]]:
    """Return what each service waits for, directly or through hooks, whose work is done already."""
    hooked = {hook.name: hook.after for hook in hooks}
    services = {spec.name: spec.after for spec in specs}

    def through(names: Iterable[str]) -> Iterable[str]:
        for name in names:
            if name in services:
                yield name
            else:
                yield from through(hooked.get(name, ()))

    return {name: frozenset(through(after)) for name, after in services.items()}
