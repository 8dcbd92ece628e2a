"""`novax outbox`: has a pack's outbox published to its end, as a restore does; else the relay does so by itself."""

import typer

from infra.cli.backup import JsonOption
from infra.cli.console import examples, print_json
from infra.cli.db import PackArgument
from infra.cli.lifecycle import StackOption
from infra.errors import UserError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        name="outbox",
        help="Events that PostgreSQL keeps for NATS; the relay publishes them by itself.",
        no_args_is_help=True,
    )
    # With a callback, typer keeps a single command's name.
    group.callback()(lambda: None)
    group.command(epilog=examples("novax outbox publish novax"))(publish)
    app.add_typer(group)


def publish(pack: PackArgument, *, stack: StackOption = "dev", json: JsonOption = False) -> None:
    """Publish what waits in a pack's outbox, beside the relay, and return once nothing waits."""
    from infra.cli.pack_database import open_pack  # noqa: PLC0415  # the help page does not pay for these
    from infra.restore import outbox  # noqa: PLC0415

    at = open_pack(stack, pack)
    done = outbox.publish(at.running, at.pack)
    if json:
        print_json(vars(done))
    else:
        typer.echo(f"nothing waits in the outbox of {pack}; this command published {done.published} events of it")
    if done.failed:
        raise UserError(
            f"{done.failed} events of pack {pack} are marked as failed, because no stream of it takes their type; "
            f"give a stream in {pack}/pack.yaml their subjects, or mend who writes them, and set them to pending"
        )
