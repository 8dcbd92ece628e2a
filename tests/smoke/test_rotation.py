"""A password is rotated with one command: the old one opens nothing any more, the new one works end to end."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg
import pytest

from infra.cli.running import Running, load
from infra.packs import Pack
from tests.smoke import clients, engine, novax
from tests.smoke.clients import value

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(400)]


@dataclass(frozen=True)
class Rotation:
    """The stack before and after, and the containers' ids then."""

    pack: Pack
    before: Running = field(repr=False)
    after: Running = field(repr=False)
    containers: frozenset[str] = field(repr=False)

    @property
    def account(self) -> str:
        """The account whose password was rotated."""
        return f"{self.pack.name}-app"


@pytest.fixture(scope="module")
def rotation(running: Running, packs: Sequence[Pack]) -> Rotation:
    pack, before = packs[0], load(running.stack)
    containers = engine.identities(running)
    novax.run("up", "-s", running.stack, "--replace", f"{pack.name}-app")
    return Rotation(pack, before, load(running.stack), containers)


def test_the_password_is_a_new_one_and_all_others_are_not(running: Running, rotation: Rotation) -> None:
    changed = {
        name for name, account in rotation.after.accounts.items() if account.password != running.accounts[name].password
    }
    assert changed == {rotation.account}


def test_the_new_password_opens_the_database_through_the_pooler(rotation: Rotation) -> None:
    with clients.postgres(rotation.after, rotation.account, rotation.pack.database) as app:
        assert value(app, "select current_user") == rotation.pack.app


@pytest.mark.parametrize("endpoint", ["pgbouncer", "postgres-primary", "postgres-replica"])
def test_the_old_password_is_refused_everywhere(rotation: Rotation, endpoint: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        clients.postgres(rotation.before, rotation.account, rotation.pack.database, endpoint=endpoint).close()


def test_nothing_was_restarted_for_it(running: Running, rotation: Rotation) -> None:
    now = engine.identities(running)
    assert now == rotation.containers
