"""Brings one pack's database to its migrations, or back by one: order, refusals, and what a failure means.

The platform's migrations come first, then the pack's, then the privileges that depend on both.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Literal

import psycopg

from infra.errors import UserError
from infra.hooks import sqlfiles
from infra.hooks.declaration import Changes
from infra.hooks.primary import Login
from infra.hooks.roles import pack_roles
from infra.migrations import dbmate, history
from infra.migrations.dbmate import Report
from infra.migrations.files import Migration, Series
from infra.packs import Pack

PRIVILEGES_FILE = "pack_privileges.sql"

_LOCK = "novax.migrations"

_INVALID_INDEXES = """
    select format('%I.%I', n.nspname, c.relname)
    from pg_catalog.pg_index as i
    inner join pg_catalog.pg_class as c on i.indexrelid = c.oid
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    where not i.indisvalid and c.relkind = 'i' and c.relowner = current_user::regrole
    order by 1
"""


def migrator(pack: Pack, login: Login) -> Login:
    """Return the login of the pack's migrator, which acts as the owner, at the same address and database."""
    return replace(login, access=replace(login.access, user=pack.migrator))


def migrate(login: Login, pack: Pack, sequence: Sequence[Series], report: Report) -> Changes:
    """Apply what is pending, series by series, and return what was applied; `login` is the pack's migrator.

    Before anything runs, every series is compared with what was applied.

    Raises:
        UserError: the history was edited, another run is going on, or a file failed; what was applied before it stands.
        psycopg.Error: the server refused.
    """
    applied: list[str] = []
    with _alone(login) as connection:
        waiting = {series.table: history.pending(connection, series) for series in sequence}
        try:
            for series in sequence:
                if waiting[series.table]:
                    done = _run(login, series, waiting[series.table], "migrate", report)
                    applied += [f"applied {series.describe(file)} to database {login.database}" for file in done]
                # Also without new files: a run that was killed may have left versions without hashes.
                history.record(connection, series)
        finally:
            if _grant(connection, pack):
                applied.append(f"applied {PRIVILEGES_FILE} to database {login.database}")
    return tuple(applied)


def rollback(login: Login, series: Series, report: Report) -> str:
    """Undo the last applied migration of the series and return its file's name; `login` is the pack's migrator.

    Raises:
        UserError: nothing is applied, the history was edited, another run is going on, or the file failed.
        psycopg.Error: the server refused.
    """
    with _alone(login) as connection:
        last = last_applied(connection, series)
        _run(login, series, (last,), "rollback", report)
        history.record(connection, series)
    return last.file


def last_applied(connection: psycopg.Connection, series: Series) -> Migration:
    """Return the migration that a rollback would undo.

    Raises:
        UserError: nothing is applied, or the history was edited.
    """
    waiting = history.pending(connection, series)
    applied = [migration for migration in series.migrations if migration not in waiting]
    if not applied:
        raise UserError(f"database {connection.info.dbname} has no migration of its pack, so there is nothing to undo")
    return applied[-1]


@contextmanager
def _alone(login: Login) -> Generator[psycopg.Connection]:
    """Yield a session that keeps all other runs out of the database for as long as it lasts."""
    with login.connect() as connection:
        row = connection.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", (_LOCK,)).fetchone()
        if row != (True,):
            raise UserError(
                f"another run of migrations is going on in database {login.database}; wait until it has ended, then "
                "run this again"
            )
        try:
            yield connection
        finally:
            # Given back by name: a session that was closed lives on at the server for a moment. One that was lost has
            # nothing to give back.
            with suppress(psycopg.OperationalError):
                connection.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", (_LOCK,))


def _run(
    login: Login,
    series: Series,
    expected: Sequence[Migration],
    command: Literal["migrate", "rollback"],
    report: Report,
) -> tuple[str, ...]:
    try:
        return dbmate.run(login, series, command, report)
    except dbmate.Failed as failure:
        # What came before the failing file is applied, and must be known by its hash.
        with login.connect() as connection:
            history.record(connection, series)
            invalid = [name for (name,) in connection.execute(_INVALID_INDEXES)]
        failed = next((migration for migration in expected if migration.file == failure.file), None)
        raise UserError(_explanation(login.database, series, failed, command, str(failure), invalid)) from failure


def _explanation(  # noqa: PLR0913, PLR0917  # each is a part of the sentence
    database: str,
    series: Series,
    failed: Migration | None,
    command: Literal["migrate", "rollback"],
    reason: str,
    invalid: Sequence[str],
) -> str:
    if failed is None:
        return f"database {database}: dbmate could not begin: {reason}"
    part = failed.up if command == "migrate" else failed.down
    kept = (
        "the database is as it was before this file"
        if part.transaction
        else "the file runs outside a transaction, so statements before the failing one stand"
    )
    remedy = "; ".join(f"remove what is left of index {name}: drop index concurrently {name}" for name in invalid)
    return (
        f"database {database}: {series.describe(failed.file)} failed: {reason}; {kept}; "
        f"{remedy + '; ' if remedy else ''}correct the cause and run this again"
    )


def _grant(connection: psycopg.Connection, pack: Pack) -> bool:
    users = (role.name for role in pack_roles(pack) if role.name != pack.owner)
    return sqlfiles.run(connection, PRIVILEGES_FILE, {"users": sqlfiles.names(users)})
