"""`novax logs`: what a service's members print, each line with its member's name."""

import heapq
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.console import examples
from infra.cli.lifecycle import StackOption
from infra.errors import UserError

if TYPE_CHECKING:
    from infra.cli.running import Running


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog=examples(
            "novax logs postgres                     # all members, in the order of time",
            "novax logs postgres-2 -f",
            "novax logs pgbouncer --since 10m --tail 100",
        )
    )(logs)


def logs(
    name: Annotated[str, typer.Argument(metavar="SERVICE|MEMBER", help="As `novax status` names them.")],
    *,
    stack: StackOption = "dev",
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    tail: Annotated[int | None, typer.Option(min=0, help="Lines from the end of each member's log.")] = None,
    since: Annotated[str, typer.Option(metavar="TIME", help="A time (2026-01-31T10:00:00Z) or an age (10m).")] = "",
) -> None:
    """Print the log of a service's members, or of one member."""
    from infra.cli import running  # noqa: PLC0415  # the help page does not pay for it

    chosen = choose(running.load(stack), name)
    options = [*(["--tail", str(tail)] if tail is not None else []), *(["--since", since] if since else [])]
    if follow:
        _follow(chosen, options)
        return
    for line in merged({member: _lines(container, options) for member, container in chosen.items()}):
        typer.echo(line)


def choose(running: "Running", name: str) -> dict[str, str]:
    """Return the containers that a service or member means, by member.

    Raises:
        UserError: there is no such service or member, or it was left out.
    """
    service = running.services.get(name)
    if service is not None and not service.present:
        raise UserError(f"{name} is left out of stack {running.stack}; `novax status -s {running.stack}` says why")
    if service is not None:
        return dict(service.members)
    if name in running.members:
        return {name: running.members[name]}
    present = (service.name for service in running.services.values() if service.present)
    allowed = ", ".join(dict.fromkeys((*present, *running.members)))
    raise UserError(f"stack {running.stack} has no service or member {name!r}; allowed: {allowed}")


def merged(logs: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Return the lines of all members in the order of their timestamps, which come first and are cut off."""
    width = max(map(len, logs))
    streams = ([(line.partition(" "), member) for line in lines] for member, lines in logs.items())
    for (_, _, text), member in heapq.merge(*streams, key=lambda entry: entry[0][0]):
        yield f"{member.ljust(width)} | {text}"


def _lines(container: str, options: list[str]) -> list[str]:
    """Return a container's log with timestamps, its two streams put in order."""
    command = _command(container, "--timestamps", *options)
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False
    )
    if done.returncode:
        raise UserError(f"the log of {container} cannot be read: {done.stdout.strip()}")
    # Timestamps have a fixed width, so that their order as text is that of time.
    return sorted(done.stdout.splitlines(), key=lambda line: line.partition(" ")[0])


def _command(container: str, *options: str) -> list[str]:
    from infra.cli.pods import address  # noqa: PLC0415  # the help page does not pay for it

    place = address(container)
    return place.command("logs", *options) if place else ["docker", "logs", *options, container]


def _follow(chosen: Mapping[str, str], options: list[str]) -> None:
    """Print lines as they come, until the members end or somebody presses Ctrl-C."""
    width = max(map(len, chosen))
    children: list[subprocess.Popen[str]] = []
    try:
        with ThreadPoolExecutor(len(chosen)) as pool:
            for member, container in chosen.items():
                child = subprocess.Popen(
                    _command(container, "--follow", *options),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    errors="replace",
                )
                children.append(child)
                pool.submit(_print_all, member.ljust(width), child)
    except KeyboardInterrupt:
        # A signal to this process alone has not reached them.
        for child in children:
            child.terminate()


def _print_all(label: str, child: subprocess.Popen[str]) -> None:
    with child:
        for line in child.stdout or ():
            # One write a line: several members print at a time.
            sys.stdout.write(f"{label} | {line.rstrip()}\n")
            sys.stdout.flush()
