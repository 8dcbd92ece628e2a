"""`novax status`: what runs and how it is, who leads, where to reach it; changes nothing."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.console import examples, print_json, print_table
from infra.cli.lifecycle import StackOption

if TYPE_CHECKING:
    from infra.cli.containers import Container
    from infra.cli.protection import Protection
    from infra.cli.replication import Cluster, Role
    from infra.cli.running import Running

KIB, MIB = 2**10, 2**20

MISSING = "missing"

_LOOK_SECONDS = 2.0


@dataclass(frozen=True)
class MemberStatus:
    """One member of a service; memory and lag in bytes, uptime in seconds, None where there is none."""

    service: str
    member: str
    health: str
    role: str | None
    lag: int | None
    timeline: int | None
    restart_pending: bool
    uptime: float | None
    memory: int | None
    memory_limit: int


@dataclass(frozen=True)
class Status:
    """A whole stack; ``left_out`` maps services without an image to what was tried, ``problems`` are sentences.

    A stack whose first backup is still to come is as healthy as another: ``protection`` says so apart.
    """

    stack: str
    members: tuple[MemberStatus, ...]
    endpoints: Mapping[str, str]
    left_out: Mapping[str, tuple[str, ...]]
    problems: tuple[str, ...]
    protection: "Protection | None" = None

    @property
    def healthy(self) -> bool:
        """Whether everything that was declared runs as it should."""
        return not self.problems


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog=examples(
            "novax status",
            "novax status -s ci --json",
            "novax status >/dev/null || novax logs postgres    # exit code 1: something is not healthy",
        )
    )(status)


def status(
    *,
    stack: StackOption = "dev",
    json: Annotated[bool, typer.Option("--json", help="Print a JSON object instead of tables.")] = False,
) -> None:
    """Show health, role, lag, uptime and memory of every member, and the endpoints.

    The exit code is 0 when everything is healthy, else 1.
    """
    found = read_status(stack)
    if json:
        print_json({**asdict(found), "healthy": found.healthy})
    else:
        _print(found)
    if not found.healthy:
        raise typer.Exit(1)


def print_status(stack: str, *, patience: float = 0.0) -> bool:
    """Print the stack's status and tell whether all is healthy, at the latest after so many seconds.

    Raises:
        UserError: the stack is not up, or Docker does not answer.
    """
    until = time.monotonic() + patience
    found = read_status(stack)
    while not found.healthy and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
        found = read_status(stack)
    _print(found)
    return found.healthy


def read_status(stack: str) -> Status:
    """Return the stack's status; it takes as long as its slowest source.

    Raises:
        UserError: the stack is not up, or Docker does not answer.
    """
    from infra.cli import pods, protection, replication, running  # noqa: PLC0415  # for the help page

    with ThreadPoolExecutor() as pool:
        # Begun before it is known where the stack runs: it is the slow one.
        on_docker = pool.submit(_on_docker, stack)
        now = running.load(stack)
        asked = {
            name: pool.submit(ask, now)
            for name, ask in (("postgres", replication.postgres), ("redis", replication.redis))
            if now.services[name].present
        }
        if now.cluster:
            told = pool.submit(protection.look, now)
            found, protected = pods.look(now.cluster), told.result()
        else:
            found, protected = on_docker.result()
        clusters = {name: answer.result() for name, answer in asked.items()}
    return replace(assess(now, found, clusters, _left_out(now)), protection=protected)


def _on_docker(stack: str) -> "tuple[Mapping[str, Container], Protection | None]":
    from infra.cli import containers, protection  # noqa: PLC0415  # as above
    from infra.services.pgbackrest import CLIENT  # noqa: PLC0415

    facts = containers.inspected(stack)
    with ThreadPoolExecutor(1) as pool:
        backup = containers.of_service(facts, CLIENT)
        told = pool.submit(protection.of, backup) if backup else None
        return containers.look(facts), told.result() if told else None


def assess(
    running: "Running",
    containers: "Mapping[str, Container]",
    clusters: "Mapping[str, Cluster]",
    left_out: Mapping[str, tuple[str, ...]],
) -> Status:
    """Return the status that the answers of all sources amount to."""
    from infra.cli.containers import HEALTHY  # noqa: PLC0415  # as above
    from infra.cli.pods import address  # noqa: PLC0415

    members: list[MemberStatus] = []
    problems = [cluster.problem for cluster in clusters.values() if cluster.problem]
    for service in running.services.values():
        cluster = clusters.get(service.name)
        for member, name in service.members.items():
            place = address(name)
            container = containers.get(place.member if place else name)
            role = cluster.roles.get(member) if cluster else None
            health = container.health if container else MISSING
            members.append(_member(service.name, member, container, role, service.memory * MIB))
            if health != HEALTHY:
                problems.append(f"{member} is {health}; `{_remedy(running.stack, member, health)}`")
            elif cluster and cluster.roles and (role is None or not role.follows):
                problems.append(f"{member} gets nothing from its leader; `novax logs {member} -s {running.stack}`")
    endpoints = {endpoint.name: endpoint.url for endpoint in running.endpoints.values()}
    return Status(running.stack, tuple(members), endpoints, left_out, tuple(problems))


def _remedy(stack: str, member: str, health: str) -> str:
    gone = health == MISSING or health.startswith("exited")
    return f"novax up -s {stack}" if gone else f"novax logs {member} -s {stack}"


def _member(service: str, member: str, container: "Container | None", role: "Role | None", limit: int) -> MemberStatus:
    return MemberStatus(
        service=service,
        member=member,
        health=container.health if container else MISSING,
        role=role.name if role else None,
        lag=role.lag if role else None,
        timeline=role.timeline if role else None,
        restart_pending=role.restart_pending if role else False,
        uptime=container.uptime if container else None,
        memory=container.memory if container else None,
        memory_limit=limit,
    )


def _left_out(running: "Running") -> dict[str, tuple[str, ...]]:
    """Return for each service that was left out what was tried to get its image."""
    absent = [service for service in running.services.values() if not service.present]
    if not absent:
        return {}
    from infra.images import lock  # noqa: PLC0415  # needed on machines without all images alone
    from infra.paths import IMAGE_LOCK  # noqa: PLC0415

    images = lock.load(IMAGE_LOCK).images
    return {service.name: images[service.image].tried if service.image in images else () for service in absent}


def _print(found: Status) -> None:
    print_table(
        ("SERVICE", "MEMBER", "HEALTH", "ROLE", "LAG", "UPTIME", "MEMORY"),
        [_row(member) for member in found.members],
        title=f"Stack {found.stack}",
    )
    typer.echo()
    print_table(("ENDPOINT", "ADDRESS"), list(found.endpoints.items()))
    for service, tried in found.left_out.items():
        typer.echo(f"\n{service} is left out, its image has no source; `novax images` tries again")
        for reason in tried:
            typer.echo(f"  - {reason}")
    for line in found.protection.lines if found.protection else ():
        typer.echo(f"\nBackups: {line}")
    if found.problems:
        typer.echo()
    for problem in found.problems:
        typer.echo(f"✗ {problem}")
    typer.echo(f"\nCredentials: novax credentials NAME -s {found.stack}   (without NAME: a list)")


def _row(member: MemberStatus) -> tuple[str, ...]:
    role = member.role or "-"
    if member.timeline is not None:
        role += f", timeline {member.timeline}"
    if member.restart_pending:
        role += ", restart pending"
    return (
        member.service,
        member.member,
        member.health,
        role,
        "-" if member.lag is None else amount(member.lag),
        "-" if member.uptime is None else duration(member.uptime),
        f"{'-' if member.memory is None else amount(member.memory)} / {amount(member.memory_limit)}",
    )


def amount(size: int) -> str:
    """Return bytes as people read them."""
    if size < KIB:
        return f"{size} B"
    return f"{size / MIB:.0f} MiB" if size >= MIB else f"{size / KIB:.0f} KiB"


def duration(seconds: float) -> str:
    """Return a long time (in seconds) by its two largest units: ``3 d 4 h``, ``12 min 5 s``."""
    parts: list[str] = []
    rest = int(seconds)
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, length)
        if count or parts or length == 1:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2])
