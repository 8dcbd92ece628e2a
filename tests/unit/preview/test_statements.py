"""The lock of each statement, as PostgreSQL's manual has it; what is new blocks nobody."""

import pytest

from infra.migrations.files import Part
from infra.preview.locks import (
    ACCESS_EXCLUSIVE,
    EXCLUSIVE,
    NONE,
    ROW_EXCLUSIVE,
    SHARE,
    SHARE_ROW,
    SHARE_UPDATE,
    UNKNOWN,
    Effect,
    blocks,
)
from infra.preview.statements import read


def effects(sql: str, line: int = 1) -> tuple[Effect, ...]:
    return read(Part(sql, line, transaction=True), set())


@pytest.mark.parametrize(
    ("sql", "target", "lock"),
    [
        ("alter table t add column a int", "public.t", ACCESS_EXCLUSIVE),
        ("alter table s.t validate constraint c", "s.t", SHARE_UPDATE),
        ("alter table t set (fillfactor = 70)", "public.t", SHARE_UPDATE),
        ("alter table t attach partition p for values in (1)", "public.t", SHARE_UPDATE),
        ("alter table t detach partition p concurrently", "public.t", SHARE_UPDATE),
        ("alter table t disable trigger x", "public.t", SHARE_ROW),
        ("alter table t enable row level security", "public.t", ACCESS_EXCLUSIVE),
        ("create index i on t (a)", "public.t", SHARE),
        ("create index concurrently i on t (a)", "public.t", SHARE_UPDATE),
        ("drop index concurrently i", "public.i", SHARE_UPDATE),
        ("drop index i", "public.i", ACCESS_EXCLUSIVE),
        ("drop policy p on t", "public.t", ACCESS_EXCLUSIVE),
        ("drop trigger x on s.t", "s.t", ACCESS_EXCLUSIVE),
        ("drop function f()", "public.f", NONE),
        ("create policy p on t using (true)", "public.t", ACCESS_EXCLUSIVE),
        ("create trigger x before insert on t execute function f()", "public.t", SHARE_ROW),
        ("refresh materialized view v", "public.v", ACCESS_EXCLUSIVE),
        ("refresh materialized view concurrently v", "public.v", EXCLUSIVE),
        ("update t set a = 1", "public.t", ROW_EXCLUSIVE),
        ("insert into t values (1)", "public.t", ROW_EXCLUSIVE),
        ("truncate t", "public.t", ACCESS_EXCLUSIVE),
        ("comment on table t is 'x'", "public.t", SHARE_UPDATE),
        ("comment on column s.t.c is 'x'", "s.t", SHARE_UPDATE),
        ("alter table t rename column a to b", "public.t", ACCESS_EXCLUSIVE),
        ("alter index i rename to j", "public.i", SHARE_UPDATE),
        ("create or replace view v as select 1", "public.v", ACCESS_EXCLUSIVE),
        ("lock table t in exclusive mode", "public.t", EXCLUSIVE),
        ("do $$ begin end $$", "", UNKNOWN),
        ("select partman.create_parent('x')", "partman.create_parent", UNKNOWN),
        ("select now()", "", "ACCESS SHARE"),
        ("create function f() returns int language sql return 1", "", NONE),
        ("grant select on t to r", "", NONE),
    ],
)
def test_the_lock_of_a_statement(sql: str, target: str, lock: str) -> None:
    (effect,) = effects(sql)
    assert (effect.target, effect.lock) == (target, lock)


def test_a_foreign_key_locks_both_tables() -> None:
    found = {effect.target: effect.lock for effect in effects("alter table a add foreign key (b) references b (id)")}
    assert found == {"public.a": SHARE_ROW, "public.b": SHARE_ROW}


def test_a_new_table_locks_those_that_it_refers_to() -> None:
    found = {effect.target: effect.lock for effect in effects("create table a (b int references s.b (id))")}
    assert found == {"public.a": NONE, "s.b": SHARE_ROW}


def test_what_the_files_made_is_nobodys_yet() -> None:
    made: set[str] = set()
    read(Part("create table a (x int);", 1, transaction=True), made)
    (effect,) = read(Part("create index i on a (x);", 1, transaction=True), made)
    assert (effect.lock, effect.note) == (NONE, "made by these files")


@pytest.mark.parametrize(
    ("sql", "destroys"),
    [
        ("drop table a", "table public.a"),
        ("drop schema s cascade", "schema s"),
        ("alter table a drop column x", "column public.a.x"),
        ("truncate a", "all rows of public.a"),
        ("delete from a where x = 1", "rows of public.a"),
        ("drop view v", ""),
        ("drop index i", ""),
    ],
)
def test_what_is_destroyed(sql: str, destroys: str) -> None:
    assert effects(sql)[0].destroys == destroys


@pytest.mark.parametrize(
    ("sql", "access"),
    [
        ("alter policy p on t using (true)", "ALTER POLICY p ON t USING (true)"),
        ("drop policy p on t", "policy p of public.t dropped"),
        ("grant delete on t to r", "GRANT delete ON t TO r"),
        ("revoke delete on t from r", "REVOKE delete ON t FROM r"),
        ("alter table t disable row level security", "public.t: row level security OFF"),
        ("alter table t add column a int", ""),
    ],
)
def test_who_is_let_in(sql: str, access: str) -> None:
    assert effects(sql)[0].access == access


def test_lines_are_those_of_the_file() -> None:
    found = effects("\n-- é, a letter of two bytes\nselect 1;\n\n-- why\ntruncate t;\n", line=3)
    assert [effect.line for effect in found] == [5, 8]


def test_what_is_no_sql_is_refused_with_the_parsers_words() -> None:
    with pytest.raises(ValueError, match="syntax error"):
        effects("alter tabel t")


@pytest.mark.parametrize(
    ("lock", "waits"),
    [(ACCESS_EXCLUSIVE, "reads and writes"), (SHARE, "writes"), (SHARE_UPDATE, ""), (NONE, ""), (UNKNOWN, "not known")],
)
def test_who_waits(lock: str, waits: str) -> None:
    assert blocks(lock) == waits
