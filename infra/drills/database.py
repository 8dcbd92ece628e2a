"""PostgreSQL as a drill uses it: a schema of its own in a pack's database, and who signs in to it from where."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import LiteralString, cast

import psycopg
from psycopg import sql

from infra.cli import conninfo
from infra.cli.running import Account, Running
from infra.errors import UserError
from infra.hooks.primary import is_coming_up
from infra.hooks.waiting import until_ready
from infra.packs import Pack

_CONNECT_SECONDS = 2
_PREPARE = Path(__file__).parent / "sql" / "prepare.sql"


@contextmanager
def tables(running: Running, pack: Pack) -> Generator[None]:
    """Make the drill's schema in the pack's database, and drop it afterwards."""
    text = cast("LiteralString", _PREPARE.read_text(encoding="utf-8"))
    names = {"app": sql.Identifier(pack.app), "readonly": sql.Identifier(pack.readonly)}
    with superuser(running, pack.database) as connection:
        connection.execute(sql.SQL(text).format(**names))
    try:
        yield
    except BaseException:
        # What went wrong is not hidden by a primary that does not answer for that reason.
        with suppress(UserError, psycopg.Error):
            _drop(running, pack)
        raise
    _drop(running, pack)


def _drop(running: Running, pack: Pack) -> None:
    with superuser(running, pack.database) as connection:
        connection.execute("drop schema if exists drill cascade")


def superuser(running: Running, database: str = "postgres") -> psycopg.Connection:
    """Return the superuser's session in autocommit, on the primary; a primary that just took over is waited for.

    Raises:
        UserError: it does not come up.
        psycopg.OperationalError: it refused.
    """
    address = _conninfo(running, running.accounts["postgres"], database)
    return until_ready(
        f"the PostgreSQL primary of stack {running.stack}",
        lambda: psycopg.connect(address, autocommit=True, target_session_attrs="read-write"),
        is_coming_up,
    )


def application(running: Running, pack: Pack, *, reads: bool = False) -> str:
    """Return how the pack's application connects through PgBouncer, to write or to read from a replica."""
    return _conninfo(running, running.accounts[f"{pack.name}-app"], f"{pack.database}_ro" if reads else pack.database)


def _conninfo(running: Running, account: Account, database: str) -> str:
    return conninfo.of(running, account, database, application="novax-drill", connect_seconds=_CONNECT_SECONDS)
