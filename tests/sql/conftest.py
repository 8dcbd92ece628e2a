"""Fresh builds of the packs in throwaway databases on the running stack's primary, beside the real ones."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import psycopg
import pytest
from psycopg import sql

from infra.cli import pack_database
from infra.cli.pack_database import PackDatabase
from infra.cli.running import Running
from infra.hooks.primary import Login
from infra.hooks.sqlfiles import names
from infra.migrations import builds
from infra.packs import Pack
from tests.chosen import chosen
from tests.home import at_home

Built = Callable[[Pack], Login]

_PASSED = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_PASSED] = Counter()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if passed := config.stash[_PASSED]:
        terminalreporter.section("pgTAP tests passed in each pack's database")
        for pack, count in [*sorted(passed.items()), ("all", passed.total())]:
            terminalreporter.write_line(f"{pack:10} {count:6,}")


@pytest.fixture
def passed(request: pytest.FixtureRequest) -> Counter[str]:
    """Return how many pgTAP tests passed so far, by pack, for the table at the end."""
    return request.config.stash[_PASSED]


@pytest.fixture(scope="session")
def built(running: Running) -> Iterator[Built]:
    """Return a function that builds a pack, once, with pgTAP, and gives the superuser's login to it.

    Tests that use it leave nothing behind.
    """
    found: dict[str, Login] = {}
    with ExitStack() as stack:

        def build(pack: Pack) -> Login:
            if pack.name not in found:
                at = pack_database.of(running, pack)
                found[pack.name] = stack.enter_context(builds.built(at_home(at.superuser), at.migrator, pack, "test"))
                with found[pack.name].connect() as connection:
                    install_pgtap(connection, pack)
            return found[pack.name]

        yield build


def install_pgtap(connection: psycopg.Connection, pack: Pack) -> None:
    """Tests act as the pack's roles, and still call pgTAP."""
    users = names(role for role in pack.roles_named if role != pack.owner)
    connection.execute("create schema tap")
    connection.execute("create extension pgtap schema tap")
    connection.execute(sql.SQL("grant usage on schema tap to {}").format(users))


@pytest.fixture(scope="session")
def at(running: Running, packs: Sequence[Pack]) -> PackDatabase:
    """Return the stack's first pack, for what is the same in all."""
    return pack_database.of(running, packs[0])


@pytest.fixture
def wira(running: Running, packs: Sequence[Pack]) -> PackDatabase:
    """Return the logins to pack wira on the running stack."""
    return pack_database.of(running, chosen(packs, "wira"))


@pytest.fixture
def empty(at: PackDatabase) -> Iterator[Login]:
    """Return the superuser's login to a database of its own that is ready for the first pack's migrations."""
    with builds.empty(at_home(at.superuser), at.pack, "test") as login:
        yield login
