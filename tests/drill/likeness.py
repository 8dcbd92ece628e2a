"""How like a restored database is to the one that it was restored from: what it is, its rows, and what pgTAP finds."""

import re
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString, cast

import psycopg
from psycopg import sql

from infra.cli import inside, replication
from infra.cli.running import Running
from infra.drills import database
from infra.hooks.sqlfiles import names
from infra.packs import Pack
from tests.sql.test_pgtap import OF_PACKS, PLATFORM, SWEEP, variables

_FOLDER = Path(__file__).parent / "sql"
_RESULT = re.compile(r"^((?:not )?ok) \d+(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Likeness:
    """A database's owner, locale, privileges, settings, comment and extensions, and each relation's rows by hash."""

    itself: Any
    rows: Mapping[str, tuple[int, str | None]]


def of(running: Running, name: str) -> Likeness:
    """Return what there is to compare of a database."""
    with database.superuser(running, name) as connection:
        itself = connection.execute(_text("database")).fetchone()
        relations = [str(relation) for (relation,) in connection.execute(_text("relations")).fetchall()]
        return Likeness(itself, {relation: _rows(connection, relation) for relation in relations})


def _rows(connection: psycopg.Connection, relation: str) -> tuple[int, str | None]:
    query = sql.SQL(_text("rows"))
    # A name as the server has quoted it.
    row = connection.execute(query.format(sql.SQL(cast("LiteralString", relation)))).fetchone()
    assert row
    return row[0], row[1]


def _text(name: str) -> LiteralString:
    return cast("LiteralString", (_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


def verdicts(running: Running, pack: Pack, name: str) -> Mapping[str, list[tuple[str, str]]]:
    """Return what each test of each pgTAP file says in a database; one that its rows keep from its end says nothing."""
    with _pgtap(running, pack, name):
        files = [file for file in OF_PACKS if file.parent.parent.name == pack.name]
        return {str(file): _said(running, pack, name, file) for file in (*files, *PLATFORM, *SWEEP)}


def _said(running: Running, pack: Pack, name: str, file: Path) -> list[tuple[str, str]]:
    given = [f"--set={key}={value}" for key, value in {"ON_ERROR_STOP": "1", **variables(pack)}.items()]
    wanted = ["psql", "-XqAt", *given, f"--dbname={name}", "-f", "-"]
    done = subprocess.run(
        inside.command(replication.primary(running), wanted, given=True),
        input=file.read_text(encoding="utf-8"),
        capture_output=True,
        text=True,
        check=False,
    )
    # Partitions are told of in the order in which the catalog has them.
    return sorted(_RESULT.findall(done.stdout)) if done.returncode == 0 else []


@contextmanager
def _pgtap(running: Running, pack: Pack, name: str) -> Generator[None]:
    users = names(role for role in pack.roles_named if role != pack.owner)
    with database.superuser(running, name) as connection:
        connection.execute("create schema tap")
        connection.execute("create extension pgtap schema tap")
        connection.execute(sql.SQL("grant usage on schema tap to {}").format(users))
        try:
            yield
        finally:
            connection.execute("drop extension pgtap")
            connection.execute("drop schema tap")
