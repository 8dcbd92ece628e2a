"""A copy of the checkout from which changes are deployed to the running stack, which is as it was afterwards."""

from collections.abc import Generator

import pytest

from infra.cli.running import Running
from tests.preview.changes import MIGRATIONS
from tests.preview.checkout import Checkout


@pytest.fixture(scope="session")
def checkout(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Generator[Checkout]:
    """Yield the copy; the stack is deployed from the checkout itself in the end, without the copy's migrations."""
    folder = tmp_path_factory.mktemp("preview")
    copy = Checkout.copied(folder / "checkout", running.stack, folder / "artefacts")
    yield copy
    added = [file for file in MIGRATIONS if (copy.root / "sql" / "novax" / "migrations" / file).exists()]
    for file in reversed(added):
        copy.novax(f"undo-{file}", "db", "rollback", "novax", "-s", running.stack, "--yes")
    original = Checkout.copied(folder / "original", running.stack, folder / "undone")
    assert original.novax("undo", "up", "-s", running.stack) == 0, folder / "undone"


@pytest.fixture(scope="session")
def secrets(running: Running) -> frozenset[str]:
    """Return every secret that the stack's outputs know."""
    return frozenset({account.password for account in running.accounts.values()} | set(running.keys.values()))
