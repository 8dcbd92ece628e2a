"""`novax backup`: take one now, list what there is, check all of it, delete what is older than is kept."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, cast

import typer

from infra.cli.console import examples, print_json, print_table
from infra.cli.lifecycle import StackOption

JsonOption = Annotated[bool, typer.Option("--json", help="Print a JSON object instead of tables.")]

_MIB = 2**20


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        name="backup",
        help="Take, list, check and expire backups.",
        epilog=examples(
            "novax backup                     # what has changed since the last one",
            "novax backup --full",
            "novax backup list",
            "novax backup list --as-of '2026-11-21 12:45:00'    # what there was then, whatever was deleted since",
            "novax backup verify              # reads every file of the repository",
            "novax backup snapshot            # pg_dump of every database",
            "novax backup expire --dry-run",
        ),
    )
    group.callback(invoke_without_command=True)(take)
    group.command("list")(listed)
    group.command()(verify)
    group.command()(snapshot)
    group.command()(cold)
    group.command()(expire)
    app.add_typer(group)


def take(
    context: typer.Context,
    *,
    full: Annotated[bool, typer.Option("--full", help="All of it, not only what has changed.")] = False,
    stack: StackOption = "dev",
    json: JsonOption = False,
) -> None:
    """Take a backup now; the schedule goes on as it was."""
    if context.invoked_subcommand is None:
        _perform(stack, "full" if full else "incremental", json=json)


def verify(*, stack: StackOption = "dev", json: JsonOption = False) -> None:
    """Read every file of the repository, and every segment of WAL that its backups need."""
    _perform(stack, "verify", json=json)


def snapshot(*, stack: StackOption = "dev", json: JsonOption = False) -> None:
    """Dump every database into the object store now, encrypted."""
    _perform(stack, "snapshot", json=json)


def cold(*, stack: StackOption = "dev", json: JsonOption = False) -> None:
    """Copy the newest full backup into the bucket with locked objects now."""
    _perform(stack, "cold", json=json)


def listed(
    *,
    as_of: Annotated[
        str | None, typer.Option(metavar="TIME", help="The backups as they were then, for `novax restore --as-of`.")
    ] = None,
    stack: StackOption = "dev",
    json: JsonOption = False,
) -> None:
    """Show what there is to restore from, and how the last runs ended."""
    found = _ask(stack, "looking into the repository", "list", *_then(as_of))
    if json:
        print_json(found)
        return
    print_table(("BACKUP", "KIND", "ENDED (UTC)", "DATABASE MiB", "ADDED MiB", "STATE"), _backups(found), "Backups")
    if as_of is None:
        print_table(("DATABASE", "TAKEN (UTC)", "KiB"), _snapshots(found), "Snapshots")
        print_table(
            ("COLD COPY", "OF BACKUP"), [(item["path"], item["label"]) for item in found["cold"]], "Cold copies"
        )
        print_table(("RUN", "STARTED (UTC)", "SECONDS", "OUTCOME"), _runs(found), "Last runs")
    archive = found["archive"]
    typer.echo(f"WAL from {archive['first'] or 'nowhere'} to {archive['last'] or 'nowhere'}")


def expire(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    stack: StackOption = "dev",
    json: JsonOption = False,
) -> None:
    """Delete backups and snapshots that are older than is kept, as every full backup does by itself."""
    found = _ask(stack, "expiring", "expire", *(["--dry-run"] if dry_run else []))
    if json:
        print_json(found)
        return
    old = [*_removals(found["backups"]), *(f"snapshot {key}" for key in found["snapshots"])]
    for line in old or ["nothing is older than is kept"]:
        typer.echo(line)


def _then(as_of: str | None) -> list[str]:
    from infra.restore import target  # noqa: PLC0415  # the help page does not pay for it

    if as_of is None:
        return []
    return ["--as-of", target.moment("--as-of", as_of, datetime.now(UTC)).isoformat()]


def _removals(said: Sequence[str]) -> list[str]:
    """Return what pgBackRest said of what it removes, without what frames each of its commands."""
    told = (line.partition(" INFO: ")[2].removeprefix("[DRY-RUN] ") for line in said)
    return [line for line in told if line and not line.startswith("expire command ")]


def _perform(stack: str, kind: str, *, json: bool) -> None:
    run = _ask(stack, f"{kind} on stack {stack}", "run", kind)
    if json:
        print_json(run)
        return
    facts: Mapping[str, Any] = run["facts"]
    print_table(("WHAT", "RESULT"), [(name.replace("_", " "), _shown(value)) for name, value in facts.items()])


def _ask(stack: str, title: str, *arguments: str) -> dict[str, Any]:
    from infra.cli import backup_runner, running  # noqa: PLC0415  # the help page does not pay for these

    return backup_runner.ask(running.load(stack), title, *arguments)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in cast("Mapping[str, object]", value).items())
    return str(value)


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _backups(found: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            item["label"],
            item["kind"],
            _time(item["finished"]),
            f"{item['database_bytes'] / _MIB:.1f}",
            f"{item['repository_bytes'] / _MIB:.1f}",
            "damaged" if item["faulty"] else "sound",
        )
        for item in found["backups"]
    ]


def _snapshots(found: Mapping[str, Any]) -> list[tuple[str, ...]]:
    newest = {item["database"]: item for item in found["snapshots"]}
    return [(name, _time(item["taken"]), f"{item['bytes'] / 1024:.1f}") for name, item in newest.items()]


def _runs(found: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            run["kind"],
            _time(run["started"]),
            "-" if run["seconds"] is None else f"{run['seconds']:.1f}",
            run["outcome"] + (f": {run['message']}" if run["message"] else ""),
        )
        for run in found["runs"]
    ]
