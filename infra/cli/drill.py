"""`novax drill`: puts faults into a stack and its backups on purpose, and restores, to see that all is survived."""

from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.backup import JsonOption
from infra.cli.console import examples, print_json, print_table
from infra.cli.lifecycle import StackOption
from infra.drills.modes import Fault
from infra.errors import UserError
from infra.toolchain.progress import say, step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.drills.failover import Failover
    from infra.drills.report import Result


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(name="drill", help="Rehearse faults and restores on a running stack.", no_args_is_help=True)
    group.command(
        epilog=examples("novax drill failover -s ci --times 5", "novax drill failover -s ci --mode switchover")
    )(failover)
    group.command(epilog=examples("novax drill restore", "novax drill restore -s ci --json"))(restore)
    group.command(epilog=examples("novax drill backup", "novax drill backup -s ci --json"))(backup)
    group.command(epilog=examples("novax drill dependents -s ci", "novax drill dependents -s ci --service nats"))(
        dependents
    )
    group.command(name="all", epilog=examples("novax drill all -s ci", "novax drill all -s ci --times 5"))(everything)
    app.add_typer(group)


def failover(
    *,
    mode: Annotated[Fault, typer.Option(help="What happens to the primary.")] = Fault.KILL,
    times: Annotated[int, typer.Option(min=1, help="How often.")] = 1,
    writers: Annotated[
        int | None,
        typer.Option(min=1, help="So many, flat out, each time; else 8 flat out every third time, and 4 at leisure."),
    ] = None,
    stack: StackOption = "dev",
    json: JsonOption = False,
) -> None:
    """Take the primary away while applications write, and measure what they saw; nothing of the data is touched.

    The exit code is 0 when clients recovered by themselves and in time, and nothing was lost that should not be.
    """
    from infra.cli import running  # noqa: PLC0415  # the help page does not pay for these
    from infra.drills import cluster, failovers  # noqa: PLC0415
    from infra.packs import load_packs  # noqa: PLC0415
    from infra.paths import PROJECT  # noqa: PLC0415

    now = running.load(stack)
    (pack,) = load_packs(now.packs[:1], PROJECT / "sql")

    def tell(one: "Failover") -> None:
        say(f"  {one.old} -> {one.new}: no write for {one.verdict.write_outage:.2f} s")

    with step(f"{mode} {times} times on stack {stack}"):
        found, failure = failovers.repeat(now, pack, mode, times=times, writers=writers, each=tell)
    if not json:
        print_table(failovers.COLUMNS, failovers.samples(found), "Samples")
    _tell("failover", [failovers.result(mode, found, synchronous=cluster.synchronous(now), failure=failure)], json=json)


def restore(*, stack: StackOption = "dev", json: JsonOption = False) -> None:
    """Restore the newest backup beside the running cluster, to an exact transaction, and check the copy."""
    from infra.cli import backup_runner, running  # noqa: PLC0415
    from infra.drills import restore as drill  # noqa: PLC0415

    now = running.load(stack)
    try:
        run = backup_runner.ask(now, f"restore drill on stack {stack}", "run", "drill")
    except UserError as error:
        _tell("restore", [drill.failed(str(error))], json=json)
        return
    if not json:
        checks = run["facts"]["checks"]
        print_table(
            ("CHECK", "SECONDS", "SAW"), [(c["name"], f"{c['seconds']:.2f}", c["detail"]) for c in checks], "Checks"
        )
    _tell("restore", [drill.result(run)], json=json)


def backup(*, stack: StackOption = "dev", json: JsonOption = False) -> None:
    """Damage a copy of the repository in every way that is known, and see that each is found and named."""
    from infra.cli import backup_runner, running  # noqa: PLC0415
    from infra.drills.backup import results  # noqa: PLC0415

    answer = backup_runner.ask(running.load(stack), f"faults of a copy of the repository of stack {stack}", "faults")
    _tell("backup", results(answer), json=json)


def dependents(
    *,
    service: Annotated[str, typer.Option(help="Which one; all without.")] = "",
    stack: StackOption = "dev",
    json: JsonOption = False,
) -> None:
    """Kill, crash and restart each service beside PostgreSQL while clients work, and count what is lost.

    Last comes a restart of the Docker Engine under all of them, which `--service docker` does alone.

    The exit code is 0 when everything returned, nothing acknowledged is lost, and who does not use the service went on.
    """
    from infra.cli import running  # noqa: PLC0415
    from infra.drills import engine  # noqa: PLC0415
    from infra.drills import everything as drills  # noqa: PLC0415
    from infra.drills.dependents import services  # noqa: PLC0415
    from infra.packs import load_packs  # noqa: PLC0415
    from infra.paths import PROJECT  # noqa: PLC0415

    now = running.load(stack)
    now.require_docker("novax drill dependents")
    there = (*services(now), engine.NAME)
    if service and service not in there:
        raise UserError(f"--service is {service!r}; allowed on stack {stack}: {', '.join(there)}")
    (pack,) = load_packs(now.packs[:1], PROJECT / "sql")
    results: list[Result] = []
    for name, blow, strike in drills.dependent_drills(now, pack):
        if service in ("", name):
            with step(f"{name}: {blow} on stack {stack}"):
                results.append(strike())
    _tell("dependents", results, json=json)


def everything(
    *,
    times: Annotated[int, typer.Option(min=1, help="How often the primary is taken away in each way.")] = 1,
    stack: StackOption = "dev",
    json: JsonOption = False,
) -> None:
    """Do every drill there is, and show one table of what clients saw, with the file that has the evidence of each.

    The exit code is 0 when all passed. It takes the stack down in parts again and again, for a quarter of an hour.
    """
    from infra.cli import running  # noqa: PLC0415
    from infra.drills import cluster, report  # noqa: PLC0415
    from infra.drills import everything as drills  # noqa: PLC0415
    from infra.packs import load_packs  # noqa: PLC0415
    from infra.paths import PROJECT  # noqa: PLC0415

    now = running.load(stack)
    now.require_docker("novax drill all")
    (pack,) = load_packs(now.packs[:1], PROJECT / "sql")
    found = list(drills.run(now, pack, times=times, synchronous=cluster.synchronous(now)))
    if json:
        print_json([{**report.as_json(result), "evidence": str(file)} for result, file in found])
    else:
        print_table((*report.COLUMNS, "EVIDENCE"), [(*report.row(result), file.name) for result, file in found])
        typer.echo(f"evidence is in {report.FOLDER}")
    _fail_on_problems([result for result, _ in found])


def _tell(name: str, results: "Sequence[Result]", *, json: bool) -> None:
    from infra.drills import report  # noqa: PLC0415

    file = report.save(name, results)
    if json:
        print_json([report.as_json(result) for result in results])
    else:
        print_table(report.COLUMNS, [report.row(result) for result in results])
        typer.echo(f"evidence: {file}")
    _fail_on_problems(results)


def _fail_on_problems(results: "Sequence[Result]") -> None:
    if bad := [result for result in results if not result.passed]:
        raise UserError("; ".join(f"{result.drill}: {problem}" for result in bad for problem in result.problems))
