"""One database with data in it comes back from every source as it was; a copy is looked into; objects come back."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from psycopg import sql

from infra.cli import backup_runner, protection
from infra.cli.pack_database import of
from infra.cli.running import Running
from infra.drills import cluster, database
from infra.packs import Pack
from infra.restore import archive, copies, objects
from infra.restore.members import execute, query
from infra.restore.state import look
from infra.seeding import runs
from infra.seeding.seed import PACKS, Plan
from infra.settings import Settings
from tests.chosen import chosen
from tests.drill import likeness
from tests.smoke import novax

pytestmark = pytest.mark.timeout(600)

SOURCES = ("backup", "dump", "cold")
FEW = (("novax", "backup"), ("osmochat", "dump"), ("wira", "cold"))
ALL = [
    pytest.param(pack, source, marks=() if (pack, source) in FEW else pytest.mark.thorough)
    for pack in PACKS
    for source in SOURCES
]


@pytest.fixture(scope="module", autouse=True)
def archived(running: Running, settings: Settings) -> None:
    if not settings.postgres.archive:
        pytest.skip("novax:postgres.archive is false: there are no backups")
    protection.wait(running)


@pytest.fixture(scope="module")
def filled(running: Running, packs: Sequence[Pack]) -> None:
    """Give every pack data, and every source what is to be restored from it."""
    for name in PACKS:
        at = of(running, chosen(packs, name))
        login = replace(at.superuser, database=name, settings=at.migrator.settings)
        runs.run(login, at.pack, Plan(0.02, 1, runs.today()), lambda _what, _done, _total: None)
    for kind in ("full", "snapshot", "cold"):
        backup_runner.ask(running, kind, "run", kind)


@pytest.fixture
def restored(running: Running) -> Iterator[list[str]]:
    """Return a list of databases to drop afterwards."""
    made: list[str] = []
    yield made
    with database.superuser(running) as connection:
        for name in made:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == "wira" else pytest.mark.thorough) for name in PACKS]
)
def test_an_empty_database_passes_every_test_of_its_pack(
    running: Running, packs: Sequence[Pack], restored: list[str], name: str
) -> None:
    """Those tests bring rows of their own, which do not go with others'."""
    if likeness.of(running, name).itself[5]:
        pytest.skip(f"database {name} has data already, by its comment")
    backup_runner.ask(running, "snapshot", "run", "snapshot")
    restored.append(had_back(running, name, "dump"))
    verdicts = likeness.verdicts(running, chosen(packs, name), restored[0])
    assert [file for file, answers in verdicts.items() if not answers] == []
    assert {verdict for answers in verdicts.values() for verdict, _ in answers} == {"ok"}


def had_back(running: Running, name: str, source: str) -> str:
    """Restore a database and return the copy's name."""
    said = novax.run("restore", "--latest", "--database", name, "--source", source, "-s", running.stack)
    return next(word for word in reversed(said.split()) if word.startswith(f"{name}_restored_"))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("name", "source"), ALL)
def test_a_database_is_what_it_was(  # noqa: PLR0913, PLR0917 - what it takes
    running: Running,
    packs: Sequence[Pack],
    restored: list[str],
    name: str,
    source: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pack = chosen(packs, name)
    started = time.monotonic()
    copy = had_back(running, name, source)
    took = time.monotonic() - started
    restored.append(copy)
    found, expected = likeness.of(running, copy), likeness.of(running, name)
    assert found.itself == expected.itself
    assert found.rows == expected.rows
    verdicts = likeness.verdicts(running, pack, copy)
    assert verdicts == likeness.verdicts(running, pack, name)
    held = sum(verdict == "ok" for answers in verdicts.values() for verdict, _ in answers)
    assert held
    with database.superuser(running, copy) as connection:
        ((size,),) = connection.execute("select pg_database_size(current_database())").fetchall()
    rows = sum(count for count, _ in found.rows.values())
    with capsys.disabled():
        shown = f"{took:.0f} s, {size / 2**20:.0f} MiB, {rows} rows, {held} pgTAP tests as there"
        print(f"\n  {name} from {source}: {shown}")  # noqa: T201 - belongs into the output


def test_a_copy_has_what_was_there_then_and_is_only_read(running: Running) -> None:
    leader = running.members[look(running).leader]
    query(leader, "create table public.looked_for as select 4711 as n")
    time.sleep(1.1)
    then = datetime.now(UTC).isoformat(sep=" ")
    time.sleep(1.1)
    query(leader, "drop table public.looked_for")
    archive.switch(leader)
    novax.run("restore", "--to-time", then, "--into", "look", "-s", running.stack)
    try:
        assert [(copy.name, copy.state) for copy in copies.listed(running)] == [("look", "running")]
        asked = ("restore", "psql", "look", "--database", "postgres", "-s", running.stack, "--", "-Atc")
        assert novax.run(*asked, "select n from public.looked_for").splitlines()[-1] == "4711"
        assert "read-only transaction" in novax.run(*asked, "delete from public.looked_for", code=1)
        # With its container it stops, and whoever asks for it starts it.
        container = backup_runner.container(running)
        execute(container, ["pg_ctl", "stop", "--pgdata=/var/lib/novax/copies/look/pgdata", "--mode=immediate"])
        assert [copy.state for copy in copies.listed(running)] == ["stopped"]
        assert novax.run(*asked, "select n from public.looked_for").splitlines()[-1] == "4711"
    finally:
        novax.run("restore", "remove", "look", "-s", running.stack)
    assert copies.listed(running) == []


def test_what_is_interrupted_leaves_nothing(running: Running) -> None:
    """However hard: what runs in the backup container gives up, and the next command removes a half-loaded database."""
    command = ["restore", "--latest", "--database", "novax", "-s", running.stack]
    with subprocess.Popen(
        [novax.PROGRAM, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as begun:
        assert begun.stderr
        next(line for line in begun.stderr if "from its source ..." in line)
        time.sleep(3)
        begun.kill()
    container = backup_runner.container(running)
    cluster.wait(
        lambda: not execute(container, ["sh", "-c", "ls /var/lib/novax/scratch"]), 60, "the copy to be removed"
    )
    leader = running.members[look(running).leader]
    query(leader, "create database restoring_left")
    said = novax.run("restore", "--latest", "--database", "novax", "--source", "dump", "-s", running.stack)
    assert "restoring_left, which an interrupted restore left, is removed" in said
    left = query(leader, "select datname from pg_database where datname ~ '^restoring_|^novax_restored_'").split()
    assert len(left) == 1
    query(leader, f"drop database {left[0]}")


def test_objects_are_put_back_as_they_were(running: Running, pack: Pack) -> None:
    where = objects.bucket(running, next(iter(pack.buckets)))
    with where.client() as store:
        for key in ("kept", "changed", "deleted"):
            store.put_object(Bucket=where.name, Key=f"restore/{key}", Body=b"then", ContentType="text/plain")
        time.sleep(1.1)
        then = datetime.now(UTC).isoformat(sep=" ")
        time.sleep(1.1)
        for key in ("changed", "new"):
            store.put_object(Bucket=where.name, Key=f"restore/{key}", Body=b"now")
        store.delete_object(Bucket=where.name, Key="restore/deleted")
        said = novax.run(
            "restore", "objects", where.name, "--prefix", "restore/", "--to-time", then, "-s", running.stack, "--yes"
        )
        found = {
            key: store.get_object(Bucket=where.name, Key=f"restore/{key}")["Body"].read()
            for key in ("kept", "changed", "deleted", "new")
        }
        assert found == {"kept": b"then", "changed": b"then", "deleted": b"then", "new": b"now"}, said
        assert store.head_object(Bucket=where.name, Key="restore/deleted")["ContentType"] == "text/plain"
