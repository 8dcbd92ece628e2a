"""The primary as the backup account sees it: straight, over verified TLS, by libpq's service file."""

import psycopg
from psycopg.conninfo import make_conninfo

from novax_backup.config import Config
from novax_backup.failure import Failure

_TIMEOUT_SECONDS = 10

_WAL_WAITING = """
select count(*) * pg_size_bytes(current_setting('wal_segment_size'))
from pg_ls_archive_statusdir()
where name like '%.ready'
"""


def connect(config: Config, database: str | None = None) -> "psycopg.Connection[tuple[object, ...]]":
    """Return a session in autocommit on the primary, in the maintenance database unless another is named.

    Raises:
        Failure: the primary does not answer.
    """
    target = f"service={config.service} connect_timeout={_TIMEOUT_SECONDS}"
    try:
        return psycopg.connect(make_conninfo(target, **{"dbname": database} if database else {}), autocommit=True)
    except psycopg.OperationalError as error:
        raise Failure(f"the PostgreSQL primary does not answer: {' '.join(str(error).split())}") from error


def system_identifier(config: Config) -> str:
    """Return what tells this cluster from every other, and so the path of its repository.

    It is remembered: backups can be listed and restored while no server answers.
    """
    remembered = config.state / "system-identifier"
    try:
        with connect(config) as connection:
            row = connection.execute("select system_identifier from pg_control_system()").fetchone()
    except Failure:
        if remembered.is_file():
            return remembered.read_text(encoding="ascii").strip()
        raise
    found = str(row[0]) if row else ""
    remembered.write_text(found, encoding="ascii")
    return found


def databases(config: Config) -> tuple[str, ...]:
    """Return every database that holds data, but for those that are there for a while: of tests, and of restores."""
    with connect(config) as connection:
        rows = connection.execute(
            "select datname from pg_database where datallowconn and not datistemplate "
            "and datname !~ '^(test|dump|drift|bench|restoring)_|_restored_[0-9]{8}_' order by datname"
        )
        return tuple(str(name) for (name,) in rows)


def wal_waiting(config: Config) -> int:
    """Return how much WAL waits on the primary to be archived, in bytes.

    Raises:
        Failure: the primary does not answer, or refuses.
    """
    try:
        with connect(config) as connection:
            row = connection.execute(_WAL_WAITING).fetchone()
    except psycopg.Error as error:
        raise Failure(f"the PostgreSQL primary does not tell what WAL waits: {' '.join(str(error).split())}") from error
    return int(str(row[0])) if row else 0
