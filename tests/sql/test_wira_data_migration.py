"""The example of a data migration on live data: personal columns encrypted step by step, and back, rows throughout.

Expand (0014-0015), require the key (0016), backfill (0017), validate (0018-0019), switch (0020), contract (0021-0022).
"""

import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from infra.cli.pack_database import PackDatabase
from infra.errors import UserError
from infra.hooks.primary import Login
from infra.migrations import builds, fingerprint, runs
from infra.migrations.files import Series, pack_series, platform_series, read_series
from infra.migrations.fingerprint import Fingerprint
from infra.packs import DATA_KEY_SETTING, Pack
from tests.home import at_home

KEY = "k" * 43
OTHER_KEY = "o" * 43

PLAIN, EXPANDED, REQUIRED, LAST = "0013", "0014", "0016", "9999"
"""Versions to stop at."""

PEOPLE = 2500
"""More than two batches of the backfill."""

Person = tuple[str, str | None]

UpTo = Callable[..., None]


@pytest.fixture
def superuser(wira: PackDatabase) -> Iterator[Login]:
    """Return the superuser's login to an empty database of the test's own."""
    with builds.empty(at_home(wira.superuser), wira.pack, "test") as login:
        yield login


@pytest.fixture
def migrator(wira: PackDatabase, superuser: Login) -> Login:
    """Return the migrator's login to it, with a data key of the test's own."""
    return replace(wira.migrator, database=superuser.database, settings={DATA_KEY_SETTING: KEY})


@pytest.fixture
def up_to(wira: PackDatabase, migrator: Login, tmp_path: Path) -> UpTo:
    """Return a function that applies the pack's migrations up to a version, as a checkout that ends there would."""

    def up_to(version: str, login: Login = migrator) -> None:
        series = upto(wira.pack, version, tmp_path)
        runs.migrate(login, wira.pack, (platform_series(), series), lambda _: None)

    return up_to


def upto(pack: Pack, version: str, folder: Path) -> Series:
    for migration in pack_series(pack).migrations:
        if migration.version <= version:
            shutil.copy(migration.path, folder)
    return read_series(folder, pack_series(pack).table)


def down_to(wira: PackDatabase, login: Login, version: str) -> None:
    """Undo everything above a version, file by file."""
    series = pack_series(wira.pack)
    with login.connect() as connection:
        while runs.last_applied(connection, series).version > version:
            runs.rollback(login, series, lambda _: None)


def people(count: int = PEOPLE) -> list[Person]:
    return [(f"orang{n}@example.test", None if n % 10 == 0 else f"Orang Ke-{n}") for n in range(count)]


def insert_plain(connection: psycopg.Connection, persons: Sequence[Person]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("insert into profiles (email, full_name) values (%s, %s)", persons)


def plain(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute("select email, full_name from profiles order by email").fetchall()


def decrypted(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        "select private.decrypt(email_encrypted, data_key_id) as email, "
        "private.decrypt(full_name_encrypted, data_key_id) as full_name from profiles order by email"
    ).fetchall()


def use_key(connection: psycopg.Connection, key: str = KEY) -> None:
    connection.execute("select set_config(%s, %s, false)", (DATA_KEY_SETTING, key))


def look(superuser: Login) -> Fingerprint:
    """Return the fingerprint without columns' places: a column that comes back is the last of its table."""
    with superuser.connect() as connection:
        found = fingerprint.read(connection)
    return {key: re.sub(r"^no \d+; ", "", definition) for key, definition in found.items()}


def test_live_data_is_encrypted_and_comes_back(
    wira: PackDatabase, superuser: Login, migrator: Login, up_to: UpTo
) -> None:
    up_to(PLAIN)
    before = look(superuser)
    everybody = sorted(people(), key=lambda person: person[0])
    with superuser.connect() as connection:
        insert_plain(connection, everybody)
        up_to(LAST)
        use_key(connection)
        assert decrypted(connection) == everybody
        # Not a name and not an address is left in the table, and the old columns are gone from it.
        row = connection.execute("select count(*) from profiles as p where p::text ~* 'orang|example'").fetchone()
        assert row == (0,)
        with pytest.raises(psycopg.errors.UndefinedColumn):
            plain(connection)
        assert connection.execute("select app.find_profile_id('ORANG7@example.test') is not null").fetchone() == (True,)

        down_to(wira, migrator, PLAIN)
        assert look(superuser) == before
        assert plain(connection) == everybody

        up_to(LAST)
        assert decrypted(connection) == everybody


def test_what_is_written_between_the_steps_is_kept(superuser: Login, up_to: UpTo) -> None:
    up_to(EXPANDED)
    with superuser.connect() as connection:
        # A service of the release before: it does not know of the key.
        insert_plain(connection, [("lama@example.test", "Lama")])
        use_key(connection)
        insert_plain(connection, [("baru@example.test", "Baru"), ("lupa@example.test", "Lupa")])
        use_key(connection, "")
        connection.execute("update profiles set full_name = 'Ingat' where email = 'lupa@example.test'")
        rows = connection.execute("select email from profiles where data_key_id is null order by 1").fetchall()
        assert rows == [("lama@example.test",), ("lupa@example.test",)]

        up_to(REQUIRED)
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match=r"app\.data_key is not set"):
            insert_plain(connection, [("terlambat@example.test", None)])

        up_to(LAST)
        use_key(connection)
        assert decrypted(connection) == [
            ("baru@example.test", "Baru"),
            ("lama@example.test", "Lama"),
            ("lupa@example.test", "Ingat"),
        ]


def test_rows_written_after_the_contraction_survive_its_rollback(
    wira: PackDatabase, superuser: Login, migrator: Login, up_to: UpTo
) -> None:
    up_to(LAST)
    with superuser.connect() as connection:
        use_key(connection)
        connection.execute("select set_config('app.current_user_id', gen_random_uuid()::text, false)")
        connection.execute("select app.register_profile('Siti@example.test', 'Siti', 'Warung Siti')")
        down_to(wira, migrator, "0020")
        assert plain(connection) == [("siti@example.test", "Siti")]
        connection.execute("select app.update_my_profile('siti@b.test', null, null)")
        assert plain(connection) == decrypted(connection) == [("siti@b.test", None)]


def test_without_the_key_the_backfill_fails_by_name_and_goes_on_with_it(
    superuser: Login, migrator: Login, up_to: UpTo
) -> None:
    up_to(PLAIN)
    with superuser.connect() as connection:
        insert_plain(connection, people(3))
        with pytest.raises(UserError) as caught:
            up_to(LAST, replace(migrator, settings={}))
        assert "0017_encrypt_profiles.sql failed: app.data_key is not set" in str(caught.value)
        assert "(55000)" in str(caught.value)
        assert plain(connection) == people(3)
        up_to(LAST)
        use_key(connection)
        assert decrypted(connection) == people(3)


def test_an_empty_database_needs_no_key(wira: PackDatabase, migrator: Login, up_to: UpTo) -> None:
    keyless = replace(migrator, settings={})
    up_to(LAST, keyless)
    down_to(wira, keyless, PLAIN)


def test_a_rollback_with_a_wrong_key_changes_nothing(
    wira: PackDatabase, superuser: Login, migrator: Login, up_to: UpTo
) -> None:
    up_to(PLAIN)
    with superuser.connect() as connection:
        insert_plain(connection, people(3))
        up_to(LAST)
        down_to(wira, migrator, "0022")
        before = look(superuser)
        with pytest.raises(UserError) as caught:
            down_to(wira, replace(migrator, settings={DATA_KEY_SETTING: OTHER_KEY}), "0021")
        assert "0022_drop_plain_columns.sql failed: app.data_key is not the key 1 of this database" in str(caught.value)
        assert look(superuser) == before
        use_key(connection)
        assert decrypted(connection) == people(3)


def test_a_value_that_does_not_decrypt_to_its_origin_stops_the_validation(superuser: Login, up_to: UpTo) -> None:
    up_to("0018")
    with superuser.connect() as connection:
        use_key(connection)
        insert_plain(connection, people(3))
        # By a way that no trigger sees, as a fault of a disk would.
        connection.execute("set session_replication_role = replica")
        connection.execute("update profiles set full_name = 'Siapa' where email = 'orang1@example.test'")
        with pytest.raises(UserError, match="1 profiles do not decrypt to what they were encrypted from"):
            up_to(LAST)
        connection.execute("update profiles set full_name = 'Orang Ke-1' where email = 'orang1@example.test'")
        up_to(LAST)
        assert decrypted(connection) == people(3)


def test_a_backfill_that_is_stopped_keeps_its_batches_and_holds_no_lock_for_longer_than_one(
    superuser: Login, migrator: Login, up_to: UpTo
) -> None:
    up_to("0015")
    with superuser.connect() as connection, superuser.connect() as busy:
        insert_plain(connection, people(250))
        up_to(REQUIRED)
        last = "(select id from profiles order by id desc limit 1)"
        with busy.transaction(), migrator.connect() as working:
            busy.execute(f"select from profiles where id = {last} for update")
            working.execute("set lock_timeout = '300ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                working.execute("call private.encrypt_profiles(100)")
            row = connection.execute("select count(*) from profiles where data_key_id is not null").fetchone()
            assert row == (200,)
        # While the rest is done, others write what has not come up yet or is done already.
        stop = threading.Event()
        failures: list[psycopg.Error] = []
        writer = threading.Thread(target=write_until, args=(superuser, stop, failures))
        writer.start()
        try:
            with migrator.connect() as working:
                working.execute("call private.encrypt_profiles(7)")
        finally:
            stop.set()
            writer.join()
        assert not failures
        up_to(LAST)
        use_key(connection)
        assert len(decrypted(connection)) == 250


def write_until(login: Login, stop: threading.Event, failures: list[psycopg.Error]) -> None:
    """Change rows here and there, one at a time, as a service does; none may wait for long."""
    try:
        with login.connect() as connection:
            use_key(connection)
            connection.execute("set lock_timeout = '2s'")
            number = 0
            while not stop.is_set():
                number = (number + 37) % 250
                connection.execute(
                    "update profiles set full_name = %s where email = %s",
                    (f"Baru {number}", f"orang{number}@example.test"),
                )
    except psycopg.Error as error:
        failures.append(error)
