"""The failover drill: a fault for the primary while applications write, and what they saw of it."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from infra.cli.running import Running
from infra.drills import cluster, database, load
from infra.drills.faults import HOLD_SECONDS, STRIKES, small_disk
from infra.drills.history import Verdict, judge
from infra.drills.load import Load
from infra.drills.modes import Fault
from infra.drills.probes import Probes
from infra.drills.report import Result
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


def run(running: Running, pack: Pack, fault: Fault) -> Failover:
    """Put one fault into the stack and return what its clients saw; the stack is whole before and after.

    Raises:
        UserError: the stack has no replica, is not whole, or did not recover.
    """
    members = running.services["postgres"].members
    if len(members) == 1:
        raise UserError(f"stack {running.stack} has no replica to take over; set novax:postgres.replicas to 1 or 2")
    cluster.await_whole(running)
    with database.tables(running, pack):
        if fault != Fault.DISK_FULL:
            return asyncio.run(_observe(running, pack, fault))
        replica = next(name for name in members if name != cluster.leader(running))
        with small_disk(cluster.node(running, replica)):
            cluster.await_whole(running)
            cluster.hand_over(running, replica)
            return asyncio.run(_observe(running, pack, fault))


async def _observe(running: Running, pack: Pack, fault: Fault) -> Failover:
    clients = Load(database.application(running, pack), database.application(running, pack, reads=True))
    probes = Probes(running.services["postgres"].members, pack.database, clients.history)
    await clients.start()
    probes.start()
    try:
        await _writes(clients, 0)
        old = await asyncio.to_thread(cluster.leader, running)
        rejoin = await _strike(running, fault, old, clients)
        await _writes(clients, clients.acknowledged())
        new = await asyncio.to_thread(cluster.leader, running)
    finally:
        await asyncio.to_thread(probes.stop)
        await clients.stop()
    with database.superuser(running, pack.database) as connection:
        return Failover(fault, old, new, judge(clients.history, load.rows(connection)), rejoin)


async def _strike(running: Running, fault: Fault, old: str, clients: Load) -> float:
    """Put the fault in, wait until clients write again, take it away, and return how long until all stream."""
    strike = STRIKES[fault](cluster.node(running, old))
    await asyncio.to_thread(strike.__enter__)
    try:
        begun, before = time.monotonic(), clients.acknowledged()
        if fault == Fault.DISK_FULL:
            await asyncio.to_thread(_ask_for_wal, running)
        await _writes(clients, before, within=_BACK_SECONDS)
        if fault in {Fault.PAUSE, Fault.PARTITION}:
            # Its return is half of the drill: a node that comes back thinking that it leads.
            await asyncio.sleep(max(0.0, HOLD_SECONDS - (time.monotonic() - begun)))
    finally:
        await asyncio.to_thread(strike.__exit__, None, None, None)
    return await asyncio.to_thread(cluster.await_whole, running)


async def _writes(clients: Load, before: int, within: float = 30.0) -> None:
    """Wait until clients have had some more writes acknowledged after a pause of any length.

    Raises:
        UserError: they had not in time.
    """
    deadline = time.monotonic() + within
    while clients.acknowledged() < before + _STEADY_WRITES:
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


def result(fault: Fault, found: Sequence[Failover], *, synchronous: bool) -> Result:
    """Return repetitions of one fault as a line of the report; in synchronous mode a loss is a failure."""
    problems: list[str] = []
    for number, one in enumerate(found, 1):
        verdict = one.verdict
        if verdict.phantoms:
            problems.append(f"run {number}: {len(verdict.phantoms)} rows are there that were refused")
        if verdict.stale:
            problems.append(f"run {number}: {len(verdict.stale)} writes saw a past that does not fit")
        if verdict.lost and synchronous:
            problems.append(f"run {number}: {len(verdict.lost)} acknowledged rows are lost in synchronous mode")
        if verdict.two_primaries and synchronous:
            problems.append(f"run {number}: two primaries took writes for {verdict.two_primaries:.1f} s")
    return Result(
        drill=f"failover: {fault}",
        outages=tuple(one.verdict.write_outage for one in found),
        lost=sum(len(one.verdict.lost) for one in found),
        recovered=True,
        problems=tuple(problems),
        facts={
            "synchronous": synchronous,
            "acknowledged": sum(one.verdict.acknowledged for one in found),
            "read_outage_seconds": [round(one.verdict.read_outage, 3) for one in found],
            "two_primaries_seconds": [round(one.verdict.two_primaries, 3) for one in found],
            "rejoin_seconds": [round(one.rejoin, 3) for one in found],
            "led": [[one.old, one.new] for one in found],
            "errors": [dict(one.verdict.errors) for one in found],
        },
    )
