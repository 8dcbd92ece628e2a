"""Migration files: how they are read, and the sentence that each mistake gets."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.errors import UserError
from infra.migrations.files import pack_series, platform_series, read_series
from infra.packs import Pack

GOOD = "-- About it.\n\n-- migrate:up\ncreate table t ();\n\n-- migrate:down\ndrop table t;\n"

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file of the series."""

    def write(name: str, text: str = GOOD) -> Path:
        file = tmp_path / name
        file.write_text(text)
        return file

    return write


def failure(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_series(folder, "public.schema_migrations")
    return str(caught.value)


def test_files_are_read_in_the_order_of_their_versions(tmp_path: Path, write: Write) -> None:
    for name in ("0010_c.sql", "0002_b.sql", "0001_create_a.sql"):
        write(name, GOOD)
    found = read_series(tmp_path, "public.schema_migrations").migrations
    assert [(migration.version, migration.name) for migration in found] == [
        ("0001", "create_a"),
        ("0002", "b"),
        ("0010", "c"),
    ]


def test_a_file_has_its_parts_its_hash_and_the_line_of_each(tmp_path: Path, write: Write) -> None:
    file = write("0001_create_t.sql", GOOD)
    (found,) = read_series(tmp_path, "t").migrations
    assert found.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (found.up.sql.strip(), found.up.line, found.up.transaction) == ("create table t ();", 3, True)
    assert (found.down.sql.strip(), found.down.line, found.down.transaction) == ("drop table t;", 6, True)


def test_each_part_says_whether_it_runs_in_a_transaction(tmp_path: Path, write: Write) -> None:
    write("0001_t.sql", GOOD.replace("migrate:up", "migrate:up transaction:false"))
    (found,) = read_series(tmp_path, "t").migrations
    assert (found.up.transaction, found.down.transaction) == (False, True)


def test_a_pack_without_a_folder_has_no_migrations(shop: Pack, tmp_path: Path) -> None:
    assert pack_series(shop, tmp_path).migrations == ()


def test_messages_name_a_file_from_the_root_of_the_checkout() -> None:
    assert platform_series().describe("0001_x.sql") == "sql/platform/migrations/0001_x.sql"


@pytest.mark.parametrize("name", ["1_short.sql", "0001-dash.sql", "0001_Upper.sql", "0001_.sql", "readme.md"])
def test_a_bad_name_is_refused(tmp_path: Path, write: Write, name: str) -> None:
    write(name, GOOD)
    assert f"{name} is no name of a migration; allowed: four digits" in failure(tmp_path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-- migrate:up\nselect 1;\n", "has the parts up; allowed: `-- migrate:up` and then `-- migrate:down`"),
        ("select 1;\n", "has the parts none"),
        ("-- migrate:down\nselect 1;\n-- migrate:up\nselect 1;\n", "has the parts down, up"),
        (GOOD + "-- migrate:up\nselect 1;\n", "has the parts up, down, up"),
        ("select 0;\n" + GOOD, "has SQL before `-- migrate:up`"),
        (GOOD.replace("drop table t;", "-- nothing"), "has no statement in its down part"),
        (GOOD.replace("create table t ();", ""), "has no statement in its up part"),
        (GOOD.replace("migrate:up", "migrate:up transaction:no"), "has 'transaction:no' after `migrate:up`"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, write: Write, text: str, sentence: str) -> None:
    write("0001_create_t.sql", text)
    assert f"0001_create_t.sql {sentence}" in failure(tmp_path)


def test_a_version_is_there_once(tmp_path: Path, write: Write) -> None:
    write("0001_a.sql", GOOD)
    write("0001_b.sql", GOOD)
    assert "0001_b.sql has the version 0001 of 0001_a.sql" in failure(tmp_path)


def test_every_mistake_is_told_at_once(tmp_path: Path, write: Write) -> None:
    write("1_a.sql", GOOD)
    write("0001_b.sql", "select 1;")
    assert len(failure(tmp_path).splitlines()) == 2


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_bytes(b"\xff\xfe")
    assert "0001_a.sql is not UTF-8" in failure(tmp_path)
