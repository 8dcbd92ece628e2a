"""Gives one database as it was, on standard output: a line of JSON with what it is, then pg_dump's archive of it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from novax_backup import commands, jobs, scratch, snapshots
from novax_backup.config import Config
from novax_backup.copies import properties, server
from novax_backup.copies.server import Copy, Origin
from novax_backup.failure import Failure

_COPY = "passing"
"""The folder of the copy that a database is taken from."""

_ARCHIVE = ("--format=custom", "--compress=zstd:1")
"""It passes through the network of whoever asked."""


def from_copy(config: Config, origin: Origin, database: str, name: str) -> None:
    """Restore a copy, give its database, and remove the copy; `name` is what the database is to be called.

    Raises:
        Failure: it could not be restored, the database was not there at the point, or nobody takes it.
    """
    with (
        jobs.alone(config, f"a restore of {database}"),
        server.restored(origin, scratch.folder(config) / _COPY) as copy,
    ):
        _refuse_missing(copy, database)
        with scratch.file(config) as schema:
            command = ["pg_dump", *_ARCHIVE, "--schema-only", f"--file={schema}", database]
            commands.run(command, env=copy.environment)
            _introduce(schema, database, name)
        _give(["pg_dump", *_ARCHIVE, database], copy.environment)


def from_dump(config: Config, key: str, name: str) -> None:
    """Give a stored dump, by its key in the object store; `name` is what the database is to be called.

    Raises:
        Failure: it is gone, damaged, or encrypted with another passphrase, or nobody takes it.
    """
    with jobs.alone(config, f"a restore of {key}"), scratch.file(config) as archive:
        found = snapshots.named(config, key)
        snapshots.fetch(config, found, archive)
        _introduce(archive, found.database, name)
        _give(["cat", str(archive)], {})


def _refuse_missing(copy: Copy, database: str) -> None:
    with copy.connect() as connection:
        row = connection.execute("select from pg_database where datname = %s", (database,)).fetchone()
    if row is None:
        raise Failure(f"database {database} did not exist at that point; choose a later one")


def _introduce(archive: Path, database: str, name: str) -> None:
    sys.stdout.write(json.dumps({"statements": properties.statements(archive, database, name)}) + "\n")
    sys.stdout.flush()


def _give(command: Sequence[str], environment: dict[str, str]) -> None:
    """Have a program write to this one's standard output."""
    with subprocess.Popen(
        command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            _, said = process.communicate()
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise Failure(f"{command[0]} failed with {process.returncode}: {' | '.join(said.strip().splitlines()[-3:])}")
