"""Migrations on a real server: failures, edited history, and what is left of each."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from infra.cli.pack_database import PackDatabase
from infra.errors import UserError
from infra.hooks.primary import Login
from infra.migrations import fingerprint, history, runs
from infra.migrations.files import Series, platform_series, read_series

UP = Callable[[], tuple[str, ...]]

TABLE = "create table public.things (id int, name text);\ninsert into public.things values (1, 'a'), (1, 'b');"

BOOKKEEPING = (("public", "schema_migrations"), ("platform", "schema_migrations"), ("platform", "migration_files"))


@pytest.fixture
def migrator(at: PackDatabase, empty: Login) -> Login:
    """Return the migrator's login to the database of the test's own."""
    return replace(at.migrator, database=empty.database)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a migration file."""

    def write(name: str, up: str, down: str = "select 1;", option: str = "") -> Path:
        file = tmp_path / name
        file.write_text(f"-- migrate:up {option}\n{up}\n-- migrate:down {option}\n{down}\n")
        return file

    return write


def series(folder: Path) -> Series:
    return read_series(folder, "public.schema_migrations")


@pytest.fixture
def up(at: PackDatabase, migrator: Login, tmp_path: Path) -> UP:
    """Return a function that applies the platform's migrations and those that the test wrote."""
    return lambda: runs.migrate(migrator, at.pack, (platform_series(), series(tmp_path)), lambda _: None)


def refused(up: UP) -> str:
    with pytest.raises(UserError) as caught:
        up()
    return str(caught.value)


def test_a_second_run_changes_nothing(up: UP, write: Callable[..., Path]) -> None:
    write("0001_create_things.sql", TABLE)
    assert len(up()) == len(platform_series().migrations) + 2
    assert up() == ()


def test_a_failing_file_is_named_and_leaves_nothing_and_is_tried_again(
    up: UP, write: Callable[..., Path], empty: Login
) -> None:
    write("0001_create_things.sql", TABLE)
    up()
    with empty.connect() as connection:
        before = fingerprint.read(connection)
    write("0002_create_others.sql", "create table public.others (id int);\nselect 1 / 0;")
    message = refused(up)
    assert "0002_create_others.sql failed: division by zero (22012); the database is as it was before" in message
    with empty.connect() as connection:
        assert fingerprint.read(connection) == before
    write("0002_create_others.sql", "create table public.others (id int);", "drop table public.others;")
    (change,) = up()
    assert "0002_create_others.sql" in change


def test_files_before_the_failing_one_stand_with_hashes_and_privileges(
    up: UP, write: Callable[..., Path], tmp_path: Path, at: PackDatabase, migrator: Login
) -> None:
    first = write("0001_create_things.sql", TABLE)
    write("0002_break.sql", "select 1 / 0;")
    refused(up)
    with migrator.connect() as connection:
        assert [applied.file for applied in history.read(connection, series(tmp_path))] == [first.name]
        row = connection.execute(
            "select has_table_privilege(%s, 'public.schema_migrations', 'UPDATE')", (at.pack.app,)
        ).fetchone()
        assert row == (False,)


def test_an_edited_file_is_refused_before_anything_runs(up: UP, write: Callable[..., Path], empty: Login) -> None:
    write("0001_create_things.sql", TABLE)
    up()
    write("0001_create_things.sql", f"-- harmless\n{TABLE}")
    write("0002_create_others.sql", "create table public.others (id int);")
    assert "0001_create_things.sql was edited after it had been applied" in refused(up)
    with empty.connect() as connection:
        assert connection.execute("select to_regclass('public.others')").fetchone() == (None,)


def test_a_file_that_is_gone_renamed_or_late_is_refused_by_its_name(up: UP, write: Callable[..., Path]) -> None:
    file = write("0002_create_things.sql", TABLE)
    up()
    renamed = file.rename(file.with_name("0002_create_items.sql"))
    assert "0002_create_items.sql was 0002_create_things.sql when it was applied" in refused(up)
    content = renamed.read_text()
    renamed.unlink()
    assert "0002_create_things.sql is applied and its file is gone" in refused(up)
    file.write_text(content)
    write("0001_create_others.sql", "create table public.others (id int);")
    assert "0001_create_others.sql is older than 0002, which is applied already" in refused(up)


def test_an_index_that_was_left_invalid_is_named_with_its_remedy(
    up: UP, write: Callable[..., Path], migrator: Login
) -> None:
    write("0001_create_things.sql", TABLE)
    index = "create unique index concurrently idx_things_id on public.things (id);"
    write("0002_index_things.sql", index, "drop index public.idx_things_id;", "transaction:false")
    for _ in range(2):
        message = refused(up)
        assert "0002_index_things.sql failed" in message
        assert "statements before the failing one stand" in message
        assert "drop index concurrently public.idx_things_id" in message
    with migrator.connect() as connection:
        connection.execute("drop index concurrently public.idx_things_id")
        connection.execute("delete from public.things where name = 'b'")
    (change,) = up()
    assert "0002_index_things.sql" in change


def test_two_runs_do_not_meet(up: UP, migrator: Login) -> None:
    with migrator.connect() as connection:
        connection.execute("select pg_advisory_lock(hashtextextended('novax.migrations', 0))")
        assert "another run of migrations is going on" in refused(up)


def test_a_version_without_a_hash_gets_one(up: UP, write: Callable[..., Path], tmp_path: Path, migrator: Login) -> None:
    write("0001_create_things.sql", TABLE)
    up()
    with migrator.connect() as connection:
        connection.execute("delete from platform.migration_files")
        up()
        assert all(applied.sha256 for applied in history.read(connection, series(tmp_path)))


def test_a_rollback_undoes_the_last_file_and_forgets_it(
    up: UP, write: Callable[..., Path], tmp_path: Path, migrator: Login
) -> None:
    write("0001_create_things.sql", TABLE, "drop table public.things;")
    up()
    assert runs.rollback(migrator, series(tmp_path), lambda _: None) == "0001_create_things.sql"
    with migrator.connect() as connection:
        assert history.read(connection, series(tmp_path)) == ()
        rows = connection.execute("select from platform.migration_files where migrations_table like 'public.%'")
        assert rows.fetchall() == []
    with pytest.raises(UserError, match="there is nothing to undo"):
        runs.rollback(migrator, series(tmp_path), lambda _: None)
    # Its file may now be edited, which is what a rollback is for.
    write("0001_create_things.sql", "create table public.things (id int);")
    assert up()


def test_applications_cannot_see_or_change_what_is_applied(
    up: UP, write: Callable[..., Path], at: PackDatabase, empty: Login
) -> None:
    write("0001_create_things.sql", TABLE)
    up()
    with empty.connect() as connection:
        for role in (at.pack.app, at.pack.readonly):
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
            for table in BOOKKEEPING:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(sql.SQL("select from {}").format(sql.Identifier(*table)))
