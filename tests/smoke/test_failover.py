"""The primary is killed, then crashes: clients are led to the next one, nothing is done by hand, archiving goes on."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import psycopg
import pytest
from psycopg import sql

from infra.cli.running import Running
from infra.packs import Pack
from infra.settings import Settings
from tests.smoke import clients, cluster, engine
from tests.smoke.clients import value
from tests.smoke.scratch import schema
from tests.smoke.waiting import eventually

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(400)]

OUTAGE_SECONDS = 60.0
"""Far above what is expected: 22 s after a lost node, of which 20 s are the leader's lease (measured)."""

REJOIN_SECONDS = 120.0
"""For a crash recovery or pg_rewind, and then streaming."""

PAUSE_SECONDS = 0.05
CHECK = "novax-pgbackrest --stanza=main check"


@dataclass
class Writer:
    """An application that writes row after row through PgBouncer, and connects anew whenever it has to."""

    running: Running
    pack: Pack
    insert: sql.Composed
    acknowledged: list[tuple[float, int]] = field(default_factory=list[tuple[float, int]])
    _stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Write until it is stopped."""
        number = 0
        while not self._stopping.is_set():
            try:
                with clients.postgres(
                    self.running, f"{self.pack.name}-app", self.pack.database, connect_timeout=2
                ) as app:
                    while not self._stopping.wait(PAUSE_SECONDS):
                        number += 1
                        app.execute(self.insert, (number,))
                        self.acknowledged.append((time.monotonic(), number))
            except psycopg.Error:
                self._stopping.wait(PAUSE_SECONDS)

    def stop(self) -> None:
        """Let the current write be the last."""
        self._stopping.set()

    def outage(self) -> float:
        """Return the longest time, in seconds, between two acknowledged writes."""
        times = [at for at, _ in self.acknowledged]
        return max(after - before for before, after in pairwise(times))


@dataclass(frozen=True)
class Failover:
    """What happened to the cluster; times in seconds, ``lost`` counts acknowledged rows that are not there any more."""

    old: str
    new: str
    outage: float
    lost: int
    timelines: tuple[str, str]


@pytest.fixture(scope="module", autouse=True)
def replicated(settings: Settings) -> None:
    if not settings.postgres.replicas:
        pytest.skip("novax:postgres.replicas is 0: there is nobody to take over")


@pytest.fixture(scope="module")
def pack(packs: Sequence[Pack]) -> Pack:
    return packs[0]


@pytest.fixture(scope="module", params=["kill", "crash"])
def failover(request: pytest.FixtureRequest, running: Running, pack: Pack) -> Iterator[Failover]:
    """Take the primary down while an application writes, and yield when it writes again."""
    eventually(lambda: cluster.replicas_stream(running), within=REJOIN_SECONDS)
    engine.output(cluster.leader(running), CHECK)
    table = "create table {schema}.rows (number int primary key);"
    with schema(running, pack, "novax_smoke_failover", table) as name:
        insert = sql.SQL("insert into {}.rows values (%s) on conflict do nothing").format(name)
        writer = Writer(running, pack, insert)
        thread = threading.Thread(target=writer.run)
        thread.start()
        try:
            yield _fail_over(running, pack, writer, name, crash=request.param == "crash")
        finally:
            writer.stop()
            thread.join()
            eventually(lambda: cluster.replicas_stream(running), within=REJOIN_SECONDS)


def _fail_over(running: Running, pack: Pack, writer: Writer, name: sql.Identifier, *, crash: bool) -> Failover:
    eventually(lambda: _has_written(writer, 20), within=10)
    old, before = cluster.leader_name(running), _timeline(running)
    if crash:
        # Everything but the container's init, at once; that ends too, and Docker starts the container again.
        engine.exit_code(running.members[old], "kill -9 -1")
    else:
        engine.kill(running.members[old])
    # Counted now: a command takes its time to reach a pod, and rows that were written meanwhile tell nothing.
    written = len(writer.acknowledged)
    eventually(lambda: _has_written(writer, written + 20), within=OUTAGE_SECONDS)
    writer.stop()
    if not crash:
        # To Docker a kill is a wish of the operator's, whose containers it does not start again by itself.
        engine.start_again(running.members[old])
    numbers = [number for _, number in writer.acknowledged]
    query = sql.SQL("select count(*) from {}.rows where number = any(%s)").format(name)
    with clients.postgres(running, f"{pack.name}-app", pack.database) as app:
        row = app.execute(query, (numbers,)).fetchone()
    assert row is not None
    return Failover(
        old, cluster.leader_name(running), writer.outage(), len(numbers) - row[0], (before, _timeline(running))
    )


def test_an_application_writes_again_within_a_minute(failover: Failover, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(  # noqa: T201  # a figure that belongs into the test's output
            f"\n  {failover.old} -> {failover.new}: no write for {failover.outage:.1f} s, "
            f"{failover.lost} acknowledged rows lost"
        )
    assert failover.outage < OUTAGE_SECONDS


def test_synchronous_replication_loses_nothing(failover: Failover, settings: Settings) -> None:
    if not settings.postgres.synchronous:
        pytest.skip("novax:postgres.synchronous is false")
    assert failover.lost == 0


def test_all_entrances_lead_to_the_new_primary(running: Running, pack: Pack, failover: Failover) -> None:
    address = "select inet_server_addr()"
    with clients.postgres(running, "postgres", pack.database) as straight:
        direct = value(straight, address)
    with clients.postgres(running, f"{pack.name}-app", pack.database) as pooled:
        assert value(pooled, address) == direct
        assert value(pooled, "select pg_is_in_recovery()") is False
    assert cluster.leader_name(running) == failover.new


def test_the_old_primary_comes_back_as_a_streaming_replica(running: Running, pack: Pack, failover: Failover) -> None:
    eventually(lambda: cluster.replicas_stream(running), within=REJOIN_SECONDS)

    def serves_reads() -> None:
        with clients.postgres(running, f"{pack.name}-app", f"{pack.database}_ro") as reader:
            assert value(reader, "select pg_is_in_recovery()") is True

    eventually(serves_reads, within=30, on=(AssertionError, psycopg.OperationalError))
    if failover.new != failover.old:
        assert int(failover.timelines[1], 16) > int(failover.timelines[0], 16)


def test_wal_is_archived_on_the_new_timeline(running: Running, failover: Failover) -> None:
    with clients.postgres(running, "postgres", "postgres") as primary:
        primary.execute("select pg_logical_emit_message(false, 'novax-smoke', 'something to archive')")
        segment = value(primary, "select pg_walfile_name(pg_switch_wal())")

        def archived() -> None:
            assert value(primary, "select last_archived_wal >= %s from pg_stat_archiver", segment)

        eventually(archived, within=60)
    assert segment.startswith(failover.timelines[1])


def test_pgbackrest_check_passes_on_the_new_primary(running: Running, failover: Failover) -> None:
    assert cluster.leader_name(running) == failover.new
    engine.output(cluster.leader(running), CHECK)


def _has_written(writer: Writer, rows: int) -> None:
    assert len(writer.acknowledged) >= rows


def _timeline(running: Running) -> str:
    """Return the primary's timeline as file names of WAL begin with it."""
    with clients.postgres(running, "postgres", "postgres") as primary:
        return value(primary, "select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)")
