"""Each pack: empty -> all up -> all down equals empty -> all up equals the committed schema."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from infra.cli import pack_database
from infra.cli.running import Running
from infra.hooks.primary import Login
from infra.migrations import builds, fingerprint, runs
from infra.migrations.files import SQL, Series, pack_series, platform_series
from infra.migrations.fingerprint import Fingerprint
from infra.migrations.schema import schema_file
from infra.packs import Pack
from tests.chosen import chosen
from tests.home import at_home

WITH_MIGRATIONS = sorted(folder.parent.name for folder in SQL.glob("*/migrations") if folder.parent.name != "platform")


def look(superuser: Login) -> Fingerprint:
    """Return the database's fingerprint without dbmate's own table, which no migration undoes."""
    with superuser.connect() as connection:
        found = fingerprint.read(connection)
    return {key: definition for key, definition in found.items() if "schema_migrations" not in key[1]}


def undo(login: Login, series: Series) -> None:
    for _ in series.migrations:
        runs.rollback(login, series, lambda _: None)


@pytest.mark.parametrize("name", WITH_MIGRATIONS)
def test_up_down_up(running: Running, packs: Sequence[Pack], name: str) -> None:
    pack = chosen(packs, name)
    at = pack_database.of(running, pack)
    platform, own = platform_series(), pack_series(pack)
    with builds.empty(at_home(at.superuser), pack, "test") as superuser:
        migrator = replace(at.migrator, database=superuser.database)
        empty = look(superuser)
        runs.migrate(migrator, pack, (platform,), lambda _: None)
        prepared = look(superuser)
        runs.migrate(migrator, pack, (platform, own), lambda _: None)
        full = look(superuser)

        undo(migrator, own)
        assert fingerprint.differences(prepared, look(superuser)) == ()
        undo(migrator, platform)
        assert fingerprint.differences(empty, look(superuser)) == ()

        runs.migrate(migrator, pack, (platform, own), lambda _: None)
        assert fingerprint.differences(full, look(superuser)) == ()
        committed = schema_file(pack)
        assert committed.is_file(), f"run `novax db dump {name}`"
        assert pack_database.dump_of(at, superuser.database) == committed.read_text(), f"run `novax db dump {name}`"
