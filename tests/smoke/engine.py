"""The members of a stack from inside, wherever they run, and the Docker engine where that is; for tests."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import testinfra

from infra.cli.containers import docker
from infra.cli.pods import address

Facts = Mapping[str, Any]
"""What Docker says of one object."""


def containers(stack: str) -> dict[str, Facts]:
    """Return what `docker inspect` says of each container of a stack, by its name."""
    found = docker("ps", "--all", "--quiet", "--filter", f"label=novax.stack={stack}").split()
    return {facts["Name"].removeprefix("/"): facts for facts in inspect("container", found)}


def inspect(kind: str, names: Sequence[str]) -> list[Facts]:
    """Return what Docker says of objects of a kind."""
    return json.loads(docker(kind, "inspect", *names)) if names else []


def host(container: str) -> testinfra.host.Host:
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
    file: Any = host(container).file(path)  # pyright: ignore[reportCallIssue]  # untyped
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
