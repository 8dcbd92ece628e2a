"""Which migrations a database has, and that their files are still those that were applied.

dbmate keeps versions; hashes are kept beside them in ``platform.migration_files``, itself made by a migration.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from infra.errors import UserError
from infra.migrations.files import Migration, Series

_HASHES = "platform.migration_files"


@dataclass(frozen=True)
class Applied:
    """An applied version; file and hash are None where a run ended before they could be noted."""

    version: str
    file: str | None
    sha256: str | None


def pending(connection: psycopg.Connection, series: Series) -> tuple[Migration, ...]:
    """Return the migrations that are still to be applied, after making sure that the applied ones are unchanged.

    Raises:
        UserError: an applied file was edited, renamed or removed, or a new file is older than an applied one.
    """
    applied = {found.version: found for found in read(connection, series)}
    by_version = {migration.version: migration for migration in series.migrations}
    findings = [
        finding
        for found in applied.values()
        if (finding := _disagreement(series, found, by_version.get(found.version)))
    ]
    waiting = tuple(migration for migration in series.migrations if migration.version not in applied)
    findings += [
        f"{series.describe(migration.file)} is older than {max(applied)}, which is applied already; migrations are "
        "only ever added at the end; give it a higher number"
        for migration in waiting
        if migration.version < max(applied, default="")
    ]
    if findings:
        raise UserError("\n".join(f"database {connection.info.dbname}: {finding}" for finding in findings))
    return waiting


def refuse_pending(connection: psycopg.Connection, series: Series) -> None:
    """Make sure that every migration is applied.

    Raises:
        UserError: some are not, or the history was edited.
    """
    if waiting := pending(connection, series):
        raise UserError(
            f"database {connection.info.dbname} lacks {len(waiting)} of its migrations, the first being "
            f"{series.describe(waiting[0].file)}; run `novax db up {connection.info.dbname}` first"
        )


def _disagreement(series: Series, applied: Applied, present: Migration | None) -> str:
    if present is None:
        name = applied.file or f"{applied.version}_*.sql"
        return (
            f"{series.describe(name)} is applied and its file is gone; put it back, or undo it with the version of the "
            "checkout that has it"
        )
    if applied.file not in (None, present.file):
        return f"{series.describe(present.file)} was {applied.file} when it was applied; give it its name back"
    if applied.sha256 not in (None, present.sha256):
        return (
            f"{series.describe(present.file)} was edited after it had been applied; put it back as it was and write "
            "the change as a new migration"
        )
    return ""


def read(connection: psycopg.Connection, series: Series) -> tuple[Applied, ...]:
    """Return the applied versions in order; none where nothing was ever applied."""
    if not _exists(connection, series.table):
        return ()
    hashes: dict[str, tuple[str, str]] = {}
    if _exists(connection, _HASHES):
        rows = connection.execute(
            "select version, file, sha256 from platform.migration_files where migrations_table = %s", (series.table,)
        )
        hashes = {version: (file, sha256) for version, file, sha256 in rows}
    versions = connection.execute(sql.SQL("select version from {} order by version").format(_table(series)))
    return tuple(Applied(version, *hashes.get(version, (None, None))) for (version,) in versions)


def record(connection: psycopg.Connection, series: Series) -> None:
    """Note files and hashes of what has been applied since, and forget those of what has been undone.

    A version without a hash takes that of its present file: a run that was killed between the two is all it can be.
    """
    if not _exists(connection, _HASHES):
        return
    by_version = {migration.version: migration for migration in series.migrations}
    applied = read(connection, series)
    new = [by_version[found.version] for found in applied if found.file is None and found.version in by_version]
    with connection.transaction():
        for migration in new:
            connection.execute(
                "insert into platform.migration_files (migrations_table, version, file, sha256) "
                "values (%s, %s, %s, %s)",
                (series.table, migration.version, migration.file, migration.sha256),
            )
        connection.execute(
            "delete from platform.migration_files where migrations_table = %s and not version = any (%s)",
            (series.table, [found.version for found in applied]),
        )


def _exists(connection: psycopg.Connection, table: str) -> bool:
    row = connection.execute("select to_regclass(%s) is not null", (table,)).fetchone()
    return row == (True,)


def _table(series: Series) -> sql.Identifier:
    return sql.Identifier(*series.table.split("."))
