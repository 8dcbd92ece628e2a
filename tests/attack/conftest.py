"""The matrices of a run, each made once, the table of what they came to, and places in the object store."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest

from infra.cli.running import Running
from infra.packs import Pack
from tests.attack import arena, exceptions, matrix, store_places, tally
from tests.attack.arena import Arena
from tests.attack.matrix import Outcome
from tests.attack.oracle import Kind
from tests.attack.store_places import Place, Wire
from tests.attack.tally import Tally
from tests.chosen import chosen

_TALLIES = pytest.StashKey[list[Tally]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_TALLIES] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if tallies := config.stash[_TALLIES]:
        terminalreporter.section("attacks by two tenants on each other")
        for line in tally.table(tallies):
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def arenas(running: Running, packs: Sequence[Pack]) -> Iterator[Callable[[str], Arena]]:
    """Return a function that gives a pack's own database with two tenants in it, who leave at the end."""
    found: dict[str, Arena] = {}
    with arena.unpublished(running), ExitStack() as stack:

        def enter(name: str) -> Arena:
            if name not in found:
                pack = chosen(packs, name)
                found[name] = stack.enter_context(arena.real(running, pack))
            return found[name]

        yield enter


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest, arenas: Callable[[str], Arena]) -> Callable[[str], Outcome]:
    """Return a function that attacks a pack's database, once, and counts."""
    found: dict[str, Outcome] = {}

    def attacked(name: str) -> Outcome:
        if name not in found:
            outcome = found[name] = matrix.run(arenas(name))
            left = exceptions.unexplained(outcome.findings, exceptions.of(name))
            leaks = sum(finding.kind is Kind.LEAK for finding in left)
            declared = len(outcome.findings) - len(left)
            counts = (outcome.tables, outcome.policies, outcome.cases, leaks, len(left) - leaks, declared)
            request.config.stash[_TALLIES].append(Tally(name, *counts))
        return found[name]

    return attacked


@pytest.fixture(scope="session")
def wire(running: Running) -> Wire:
    """Return connections to the object store."""
    return Wire(running)


@pytest.fixture(scope="module")
def own(running: Running, packs: Sequence[Pack], wire: Wire) -> Iterator[Place]:
    """Yield a bucket of a pack."""
    pack = next(pack for pack in packs if pack.buckets)
    with store_places.own(wire, running.account(f"{pack.name}-minio"), next(iter(pack.buckets))) as place:
        yield place


@pytest.fixture(scope="module")
def backups(running: Running, wire: Wire) -> Iterator[Place]:
    """Yield the bucket of the backups."""
    with store_places.backups(wire, running.account("backup"), running.account("archive")) as place:
        yield place
