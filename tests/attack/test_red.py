"""One policy broken by hand turns three alarms red, each by its name: drift, pgTAP and the attack matrix. The matrix
turns red too where a view shows only what it may, but asks conditions of all rows.

In a database of its own, which PgBouncer does not know: the attackers come straight, as the same logins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from infra.cli import pack_database, replication
from infra.cli.pack_database import PackDatabase
from infra.cli.running import Running
from infra.hooks.primary import Login
from infra.migrations import builds
from infra.migrations.files import SQL
from infra.packs import Pack
from tests.attack import arena, matrix
from tests.attack.oracle import Kind
from tests.chosen import chosen
from tests.home import at_home
from tests.sql import tap
from tests.sql.test_pgtap import variables

POLICY, TABLE = "org_isolation_select", "public.documents"
BREAK = "alter policy org_isolation_select on public.documents using (true)"
VIEW = "public.mv_ai_document_context"
OPEN = "alter view public.mv_ai_document_context set (security_barrier = false)"


@dataclass(frozen=True)
class Broken:
    """A fresh build of a pack with one policy that lets everybody see everything."""

    at: PackDatabase
    login: Login


@pytest.fixture(scope="module")
def broken(running: Running, packs: Sequence[Pack]) -> Iterator[Broken]:
    pack = chosen(packs, "novax")
    at = pack_database.of(running, pack)
    with builds.built(at_home(at.superuser), at.migrator, pack, "red") as login:
        with login.connect() as superuser:
            superuser.execute(BREAK)
        yield Broken(at, login)


def test_drift_names_the_policy(broken: Broken) -> None:
    migrator = replace(broken.at.migrator, database=broken.login.database)
    differences = builds.drift(broken.at.superuser, migrator, broken.at.pack)
    lines = [line for difference in differences for line in difference.lines()]
    assert lines[0] == f"~ policy {POLICY} on {TABLE}: changed in the database"
    assert "    +using true" in lines


def test_pgtap_names_the_policy(running: Running, broken: Broken) -> None:
    with broken.login.connect() as superuser:
        superuser.execute("create schema tap")
        superuser.execute("create extension pgtap schema tap")
        try:
            file = SQL / "tests" / "01_tenant_tables.sql"
            answer = tap.run(replication.primary(running), broken.login.database, file, variables(broken.at.pack))
        finally:
            superuser.execute("drop schema tap cascade")
    rule = "no policy lets a role of the pack have every row"
    assert f"- {rule}" in next(line for line in answer.splitlines() if line.startswith("not ok"))
    assert f"(documents,{POLICY})" in answer


def test_the_attack_matrix_names_the_table_and_the_view(running: Running, broken: Broken) -> None:
    pack = broken.at.pack
    connect = arena.direct(running, pack, broken.login.database)
    with broken.login.connect() as superuser:
        superuser.execute(OPEN)
    with arena.filled(pack, broken.login, connect) as filled:
        outcome = matrix.run(filled, chosen=lambda name: name in (TABLE, VIEW, "public.tasks"))
    leaks = [finding for finding in outcome.findings if finding.kind is Kind.LEAK]
    assert {finding.case.on for finding in leaks} == {TABLE, VIEW}
    told = {(finding.case.on, finding.case.role, finding.case.attack) for finding in leaks}
    reads = {(TABLE, pack.app, "COPY TO"), (TABLE, pack.app, "SELECT by error"), (TABLE, pack.readonly, "SELECT")}
    assert reads <= told
    assert {attack for on, _, attack in told if on == VIEW} == {"SELECT by error"}
