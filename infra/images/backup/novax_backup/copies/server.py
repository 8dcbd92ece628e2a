"""A restored copy: a PostgreSQL of its own in this container, behind a socket that only this user can open.

It listens on no network, archives nothing, and runs no scheduled job.
"""

import shutil
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from novax_backup import commands, repository
from novax_backup.config import Config
from novax_backup.contents import Backup
from novax_backup.failure import Failure

_RECOVERY_SECONDS = 12 * 3600.0
"""For replaying WAL; a week of it takes hours."""

_START_SECONDS = 60.0
"""For a copy that was restored before, after a crash as well."""

_LOOK_SECONDS = 0.1
_MARGIN_BYTES = 256 << 20
"""Beside the database's own files: WAL that is replayed, and the copy's own."""

_SETTINGS = {
    "listen_addresses": "",
    "ssl": "off",
    "archive_mode": "off",
    # With it, the primary's limits would have to be this server's limits, too.
    "hot_standby": "off",
    "primary_conninfo": "",
    "primary_slot_name": "",
    "synchronous_standby_names": "",
    # Small: it lives within the container's limit, beside the schedules and the program that checks it.
    "max_connections": "20",
    "shared_buffers": "32MB",
    "effective_cache_size": "64MB",
    "maintenance_work_mem": "32MB",
    "log_min_duration_statement": "-1",
    "logging_collector": "off",
    # Jobs of the live cluster would run here, too.
    "cron.launch_active_jobs": "off",
    "timescaledb.max_background_workers": "0",
}
_TRUST = "local all all trust\n"
"""Who can open the socket is who can read the files."""


@dataclass(frozen=True)
class Origin:
    """What a copy is restored from, and up to where."""

    config: Config
    """Leads to the repository."""
    label: str
    """The backup that it begins with."""
    options: Sequence[str]
    """pgBackRest's options for the point."""
    point: str
    """The point in words, for messages."""


@dataclass(frozen=True)
class Copy:
    """A restored cluster that takes queries; times are seconds."""

    folder: Path
    restore_seconds: float = 0.0
    """Copying the backup out of the repository."""
    recovery_seconds: float = 0.0
    """Replaying WAL up to the point, and opening for writes."""

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.folder / "pgdata"

    @property
    def environment(self) -> dict[str, str]:
        """What leads libpq to the copy."""
        return {"PGHOST": str(self.folder), "PGUSER": "postgres", "PGDATABASE": "postgres", "PGSERVICEFILE": ""}

    def connect(self, name: str = "postgres") -> "psycopg.Connection[Any]":
        """Return a superuser's session in autocommit."""
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=name, autocommit=True)


@contextmanager
def restored(origin: Origin, folder: Path) -> Generator[Copy]:
    """Yield a copy that is removed afterwards, whatever happens; one that is still in the folder is removed first.

    Raises:
        Failure: there is no room for it, pgBackRest could not restore it, or PostgreSQL could not recover to the point.
    """
    remove(folder)
    try:
        yield restore(origin, folder)
    finally:
        remove(folder)


def restore(origin: Origin, folder: Path) -> Copy:
    """Restore into a new folder, and return the copy once it takes queries.

    Raises:
        Failure: as for `restored`; what there is of the copy is left.
    """
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    _refuse_without_room(found(origin), folder.parent)
    copy = Copy(folder)
    copy.data.mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    (folder / "pg_hba.conf").write_text(_TRUST, encoding="ascii")
    started = time.monotonic()
    environment = _environment(origin.config, folder)
    command = ["pgbackrest", f"--pg1-path={copy.data}", f"--set={origin.label}", *origin.options, "--archive-mode=off"]
    commands.run([*command, "restore"], env=environment)
    fetched = time.monotonic()
    try:
        _start(copy, environment, _RECOVERY_SECONDS)
    except Failure as failure:
        raise Failure(f"the copy did not recover to {origin.point}: {failure}") from failure
    shutil.rmtree(_spool(folder), ignore_errors=True)
    return Copy(folder, fetched - started, time.monotonic() - fetched)


def found(origin: Origin) -> Backup:
    """Return the backup that a copy begins with.

    Raises:
        Failure: the repository does not have it.
    """
    wanted = next((item for item in repository.backups(origin.config) if item.label == origin.label), None)
    if wanted is None:
        raise Failure(f"the repository has no backup {origin.label}; `novax backup list` shows what there is")
    return wanted


def start(copy: Copy) -> None:
    """Start the server of a copy that was restored before; nothing where it runs.

    Raises:
        Failure: it does not start.
    """
    if not runs(copy):
        _start(copy, {}, _START_SECONDS)


def stop(copy: Copy) -> None:
    """Shut the copy down cleanly, for checks of its files."""
    commands.run(["pg_ctl", "stop", f"--pgdata={copy.data}", "--mode=fast", "--wait", "--timeout=120"])


def runs(copy: Copy) -> bool:
    """Tell whether the copy's server runs: a file of one that ended with its container names another's process."""
    try:
        number = (copy.data / "postmaster.pid").read_text(encoding="ascii").split()[0]
        return Path(f"/proc/{number}/cwd").readlink() == copy.data
    except (OSError, IndexError):
        return False


def remove(folder: Path) -> None:
    """End a copy's server, where it runs, and delete the copy."""
    copy = Copy(folder)
    if runs(copy):
        with suppress(Failure):
            commands.run(["pg_ctl", "stop", f"--pgdata={copy.data}", "--mode=immediate", "--wait"])
    shutil.rmtree(folder, ignore_errors=True)


def _refuse_without_room(backup: Backup, folder: Path) -> None:
    wanted, free = backup.database_bytes + _MARGIN_BYTES, shutil.disk_usage(folder).free
    if free < wanted:
        raise Failure(
            f"a copy of backup {backup.label} takes {wanted >> 20} MiB, and the backup container's disk has "
            f"{free >> 20} MiB free; remove a copy (`novax restore list`), or raise novax:backup.volume"
        )


def _spool(folder: Path) -> Path:
    """Return where WAL lies that was fetched ahead of need."""
    return folder / "spool"


def _environment(config: Config, folder: Path) -> dict[str, str]:
    """Return what leads pgBackRest to the repository, here and when the server asks for WAL."""
    # Segments that were fetched ahead of need for another copy may be another cluster's.
    own = {"PGBACKREST_CONFIG": config.restore_config, "PGBACKREST_SPOOL_PATH": str(_spool(folder))}
    return {**repository.environment(config), **own}


def _start(copy: Copy, environment: dict[str, str], seconds: float) -> None:
    """Start the server and wait until it takes writes.

    Raises:
        Failure: it ended, or was still recovering after so long; the last lines of its log are in the message.
    """
    for left in ("pgdata/postmaster.pid", ".s.PGSQL.5432.lock"):
        (copy.folder / left).unlink(missing_ok=True)
    own = {"unix_socket_directories": str(copy.folder), "hba_file": str(copy.folder / "pg_hba.conf")}
    options = " ".join(f"-c {key}='{value}'" for key, value in {**_SETTINGS, **own}.items())
    log = copy.folder / "server.log"
    command = ["pg_ctl", "start", f"--pgdata={copy.data}", "--no-wait", f"--log={log}", f"--options={options}"]
    commands.run(command, env=environment, seconds=_START_SECONDS)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with copy.connect() as connection:
                if connection.execute("select pg_is_in_recovery()").fetchone() == (False,):
                    return
        except psycopg.OperationalError as error:
            if _has_ended(copy):
                raise Failure(f"the server ended: {' '.join(str(error).split())}; {_last_words(log)}") from error
        time.sleep(_LOOK_SECONDS)
    raise Failure(f"it was still replaying WAL after {seconds:g} s; {_last_words(log)}")


def _has_ended(copy: Copy) -> bool:
    # A server that just starts has not written its file yet.
    time.sleep(1.0)
    return not runs(copy)


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
    return " | ".join(lines[-6:]) or "its log is empty"
