"""The drill of what is beside PostgreSQL: a service is killed, crashes or is restarted while all kinds of clients work.

A row of PostgreSQL, a message of NATS or an object of the store that was acknowledged must be there afterwards; a cache
may lose. Who does not use the service must not notice.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import psycopg

from infra.cli.running import Running
from infra.drills import archiving, blows, clients, cluster, database, engine, load
from infra.drills.attempts import Seen, Worker
from infra.drills.blows import Blow
from infra.drills.bus import Bus
from infra.drills.history import Verdict, judge
from infra.drills.load import Load
from infra.drills.report import Result
from infra.drills.stores import Cache, Objects, Search
from infra.errors import UserError
from infra.packs import Pack
from infra.services.pgbackrest import CLIENT

SQL = "SQL"
SERVES: Mapping[str, str] = {
    "redis": Cache.kind,
    "nats": Bus.kind,
    "minio": Objects.kind,
    "meilisearch": Search.kind,
    "haproxy": SQL,
    "pgbouncer": SQL,
    "etcd": SQL,
}
"""The kind of clients that wait while a service is away."""

AWAY_SECONDS = 15.0
STORE_AWAY_SECONDS = 30.0
"""Longer than others: PostgreSQL must go on, and notice that its WAL is not taken."""

BYSTANDER_SECONDS = AWAY_SECONDS / 2
"""How long a client of something else may wait: one that depended on the service would wait longer."""

_STEADY = 20
"""Acknowledged things of each kind before and after, so that an outage has two edges."""

_BACK_SECONDS = 60.0


@dataclass
class Case:
    """One blow to one service and what came of it; times in seconds."""

    service: str
    blow: Blow
    seen: dict[str, Seen] = field(default_factory=dict[str, Seen])
    """By kind of client; `SQL` among them."""
    verdict: Verdict | None = None
    healthy_after: float = 0.0
    """From the end of the blow until every container was healthy."""
    waited: int | None = None
    """Segments of WAL that waited while the object store was away."""
    archived_after: float | None = None
    problems: list[str] = field(default_factory=list[str])


def services(running: Running) -> Sequence[str]:
    """Return what of the stack the drill is for."""
    return [name for name in SERVES if name in running.services and running.services[name].present]


def run(running: Running, pack: Pack, service: str, blow: Blow) -> Case:
    """Put one blow to a service and return what clients saw; the stack is whole before and after.

    Raises:
        UserError: the stack is not whole before, or not afterwards.
    """
    cluster.await_whole(running)
    blows.await_healthy(running)
    case = Case(service, blow)
    beside = clients.of(running)
    try:
        with ExitStack() as places:
            places.enter_context(database.tables(running, pack))
            for client in beside:
                places.enter_context(client.place())
            asyncio.run(_observe(running, pack, case, [Worker(client) for client in beside]))
    except (psycopg.Error, *clients.FAILURES) as error:
        told = " ".join(str(error or type(error).__name__).split())
        raise UserError(
            "; ".join((*case.problems, f"the drill of {service} could not come to its end: {told}"))
        ) from error
    cluster.await_whole(running)
    return case


async def _observe(running: Running, pack: Pack, case: Case, workers: Sequence[Worker]) -> None:
    applications = Load(database.application(running, pack), database.application(running, pack, reads=True))

    def counts() -> dict[str, int]:
        return {SQL: applications.acknowledged} | {worker.client.kind: worker.acknowledged for worker in workers}

    await applications.start()
    for worker in workers:
        worker.start()
    try:
        await _progress(counts)
        await asyncio.to_thread(_strike, running, case)
        await _progress(counts)
    except UserError as error:
        case.problems.append(str(error))
    finally:
        for worker in workers:
            await asyncio.to_thread(worker.stop)
        await applications.stop()
    await asyncio.to_thread(_judge, running, pack, case, applications, workers)


def _strike(running: Running, case: Case) -> None:
    """Put the blow, let it last where an operator would have to come, and wait until everything is healthy."""
    segment = ""
    if case.service == engine.NAME:
        engine.restart()
    else:
        container = next(iter(running.services[case.service].members.values()))
        with blows.strike(container, case.blow):
            if case.blow is Blow.KILL:
                segment = _be_away(running, case)
    case.healthy_after = blows.await_healthy(running)
    if case.waited is not None:
        case.archived_after = archiving.await_archived(running, segment)


def _be_away(running: Running, case: Case) -> str:
    """Let a service be away; return the segment of WAL that ended meanwhile where it is the object store."""
    if case.service != "minio" or CLIENT not in running.services:
        time.sleep(AWAY_SECONDS)
        return ""
    segment = archiving.end_segment(running)
    time.sleep(STORE_AWAY_SECONDS)
    case.waited = archiving.waiting(running)
    return segment


async def _progress(counts: Callable[[], Mapping[str, int]]) -> None:
    """Wait until clients of every kind have had some more acknowledged.

    Raises:
        UserError: one kind had not in time.
    """
    before, deadline = counts(), time.monotonic() + _BACK_SECONDS
    while behind := [kind for kind, count in counts().items() if count < before[kind] + _STEADY]:
        if time.monotonic() > deadline:
            raise UserError(f"clients of {', '.join(behind)} could not go on within {_BACK_SECONDS:g} s")
        await asyncio.sleep(0.1)


def _judge(running: Running, pack: Pack, case: Case, applications: Load, workers: Sequence[Worker]) -> None:
    with database.superuser(running, pack.database) as connection:
        verdict = judge(applications.history, load.rows(connection))
    case.verdict = verdict
    kept = verdict.acknowledged - len(verdict.lost)
    case.seen[SQL] = Seen(verdict.acknowledged, kept, len(verdict.lost), verdict.write_outage, verdict.errors)
    for worker in workers:
        case.seen[worker.client.kind] = worker.seen()


def result(case: Case) -> Result:
    """Return a case as a line of the report: the outage is that of the service's own clients."""
    # Everybody waits for the engine.
    own = set(case.seen) if case.service == engine.NAME else {SERVES[case.service]}
    problems = list(case.problems)
    for kind, seen in case.seen.items():
        if seen.lost:
            problems.append(f"{seen.lost} of {seen.acknowledged} acknowledged things of {kind} are lost")
        if kind not in own and seen.outage > BYSTANDER_SECONDS:
            problems.append(f"clients of {kind} waited {seen.outage:.1f} s for {case.service}, which they do not use")
    if case.verdict and not case.verdict.consistent:
        problems.append("what applications saw of their own rows does not fit")
    if case.waited == 0:
        problems.append("no WAL waited while the object store was away, so the drill shows nothing about it")
    return Result(
        drill=_name(case),
        outages=(max(case.seen[kind].outage for kind in own),) if case.seen else (),
        lost=sum(seen.lost or 0 for seen in case.seen.values()),
        recovered=not case.problems,
        problems=tuple(problems),
        facts={
            "clients": {kind: vars(seen) for kind, seen in case.seen.items()},
            "healthy_after_seconds": round(case.healthy_after, 3),
            "wal_segments_waited": case.waited,
            "wal_archived_after_seconds": case.archived_after,
        },
    )


def _name(case: Case) -> str:
    if case.blow is not Blow.KILL:
        return f"{case.service}: {case.blow}"
    return f"{case.service}: away {STORE_AWAY_SECONDS if case.service == 'minio' else AWAY_SECONDS:g} s"
