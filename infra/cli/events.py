"""`novax events`: publishes what waits in a pack's outbox, and what a stream has lost."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from infra.cli.backup import JsonOption
from infra.cli.console import examples, print_json
from infra.cli.db import PackArgument
from infra.cli.lifecycle import StackOption
from infra.errors import UserError

StreamArgument = Annotated[str, typer.Argument(metavar="STREAM", help="The stream, as pack.yaml names it.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        name="events",
        help="Events that PostgreSQL keeps for NATS; the relay publishes them by itself.",
        no_args_is_help=True,
    )
    group.command(epilog=examples("novax events publish novax"))(publish)
    group.command(
        epilog=examples(
            "novax events replay NOVAX_DOCUMENTS --since 2026-11-21T12:45:00Z --dry-run    # counts only",
            "novax events replay NOVAX_DOCUMENTS --since '2026-11-21 12:45:00'",
        )
    )(replay)
    app.add_typer(group)


def publish(pack: PackArgument, *, stack: StackOption = "dev", json: JsonOption = False) -> None:
    """Publish what waits in a pack's outbox, beside the relay, and return once nothing waits."""
    from infra.cli.pack_database import open_pack  # noqa: PLC0415  # the help page does not pay for these
    from infra.restore import events  # noqa: PLC0415

    at = open_pack(stack, pack)
    done = events.publish(at.running, at.pack)
    if json:
        print_json(vars(done))
    else:
        typer.echo(f"nothing waits in the outbox of {pack}; this command published {done.published} events of it")
    if done.failed:
        raise UserError(
            f"{done.failed} events of pack {pack} are marked as failed; the column failure of their rows says why "
            f"(`novax psql {pack} --role migrator`, table events_failed); mend that and set them to pending"
        )


def replay(
    stream: StreamArgument,
    *,
    since: Annotated[
        str, typer.Option(metavar="TIME", help="Look at what was published since then; UTC, unless it says otherwise.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what is missing and publish nothing.")] = False,
    stack: StackOption = "dev",
    json: JsonOption = False,
) -> None:
    """Publish again, from the outbox, what a stream has lost.

    Each event published since TIME is looked for in the stream by its message id. What is missing is published in its
    order with the same ids, after what the stream holds; what is there is left alone, so consumers meet as few events
    twice as can be. JetStream itself drops repetitions within two minutes only.
    """
    from infra.cli.running import load  # noqa: PLC0415
    from infra.packs import load_packs  # noqa: PLC0415
    from infra.paths import PROJECT  # noqa: PLC0415
    from infra.restore import events  # noqa: PLC0415

    running = load(stack)
    packs = load_packs(running.packs, PROJECT / "sql")
    wanted = events.wanted(packs, stream, since, datetime.now(UTC))
    done = events.replay(running, wanted, dry_run=dry_run)
    if json:
        print_json(vars(done))
        return
    where = f"of the {done.looked} events published to {stream} since then, {done.missing} are not in it"
    typer.echo(where if dry_run else f"{where} any more; {done.published} were published again")
    if done.restarted:
        typer.echo(f"they have new numbers, so these consumers start anew: {', '.join(done.restarted)}")
