"""The failover drill: a fault for the primary while applications write, and what they saw of it."""

import asyncio
import contextlib
import os
import time
from collections.abc import Generator
from dataclasses import dataclass

import psycopg

from infra import switchover
from infra.cli.running import Running
from infra.drills import cluster, database, load
from infra.drills.faults import HOLD_SECONDS, ON_KUBERNETES, STRIKES, small_disk
from infra.drills.history import Verdict, judge
from infra.drills.load import FLAT_OUT, STEADY, Load, Pace
from infra.drills.modes import Fault
from infra.drills.probes import Probes
from infra.errors import UserError
from infra.packs import Pack

_STEADY_WRITES = 40
"""Acknowledged writes before the fault and after the recovery, so that the outage has two edges."""

_BACK_SECONDS = 120.0
"""Far above what is expected: 22 s after a lost node, of which 20 s are the leader's lease (measured)."""


@dataclass(frozen=True)
class Failover:
    """One fault and what came of it; times in seconds."""

    fault: Fault
    old: str
    new: str
    verdict: Verdict
    rejoin: float
    """From the end of the fault until every node streams again."""
    pace: Pace
    busy: float
    """The machine's load average afterwards: on one that others use, an outage is theirs in part."""


def pace_of(number: int, writers: int | None) -> Pace:
    """Return how applications write in the repetition of this number, from 1.

    A number of writers that was asked for writes flat out each time; else it is every third run, from the first.
    """
    if writers is not None:
        return Pace(writers, 0.0)
    return FLAT_OUT if number % 3 == 1 else STEADY


def run(running: Running, pack: Pack, fault: Fault, pace: Pace) -> Failover:
    """Put one fault into the stack and return what its clients saw; the stack is whole before and after.

    Raises:
        UserError: the stack has no replica or its platform no such fault, it is not whole, or did not recover.
    """
    members = running.services["postgres"].members
    if len(members) == 1:
        raise UserError(f"stack {running.stack} has no replica to take over; set novax:postgres.replicas to 1 or 2")
    if running.cluster and fault not in ON_KUBERNETES:
        allowed = ", ".join(ON_KUBERNETES)
        raise UserError(f"--mode is {fault}, which stack {running.stack} on Kubernetes cannot do; allowed: {allowed}")
    cluster.await_whole(running)
    with database.tables(running, pack):
        if fault != Fault.DISK_FULL:
            return asyncio.run(_observe(running, pack, fault, pace))
        replica = next(name for name in members if name != cluster.leader(running))
        with small_disk(cluster.node(running, replica)):
            cluster.await_whole(running)
            switchover.run(running, switchover.plan(running, replica))
            cluster.await_whole(running)
            return asyncio.run(_observe(running, pack, fault, pace))


async def _observe(running: Running, pack: Pack, fault: Fault, pace: Pace) -> Failover:
    clients = Load(
        database.application(running, pack),
        database.application(running, pack, reads=True),
        pace,
        load.PATIENT_SECONDS if fault == Fault.SWITCHOVER else load.ANSWER_SECONDS,
    )
    probes = Probes(running.services["postgres"].members, pack.database, clients.history)
    await clients.start()
    probes.start()
    try:
        await _writes(clients, 0)
        old = await asyncio.to_thread(cluster.leader, running)
        rejoin = await _strike(running, fault, old, clients)
        await _writes(clients, clients.acknowledged)
        new = await asyncio.to_thread(cluster.leader, running)
    finally:
        await asyncio.to_thread(probes.stop)
        await clients.stop()
    with database.superuser(running, pack.database) as connection:
        verdict = judge(clients.history, load.rows(connection))
    return Failover(fault, old, new, verdict, rejoin, pace, os.getloadavg()[0])


async def _strike(running: Running, fault: Fault, old: str, clients: Load) -> float:
    """Put the fault in, wait until clients write again, take it away, and return how long until all stream."""
    strike = _handed_over(running) if fault == Fault.SWITCHOVER else STRIKES[fault](cluster.node(running, old))
    await asyncio.to_thread(strike.__enter__)
    try:
        begun, before = time.monotonic(), clients.acknowledged
        if fault == Fault.DISK_FULL:
            await asyncio.to_thread(_ask_for_wal, running)
        await _writes(clients, before, within=_BACK_SECONDS)
        if fault in {Fault.PAUSE, Fault.PARTITION}:
            # Its return is half of the drill: a node that comes back thinking that it leads.
            await asyncio.sleep(max(0.0, HOLD_SECONDS - (time.monotonic() - begun)))
    finally:
        await asyncio.to_thread(strike.__exit__, None, None, None)
    return await asyncio.to_thread(cluster.await_whole, running)


@contextlib.contextmanager
def _handed_over(running: Running) -> Generator[None]:
    """Hand over as `novax switchover` does; there is nothing to undo."""
    switchover.run(running, switchover.plan(running))
    yield


async def _writes(clients: Load, before: int, within: float = 30.0) -> None:
    """Wait until clients have had some more writes acknowledged after a pause of any length.

    Raises:
        UserError: they had not in time.
    """
    deadline = time.monotonic() + within
    while clients.acknowledged < before + _STEADY_WRITES:
        if time.monotonic() > deadline:
            raise UserError(
                f"applications could not write again within {within:g} s; `novax status` shows how it stands"
            )
        await asyncio.sleep(0.1)


def _ask_for_wal(running: Running) -> None:
    """End segments until the server needs one that the full disk has no room for; the last attempt ends the server."""
    for _ in range(16):
        try:
            with database.superuser(running) as connection:
                connection.execute("select pg_logical_emit_message(false, 'drill', 'x'), pg_switch_wal()")
        except psycopg.Error:
            return
