"""`novax rebuild-search`: fills a pack's search indexes from PostgreSQL and shows that both agree."""

from dataclasses import asdict

import typer

from infra.cli.backup import JsonOption
from infra.cli.console import examples, print_json, print_table
from infra.cli.db import PackArgument
from infra.cli.lifecycle import StackOption
from infra.toolchain.progress import step


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rebuild-search", epilog=examples("novax rebuild-search novax"))(rebuild_search)


def rebuild_search(pack: PackArgument, *, stack: StackOption = "dev", json: JsonOption = False) -> None:
    """Fill a pack's search indexes anew from PostgreSQL, and compare count and hash; searches go on meanwhile."""
    from infra.cli.pack_database import open_pack  # noqa: PLC0415  # the help page does not pay for these
    from infra.restore import search  # noqa: PLC0415

    at = open_pack(stack, pack)
    with step(f"search indexes of pack {pack} on stack {stack}"):
        found = search.rebuild(at.running, at.pack)
    if json:
        print_json([asdict(index) for index in found])
        return
    print_table(
        ("INDEX", "DOCUMENTS", "REMOVED", "PASSES", "HASH"),
        [(i.index, str(i.count), str(i.removed), str(i.passes), i.sha256[:16]) for i in found],
    )
