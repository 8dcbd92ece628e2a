"""Rotation of the data key of wira on live data: a batch a transaction, both keys readable meanwhile, no duplicates."""

import uuid
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from infra.cli.pack_database import PackDatabase
from infra.hooks.primary import Login
from infra.migrations import builds
from infra.packs import DATA_KEY_SETTING
from tests.home import at_home

OLD, NEW = "1" * 43, "2" * 43
OTHER = "app.data_key_other"


@pytest.fixture
def superuser(wira: PackDatabase) -> Iterator[Login]:
    """Return the superuser's login to a build of the test's own."""
    with builds.built(at_home(wira.superuser), wira.migrator, wira.pack, "test") as login:
        yield login


@pytest.fixture
def migrator(wira: PackDatabase, superuser: Login) -> Login:
    """Return the migrator's login to it with both keys; which setting has which must not matter."""
    return replace(wira.migrator, database=superuser.database, settings={DATA_KEY_SETTING: NEW, OTHER: OLD})


def use_keys(connection: psycopg.Connection, key: str, other: str = "") -> None:
    connection.execute("select set_config(%s, %s, false)", (DATA_KEY_SETTING, key))
    connection.execute("select set_config(%s, %s, false)", (OTHER, other))


def register(connection: psycopg.Connection, email: str) -> None:
    connection.execute("select set_config('app.current_user_id', %s, false)", (str(uuid.uuid4()),))
    connection.execute("select app.register_profile(%s, %s, null)", (email, email.upper()))


def find(connection: psycopg.Connection, email: str) -> object:
    row = connection.execute("select app.find_profile_id(%s)", (email,)).fetchone()
    return row[0] if row else None


def keys_of_rows(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute("select data_key_id, count(*) from profiles group by 1 order by 1").fetchall()


def test_rotation_reencrypts_everything_and_ends_the_old_key(superuser: Login, migrator: Login) -> None:
    with superuser.connect() as connection, migrator.connect() as working:
        use_keys(connection, OLD)
        for number in range(25):
            register(connection, f"a{number}@a.test")
        working.execute("call private.rotate_data_key(10)")
        assert keys_of_rows(connection) == [(2, 25)]

        for call in ("select app.find_profile_id('a1@a.test')", "select * from private.seal('x@a.test', null)"):
            with pytest.raises(
                psycopg.errors.InvalidAuthorizationSpecification, match="not the key 2 of this database"
            ):
                connection.execute(call)
        use_keys(connection, NEW)
        assert find(connection, "A1@a.test")
        row = connection.execute(
            "select count(*) from profiles where upper(private.decrypt(email_encrypted, data_key_id)) "
            "= private.decrypt(full_name_encrypted, data_key_id)"
        ).fetchone()
        assert row == (25,)
        assert connection.execute("select id, retired_at is null from private.data_keys order by 1").fetchall() == [
            (1, False),
            (2, True),
        ]
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="nothing to rotate to"):
            working.execute("call private.rotate_data_key()")


def test_while_it_goes_on_all_are_found_none_twice_and_it_can_be_stopped(superuser: Login, migrator: Login) -> None:
    with superuser.connect() as connection, superuser.connect() as busy, migrator.connect() as working:
        use_keys(connection, OLD)
        for number in range(25):
            register(connection, f"a{number}@a.test")
        working.execute("set lock_timeout = '300ms'")
        with busy.transaction():
            busy.execute("select from profiles order by id desc limit 1 for update")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                working.execute("call private.rotate_data_key(10)")
        # Two batches are through; the third met the locked row.
        assert keys_of_rows(connection) == [(1, 5), (2, 20)]

        with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification, match="not the key 2"):
            register(connection, "new@a.test")
        use_keys(connection, OLD, NEW)
        assert all(find(connection, f"a{number}@a.test") for number in range(25))
        for number in range(25):
            with pytest.raises(psycopg.errors.UniqueViolation, match="another profile has this e-mail address"):
                register(connection, f"a{number}@a.test")
        register(connection, "new@a.test")

        working.execute("set lock_timeout = '5s'")
        working.execute("call private.rotate_data_key(10)")
        assert keys_of_rows(connection) == [(2, 26)]


def test_a_first_key_is_taken_once_and_a_wrong_one_never(superuser: Login) -> None:
    with superuser.connect() as connection:
        for key, error, message in (
            ("", psycopg.errors.ObjectNotInPrerequisiteState, "app.data_key is not set"),
            ("short", psycopg.errors.InvalidParameterValue, "app.data_key has 5 bytes, and a key has 32 or more"),
        ):
            use_keys(connection, key)
            with pytest.raises(error, match=message):
                register(connection, "a@a.test")
        use_keys(connection, OLD)
        register(connection, "a@a.test")
        use_keys(connection, NEW)
        with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification, match="not the key 1 of this database"):
            register(connection, "b@a.test")
