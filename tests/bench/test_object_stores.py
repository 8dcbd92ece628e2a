"""MinIO and SeaweedFS on what the platform needs of an object store; docs/object-store.md has what came out.

Both are started here, as processes on loopback over TLS; no stack is needed. A need is a row with yes, partly or no and
what was seen; a figure is a median, of turns taken one after the other on the same machine.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra.errors import UserError
from infra.identity import new_authority, new_leaf
from infra.images import lock
from infra.paths import IMAGE_LOCK, PROJECT
from infra.toolchain.progress import step, working
from tests.bench.figures import percentile
from tests.bench.stores import (
    accounts,
    churn,
    crashes,
    doors,
    durability,
    forgeries,
    lifecycle,
    locks,
    pgbackrest,
    speed,
)
from tests.bench.stores.events import Events
from tests.bench.stores.minio import Minio
from tests.bench.stores.processes import HOST
from tests.bench.stores.report import Report, differences
from tests.bench.stores.seaweedfs import SeaweedFS
from tests.bench.stores.server import Server

if TYPE_CHECKING:
    from tests.bench.stores.seen import Seen

DOCUMENT = PROJECT / "docs" / "object-store.md"
CHECKS = (
    *locks.CHECKS,
    *lifecycle.CHECKS,
    *accounts.CHECKS,
    *doors.CHECKS,
    *forgeries.CHECKS,
    *durability.CHECKS,
    *churn.CHECKS,
)
CRASHES = 20
ROUNDS = 8
_MIB = 1024 * 1024


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[Server]]:
    """Return both stores, running; they end with the tests."""
    authority = new_authority("Bench CA")
    leaf = new_leaf(authority, (HOST,))
    events = Events()
    found = [kind(tmp_path_factory.mktemp(kind.name), authority, leaf, events) for kind in (Minio, SeaweedFS)]
    try:
        for server in found:
            with step(f"{server.name} started"):
                server.start()
        yield found
    finally:
        for server in found:
            server.stop()
        events.close()


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    """Return the table that the tests fill; it is printed at the end, and kept as Markdown."""
    found = Report()
    yield found
    found.show()
    folder = PROJECT / ".novax" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "object-stores.md").write_text(found.markdown(), encoding="utf-8")


@pytest.mark.timeout(3600)
def test_needs_are_met_as_documented(
    servers: Sequence[Server], report: Report, keep: Callable[[str, object], Path]
) -> None:
    seen: dict[str, Mapping[str, Seen]] = {}
    for check in CHECKS:
        with step(check.need):
            seen[check.need] = {server.name: check.look(server) for server in servers}
        report.need(check.need, seen[check.need])
    keep("object-stores-needs", {need: {name: vars(one) for name, one in by.items()} for need, by in seen.items()})
    assert differences(DOCUMENT, seen) == []


@pytest.mark.timeout(3600)
def test_what_was_acknowledged_survives_crashes(
    servers: Sequence[Server], report: Report, keep: Callable[[str, object], Path]
) -> None:
    tallies: dict[str, crashes.Tally] = {}
    for server in servers:
        with step(f"{server.name} killed {CRASHES} times"):
            tallies[server.name] = crashes.crash(server, CRASHES)
    keep("object-stores-crashes", {name: vars(tally) for name, tally in tallies.items()})
    report.figure(
        f"killed {CRASHES} times during uploads: acknowledged, lost, damaged",
        {name: f"{one.acknowledged}, {len(one.lost)}, {len(one.damaged)}" for name, one in tallies.items()},
    )
    report.figure(
        "start until a write is acknowledged, after a kill, median s",
        {name: f"{percentile(one.starts, 0.5):.1f}" for name, one in tallies.items()},
    )
    unsound = {name: (tally.lost, tally.damaged) for name, tally in tallies.items() if not tally.sound}
    assert unsound == {}


@pytest.mark.timeout(3600)
def test_speed_and_size(servers: Sequence[Server], report: Report, keep: Callable[[str, object], Path]) -> None:
    for server in servers:
        server.stop()
        server.start()
    with working("taking turns") as tick:
        speeds = speed.measure(servers, ROUNDS, tick)
    minio, seaweedfs = (speeds[server.name] for server in servers)
    for kind in speed.KINDS:
        figures = {
            name: f"{one.milliseconds(kind.name, 0.5):.1f} / {one.milliseconds(kind.name, 0.99):.1f}"
            for name, one in speeds.items()
        }
        report.figure(f"{kind.name}, p50 / p99 ms", figures, str(seaweedfs.by(minio, kind.name)))
    memory = {name: f"{one.resting // _MIB} / {one.peak // _MIB}" for name, one in speeds.items()}
    report.figure("memory at rest / at most under these loads, MiB", memory, f"{seaweedfs.peak / minio.peak:.2f}")
    sizes = {server.name: server.program.stat().st_size for server in servers}
    report.figure("program, MiB", {name: f"{size // _MIB}" for name, size in sizes.items()})
    keep("object-stores-speed", {name: vars(one) for name, one in speeds.items()})


@pytest.mark.timeout(1200)
def test_pgbackrest_works_against_both(
    servers: Sequence[Server], report: Report, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        image = lock.load(IMAGE_LOCK).reference("postgres")
    except UserError as error:
        pytest.skip(str(error))
    taken = {server.name: pgbackrest.run(server, image, tmp_path_factory.mktemp("repository")) for server in servers}
    for name in taken[servers[0].name]:
        report.figure(f"pgBackRest {name}, s", {store: f"{steps[name]:.1f}" for store, steps in taken.items()})
