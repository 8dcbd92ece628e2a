"""The sweep finds what it is for: each rule is broken in a throwaway copy of a pack, and must be the one that fails."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from infra.cli import replication
from infra.cli.running import Running
from infra.hooks.primary import Login
from infra.migrations.files import SQL
from infra.packs import Pack
from tests.sql import tap
from tests.sql.test_pgtap import chosen, variables

TABLES = SQL / "tests" / "01_tenant_tables.sql"
PRIVILEGES = SQL / "tests" / "02_privileges.sql"

PATH = "set local search_path = public, extensions, tap"
"""That of the rules, for what breaks them."""

BREACHES: Sequence[tuple[Path, str, str]] = [
    (TABLES, "drop table tasks cascade", "every declared tenant table exists"),
    (
        TABLES,
        "alter table tasks disable row level security",
        "row level security is on for every table that a role may reach",
    ),
    (
        TABLES,
        "alter table tasks no force row level security",
        "row level security is forced, so that it binds the owner as well",
    ),
    (
        TABLES,
        "drop policy org_isolation_insert on tasks",
        "each command that a role may give has a policy that names command and role",
    ),
    (
        TABLES,
        "grant delete on users to novax_app",
        "each command that a role may give has a policy that names command and role",
    ),
    (TABLES, "create policy p on tasks for all to novax_owner using (title = '')", "a policy is for one command"),
    (TABLES, "create policy p on tasks for select to public using (title = '')", "a policy is for named roles"),
    (
        TABLES,
        "create policy p on tasks for update to novax_app using (title = '')",
        "a policy for writing checks what is written",
    ),
    (
        TABLES,
        "create policy p on tasks for select to novax_app using (true)",
        "no policy lets a role of the pack have every row",
    ),
    (
        TABLES,
        "create policy p on tasks for insert to novax_app with check (true)",
        "no policy lets a role of the pack have every row",
    ),
    (
        TABLES,
        "create policy p on tasks for select to novax_app using (creator_id = platform.current_user_id())",
        "a policy asks who the user is once a statement, as (select f()), and not once a row",
    ),
    (
        TABLES,
        "create policy p on tasks for select to novax_app using (app.may_be_assigned(project_id, assignee_id))",
        "a policy asks who the user is once a statement, as (select f()), and not once a row",
    ),
    (TABLES, "drop index idx_projects_org_id", "the tenant column leads an index"),
    (
        TABLES,
        "drop index idx_tasks_project_id_status",
        "the reference to the table that knows the tenant leads an index",
    ),
    (
        TABLES,
        """
        alter table events_pending enable row level security, force row level security;
        create policy p on events_pending for select to novax_app using (org_id is null);
        grant select on events_pending to novax_app
        """,
        "no role reaches a partition by name",
    ),
    (
        TABLES,
        """
        create table moments (at timestamptz not null);
        select create_hypertable('moments', 'at')
        """,
        "no role reaches chunks of hypertables by name",
    ),
    (
        PRIVILEGES,
        "set local role novax_owner; create view v as select id from projects; reset role",
        "a view acts as its reader, or is a barrier in front of a materialized view",
    ),
    (
        PRIVILEGES,
        """
        set local role novax_owner;
        create view v with (security_barrier) as select m.id from private.mv_ai_document_context as m, projects;
        reset role
        """,
        "a view acts as its reader, or is a barrier in front of a materialized view",
    ),
    (
        PRIVILEGES,
        "grant select on private.mv_ai_document_context to novax_app",
        "a materialized view, which no policy guards, is for its owner alone",
    ),
    (
        PRIVILEGES,
        "set local role novax_owner; create materialized view private.m as select id from projects; reset role",
        "a materialized view reads tables with policies through a function, so that a dump can be loaded",
    ),
    (
        PRIVILEGES,
        "alter function app.find_login(text) reset search_path",
        "a function that acts as its owner has an empty search path",
    ),
    (
        PRIVILEGES,
        "alter function app.find_login(text) set search_path = public",
        "a function that acts as its owner has an empty search path",
    ),
    (PRIVILEGES, "grant execute on function app.find_login(text) to public", "no function is for everybody"),
    (PRIVILEGES, "grant select on tasks to public", "no table, view or sequence is for everybody"),
    (PRIVILEGES, "grant usage on sequence events_id_seq to public", "no table, view or sequence is for everybody"),
    (PRIVILEGES, "grant select (title) on tasks to public", "no column is for everybody"),
    (
        PRIVILEGES,
        "grant execute on function app.find_login(text) to novax_readonly",
        "a function that acts as its owner for several logins asks which of them calls",
    ),
    (
        PRIVILEGES,
        "grant usage on schema private to public",
        "neither the database nor a schema is for everybody",
    ),
    (
        PRIVILEGES,
        "do $$begin execute format('grant connect on database %I to public', current_database()); end$$",
        "neither the database nor a schema is for everybody",
    ),
    (
        PRIVILEGES,
        "alter default privileges for role novax_owner in schema public grant select on tables to novax_app",
        "nothing that is yet to be made is for anybody but its owner",
    ),
    (
        PRIVILEGES,
        "create type mood as enum ('good'); alter type mood owner to novax_owner",
        "no type is for everybody",
    ),
    (PRIVILEGES, "create table stray (id int)", "everything is the owner's"),
    (PRIVILEGES, "alter role novax_app bypassrls", "no role of the pack is more than a role"),
    (PRIVILEGES, "alter role novax_owner login", "the owner cannot log in"),
]

_FAILED = re.compile(r"^not ok \d+ - (.*)$", re.MULTILINE)
_RULES = re.compile(r"^(?:not )?ok \d+ - (.*)$", re.MULTILINE)


@pytest.fixture
def swept(
    running: Running, packs: Sequence[Pack], built: Callable[[Pack], Login], tmp_path: Path
) -> Callable[[Path, str], str]:
    pack = chosen(packs, "novax")

    def sweep(file: Path, breach: str) -> str:
        broken = tmp_path / file.name
        broken.write_text(file.read_text(encoding="utf-8").replace("begin;\n", f"begin;\n{PATH};\n{breach};\n", 1))
        return tap.run(replication.primary(running), built(pack).database, broken, variables(pack))

    return sweep


@pytest.mark.parametrize(
    ("file", "breach", "rule"), BREACHES, ids=[" ".join(breach.split()) for _, breach, _ in BREACHES]
)
def test_a_breach_fails_its_rule_and_no_other(
    swept: Callable[[Path, str], str], file: Path, breach: str, rule: str
) -> None:
    assert _FAILED.findall(swept(file, breach)) == [rule]


@pytest.mark.parametrize("file", [TABLES, PRIVILEGES], ids=lambda file: file.name)
def test_every_rule_has_a_breach(swept: Callable[[Path, str], str], file: Path) -> None:
    broken = {rule for where, _, rule in BREACHES if where == file}
    assert set(_RULES.findall(swept(file, "select 1 limit 0"))) == broken
