"""The members of a stack from inside, wherever they run, and the Docker engine where that is; for tests."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import testinfra

from infra.cli import pods
from infra.cli.pods import address
from infra.cli.running import Running
from infra.toolchain.commands import answer
from infra.toolchain.engine import docker
from tests.smoke.waiting import eventually

REMOVAL_SECONDS = 120.0

Facts = Mapping[str, Any]
"""What Docker says of one object."""


def containers(stack: str) -> dict[str, Facts]:
    """Return what `docker inspect` says of each container of a stack, by its name."""
    found = docker("ps", "--all", "--quiet", "--filter", f"label=novax.stack={stack}").split()
    return {facts["Name"].removeprefix("/"): facts for facts in inspect("container", found)}


def inspect(kind: str, names: Sequence[str]) -> list[Facts]:
    """Return what Docker says of objects of a kind."""
    return json.loads(docker(kind, "inspect", *names)) if names else []


def host(container: str) -> Any:  # noqa: ANN401  # testinfra's modules are untyped
    """Return a member as testinfra sees it."""
    place = address(container)
    return testinfra.get_host(place.host() if place else f"docker://{container}")


def output(container: str, command: str) -> str:
    """Return what a shell command prints in a container, run as the container's own user; it must succeed."""
    return host(container).check_output(command)


def exit_code(container: str, command: str) -> int:
    """Return a shell command's exit code in a container."""
    return host(container).run(command).rc


def content(container: str, path: str) -> str:
    """Return a text file of a container."""
    file: Any = host(container).file(path)
    return file.content_string


def log(container: str, *options: str) -> str:
    """Return what a container's processes have printed, on either stream."""
    place = address(container)
    command = place.command("logs", *options) if place else ["docker", "logs", *options, container]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True).stdout


def listening(container: str) -> set[int]:
    """Return the TCP ports that a container's processes listen on, Docker's own resolver aside."""
    lines = output(container, "ss --no-header --listening --tcp --numeric").splitlines()
    addresses = (line.split()[3] for line in lines)
    return {int(address.rpartition(":")[2]) for address in addresses if not address.startswith("127.0.0.11:")}


def identities(running: Running) -> frozenset[str]:
    """Return what tells each running container from its successor."""
    if running.cluster:
        return frozenset(pod["metadata"]["uid"] for pod in pods.pods(running.cluster))
    return frozenset(facts["Id"] for facts in containers(running.stack).values())


def volumes(running: Running) -> frozenset[str]:
    """Return the data volumes."""
    if running.cluster:
        claims = pods.kubectl(running.cluster, "get", "persistentvolumeclaims", "--output=json")
        return frozenset(claim["spec"]["volumeName"] for claim in json.loads(claims)["items"])
    return frozenset(docker("volume", "ls", "--quiet", "--filter", f"label=novax.stack={running.stack}").split())


def remove_all(running: Running) -> None:
    """Remove every container at once, as if the machine had lost its power."""
    if running.cluster:
        # An API server takes so many at a time.
        command = [*running.cluster.kubectl(), "delete", "pods", "--all", "--grace-period=0", "--force", "--wait=false"]
        answer(command, limit=REMOVAL_SECONDS)
    else:
        docker("rm", "--force", *containers(running.stack))


def kill(container: str) -> None:
    """End a container without any warning; in a cluster it has a successor then, which begins when it has ended."""
    place = address(container)
    if place is None:
        docker("kill", container)
        return
    before = {pod["metadata"]["uid"] for pod in pods.pods(place.cluster)}
    pods.kubectl(place.cluster, "delete", "pod", place.pod(), "--grace-period=0", "--force", "--wait=false")

    def succeeded() -> None:
        found = [pod for pod in pods.pods(place.cluster) if pods.member_of(pod) == place.member]
        assert any(pod["metadata"]["uid"] not in before and pod["status"]["phase"] == "Running" for pod in found)

    eventually(succeeded, within=REMOVAL_SECONDS)


def start_again(container: str) -> None:
    """Start a container that was killed, where nobody else does."""
    if not address(container):
        docker("start", container)
