"""`novax switchover`: another PostgreSQL member leads, while applications wait instead of meeting an error."""

from typing import Annotated

import typer

from infra.cli.console import examples
from infra.cli.lifecycle import StackOption
from infra.toolchain.progress import step


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=examples("novax switchover", "novax switchover --to postgres-2 -s ci"))(switchover)


def switchover(
    *,
    to: Annotated[
        str | None, typer.Option(metavar="MEMBER", help="Who leads afterwards; else the replica that misses least.")
    ] = None,
    stack: StackOption = "dev",
) -> None:
    """Hand PostgreSQL's lead to a replica, as before maintenance; applications wait for two seconds or so.

    Nothing happens while a transaction of an application takes longer than that: nobody is cut off.
    """
    from infra import switchover as work  # noqa: PLC0415  # the help page does not pay for these
    from infra.cli import running  # noqa: PLC0415
    from infra.drills import cluster  # noqa: PLC0415
    from infra.toolchain.termination import terminable  # noqa: PLC0415

    now = running.load(stack)
    plan = work.plan(now, to)
    with terminable():
        waited = work.run(now, plan)
    typer.echo(f"{plan.candidate} leads instead of {plan.leader}; applications waited for {waited:.1f} s")
    with step(f"{plan.leader} follows"):
        cluster.await_whole(now)
