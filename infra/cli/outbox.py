"""`novax outbox`: publishes what a pack's outbox holds, as after a restore."""

import typer

from infra.cli.backup import JsonOption
from infra.cli.console import examples, print_json
from infra.cli.db import PackArgument
from infra.cli.lifecycle import StackOption
from infra.errors import UserError
from infra.toolchain.progress import step


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(name="outbox", help="Publish events that PostgreSQL keeps for NATS.", no_args_is_help=True)
    # With a callback, typer keeps a single command's name.
    group.callback()(lambda: None)
    group.command(epilog=examples("novax outbox publish novax"))(publish)
    app.add_typer(group)


def publish(pack: PackArgument, *, stack: StackOption = "dev", json: JsonOption = False) -> None:
    """Publish the pending events of a pack to its streams, in their order, and mark them."""
    from infra.cli.pack_database import open_pack  # noqa: PLC0415  # the help page does not pay for these
    from infra.restore import outbox  # noqa: PLC0415

    at = open_pack(stack, pack)
    with step(f"events of pack {pack} on stack {stack}"):
        done = outbox.publish(at.running, at.pack)
    if json:
        print_json(vars(done))
    else:
        typer.echo(f"{done.published} events published")
    if done.failed:
        raise UserError(
            f"{done.failed} events of pack {pack} have a type that no stream of it takes, and are marked as failed; "
            f"give a stream in {pack}/pack.yaml their subjects, or mend who writes them"
        )
