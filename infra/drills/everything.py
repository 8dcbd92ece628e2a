"""All drills, one after the other: each leaves its evidence, and one that fails keeps no other from running."""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg

from infra.cli import backup_runner
from infra.cli.running import Running
from infra.drills import backup, dependents, engine, failovers, report, restore
from infra.drills.blows import Blow
from infra.drills.modes import Fault
from infra.drills.report import Result
from infra.errors import UserError
from infra.packs import Pack
from infra.toolchain.progress import step

Drill = Callable[[], Sequence[Result]]


def run(running: Running, pack: Pack, *, times: int, synchronous: bool) -> Iterator[tuple[Result, Path]]:
    """Do every drill, failovers `times` each, and yield what came of it with the file that has its evidence."""
    for name, title, drill in _drills(running, pack, times=times, synchronous=synchronous):
        with step(title):
            try:
                results = drill()
            except (UserError, psycopg.Error, OSError, subprocess.SubprocessError) as error:
                results = [Result(title, (), None, recovered=False, problems=(" ".join(str(error).split()),))]
        file = report.save(name, results)
        yield from ((result, file) for result in results)


def _drills(running: Running, pack: Pack, *, times: int, synchronous: bool) -> Iterator[tuple[str, str, Drill]]:
    for fault in Fault:

        def fail_over(fault: Fault = fault) -> Sequence[Result]:
            return [_fail_over(running, pack, fault, times, synchronous=synchronous)]

        yield f"failover-{fault}", f"failover: {fault}", fail_over
    yield "restore", restore.DRILL, lambda: [restored(running)]
    yield "backup", "backup: faults", lambda: damaged(running)
    for service, blow, strike in dependent_drills(running, pack):

        def struck(strike: Callable[[], Result] = strike) -> Sequence[Result]:
            return [strike()]

        yield f"{service}-{blow}", f"{service}: {blow}", struck


def dependent_drills(running: Running, pack: Pack) -> Iterator[tuple[str, Blow, Callable[[], Result]]]:
    """Yield each blow to what is beside PostgreSQL with its drill, the engine's last."""
    for service in dependents.services(running):
        for blow in Blow:

            def strike(service: str = service, blow: Blow = blow) -> Result:
                return dependents.result(dependents.run(running, pack, service, blow))

            yield service, blow, strike
    yield engine.NAME, Blow.RESTART, lambda: restarted(running, pack)


def _fail_over(running: Running, pack: Pack, fault: Fault, times: int, *, synchronous: bool) -> Result:
    if fault is Fault.DISK_FULL and os.geteuid() != 0:
        reason = "mounting a small file system takes root on the engine's own host"
        return Result(f"failover: {fault}", (), None, recovered=False, left_out=reason)
    found, failure = failovers.repeat(running, pack, fault, times=times, writers=None, each=lambda _: None)
    return failovers.result(fault, found, synchronous=synchronous, failure=failure)


def restored(running: Running) -> Result:
    """Do the restore drill; where there is no backup yet, one is taken first.

    Raises:
        UserError: no backup could be taken.
    """
    _have_backup(running)
    try:
        return restore.result(backup_runner.ask(running, f"restore drill on stack {running.stack}", "run", "drill"))
    except UserError as error:
        return restore.failed(str(error))


def damaged(running: Running) -> Sequence[Result]:
    """Put every fault into a copy of the backups; where there is no backup yet, one is taken first.

    Raises:
        UserError: no backup could be taken, or the repository is not sound before any fault.
    """
    _have_backup(running)
    return backup.results(backup_runner.ask(running, f"faults of the backups of stack {running.stack}", "faults"))


def restarted(running: Running, pack: Pack) -> Result:
    """Restart the Docker Engine under everything, where that can be done from here."""
    if reason := engine.out_of_reach():
        return Result(f"{engine.NAME}: {Blow.RESTART}", (), None, recovered=False, left_out=reason)
    return dependents.result(dependents.run(running, pack, engine.NAME, Blow.RESTART))


def _have_backup(running: Running) -> None:
    # The container takes the first one by itself; this waits for it.
    backup_runner.ask(running, f"first full backup of stack {running.stack}", "protect")
