"""The restored copy: a PostgreSQL of its own in this container, behind a socket that only this user can open.

It listens on no network, archives nothing, runs no scheduled job, and is removed whatever happens.
"""

import shutil
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from novax_backup import commands, repository
from novax_backup.config import Config
from novax_backup.failure import Failure

_START_SECONDS = 600
_SETTINGS = {
    "listen_addresses": "",
    "ssl": "off",
    "archive_mode": "off",
    "primary_conninfo": "",
    "primary_slot_name": "",
    "synchronous_standby_names": "",
    # Small: it lives within the container's limit, beside the schedules and the program that checks it.
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
class Copy:
    """A restored cluster that takes queries; times are seconds."""

    folder: Path
    restore_seconds: float
    """Copying the backup out of the repository."""
    recovery_seconds: float
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
def restored(config: Config, xid: str) -> Generator[Copy]:
    """Yield the cluster as it was right after a transaction, from the newest backup and the archive.

    Raises:
        Failure: pgBackRest could not restore it, or PostgreSQL could not recover to that point.
    """
    folder = config.state / "drill"
    _remove(folder)
    (folder / "pgdata").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    try:
        yield _start(config, folder, xid)
    finally:
        _remove(folder)


def _start(config: Config, folder: Path, xid: str) -> Copy:
    started = time.monotonic()
    _restore(config, folder, xid)
    copied = time.monotonic()
    data = folder / "pgdata"
    (folder / "pg_hba.conf").write_text(_TRUST, encoding="ascii")
    settings = {**_SETTINGS, "unix_socket_directories": str(folder), "hba_file": str(folder / "pg_hba.conf")}
    options = " ".join(f"-c {key}='{value}'" for key, value in settings.items())
    try:
        commands.run(
            [
                "pg_ctl",
                "start",
                f"--pgdata={data}",
                "--wait",
                f"--timeout={_START_SECONDS}",
                f"--log={folder / 'server.log'}",
                f"--options={options}",
            ],
            env=_environment(config),
            seconds=_START_SECONDS + 30,
        )
        copy = Copy(folder, copied - started, 0.0)
        _await_promotion(copy)
    except Failure as failure:
        raise Failure(f"the copy did not recover to transaction {xid}: {failure}; {_last_words(folder)}") from failure
    return Copy(folder, copied - started, time.monotonic() - copied)


def _restore(config: Config, folder: Path, xid: str) -> None:
    """Copy the backup out of the repository and have WAL replayed up to and with the transaction."""
    commands.run(
        [
            "pgbackrest",
            f"--pg1-path={folder / 'pgdata'}",
            "--type=xid",
            f"--target={xid}",
            "--target-action=promote",
            "--archive-mode=off",
            "restore",
        ],
        env=_environment(config),
    )


def _environment(config: Config) -> dict[str, str]:
    return {**repository.environment(config), "PGBACKREST_CONFIG": config.restore_config}


def _await_promotion(copy: Copy) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            with copy.connect() as connection:
                if connection.execute("select pg_is_in_recovery()").fetchone() == (False,):
                    return
        except psycopg.OperationalError as error:
            if not (copy.data / "postmaster.pid").is_file():
                raise Failure(f"the server ended: {' '.join(str(error).split())}") from error
        time.sleep(0.1)
    raise Failure(f"it was still replaying WAL after {_START_SECONDS} s")


def _last_words(folder: Path) -> str:
    log = folder / "server.log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
    return " | ".join(lines[-6:]) or "its log is empty"


def stop(copy: Copy) -> None:
    """Shut the copy down cleanly, for checks of its files."""
    commands.run(["pg_ctl", "stop", f"--pgdata={copy.data}", "--mode=fast", "--wait", "--timeout=120"])


def _remove(folder: Path) -> None:
    if (folder / "pgdata" / "postmaster.pid").is_file():
        # The file of a drill that ended with its container names a process that is no more, or another's.
        with suppress(Failure):
            commands.run(["pg_ctl", "stop", f"--pgdata={folder / 'pgdata'}", "--mode=immediate", "--wait"])
    shutil.rmtree(folder, ignore_errors=True)
