"""`novax db export-archive`: what a pack's archive has kept for its time goes to the object store, and then from it."""

from typing import Annotated

import typer

from infra.cli.console import examples
from infra.cli.lifecycle import StackOption
from infra.errors import UserError
from infra.toolchain.progress import say, step

PackArgument = Annotated[str, typer.Argument(metavar="PACK", help="A pack with a bucket PACK-archive.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        name="export-archive",
        epilog=examples("novax db export-archive livechat", "novax db export-archive livechat -s prod    # once a day"),
    )(export)


def export(pack: PackArgument, *, stack: StackOption = "dev") -> None:
    """Export messages of more than a year to the object store, then delete them; take erased visitors out of exports.

    Running it again goes on where it was interrupted. Nothing is deleted while the object store does not have it.
    """
    from infra.cli.pack_database import open_pack  # noqa: PLC0415  # the help page does not pay for these
    from infra.migrations import history  # noqa: PLC0415
    from infra.migrations.files import pack_series  # noqa: PLC0415
    from infra.retention.exports import export_archive  # noqa: PLC0415
    from infra.retention.store import Bucket  # noqa: PLC0415

    at = open_pack(stack, pack)
    name = f"{pack}-archive"
    if name not in at.pack.buckets:
        raise UserError(f"pack {pack} has no bucket {name}, so it has no archive to export; name another pack")
    account = at.running.account(f"{pack}-minio")
    bucket = Bucket(name, account.endpoint.url, account.username, account.password, at.running.ca_file())
    with at.migrator.connect() as connection:
        history.refuse_pending(connection, pack_series(at.pack))
    with step(f"export of the archive of pack {pack} on stack {stack}"):
        done = export_archive(at.migrator, bucket, lambda line: say(f"  ✓ {line}"))
    say(f"  {done.messages} messages in {done.exports} exports; {done.redactions} earlier exports redacted")
