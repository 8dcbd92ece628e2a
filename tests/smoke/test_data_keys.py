"""Data keys: migrators' sessions have them, nobody else's do, and no log gets to see one."""

import secrets
from collections.abc import Sequence
from typing import LiteralString

import pytest

from infra.cli import pack_database
from infra.cli.running import Running
from infra.packs import DATA_KEY_SETTING, Pack
from infra.settings import Settings
from tests.smoke import clients, engine

SET: LiteralString = "select set_config('app.data_key', %s, true), pg_sleep(%s)"
READ: LiteralString = "select coalesce(current_setting('app.data_key', true), '')"


@pytest.fixture(scope="module")
def pack(packs: Sequence[Pack]) -> Pack:
    found = next((pack for pack in packs if pack.data_key), None)
    if found is None:
        pytest.skip("no pack of the stack has a data key")
    return found


def test_the_migrator_s_sessions_have_the_key_and_others_do_not(running: Running, pack: Pack) -> None:
    key = running.keys[pack.data_key_secret or ""]
    with pack_database.of(running, pack).migrator.connect() as connection:
        assert connection.execute(READ).fetchone() == (key,)
    for account in (f"{pack.name}-app", f"{pack.name}-readonly"):
        with clients.postgres(running, account, pack.database) as connection:
            assert clients.value(connection, READ) == ""


def test_an_application_has_the_key_for_a_transaction_alone(running: Running, pack: Pack) -> None:
    """Behind a pooler the next transaction on the same connection may be somebody else's."""
    with clients.postgres(running, f"{pack.name}-app", pack.database) as connection:
        with connection.transaction():
            connection.execute(SET, ("a key", 0))
            assert clients.value(connection, READ) == "a key"
        assert clients.value(connection, READ) == ""


def test_a_slow_statement_is_logged_without_the_key_that_it_was_given(
    running: Running, settings: Settings, packs: Sequence[Pack]
) -> None:
    key = secrets.token_hex(16)
    with clients.postgres(running, f"{packs[0].name}-app", packs[0].database) as connection:
        connection.execute(SET, (key, settings.postgres.slow_query_seconds + 0.1))
    logs = [engine.log(container, "--since", "1m") for container in running.services["postgres"].members.values()]
    assert any(f"set_config('{DATA_KEY_SETTING}', $1, true)" in log for log in logs), "it was not slow enough"
    assert not any(key in log for log in logs)
