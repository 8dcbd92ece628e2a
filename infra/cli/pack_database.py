"""A pack's database on a running stack, for commands: the logins that the stack's outputs give, and pg_dump."""

import subprocess
from dataclasses import dataclass, replace

from infra.cli import inside, replication
from infra.cli.psql import MAINTENANCE
from infra.cli.running import Running, load
from infra.errors import UserError
from infra.hooks.access import Access
from infra.hooks.primary import Login
from infra.migrations import builds
from infra.migrations.schema import normalised
from infra.packs import DATA_KEY_SETTING, Pack, load_packs
from infra.paths import PROJECT

PRIMARY = "postgres-primary"

_DUMP_SECONDS = 120
_PARTITIONS = "*.*_p[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]"
"""Partitions by time, which are as old as the database; pg_dump's pattern for what pg_partman names so."""


@dataclass(frozen=True)
class PackDatabase:
    """Where commands work: `superuser` signs in to the maintenance database, `migrator` to the pack's own."""

    running: Running
    pack: Pack
    superuser: Login
    migrator: Login


def open_pack(stack: str, name: str) -> PackDatabase:
    """Return the pack's database on a stack that is up.

    Raises:
        UserError: the stack is not up, or has no such pack.
    """
    now = load(stack)
    if name not in now.packs:
        raise UserError(f"stack {stack} has no pack {name!r}; allowed: {', '.join(now.packs)}")
    (pack,) = load_packs([name], PROJECT / "sql")
    return of(now, pack)


def of(running: Running, pack: Pack) -> PackDatabase:
    """Return a pack's database on a stack whose outputs are known."""
    superuser = _login(running, MAINTENANCE, MAINTENANCE)
    migrator = replace(_login(running, f"{pack.name}-migrator", pack.database), settings=_settings(running, pack))
    return PackDatabase(running, pack, superuser, migrator)


def _settings(running: Running, pack: Pack) -> dict[str, str]:
    """Return what the migrator's sessions are told; a stack has a pack's new data key after its next `up` only."""
    key = running.keys.get(pack.data_key_secret or "")
    return {DATA_KEY_SETTING: key} if key else {}


def _login(running: Running, account: str, database: str) -> Login:
    who, where = running.account(account), running.endpoints[PRIMARY]
    return Login(Access(where.host, where.port, who.username, running.ca), running.ca_file(), who.password, database)


def dump(at: PackDatabase) -> str:
    """Return the schema that the pack's migrations make, as SQL that is the same whenever it is made.

    It is dumped from a fresh build, so neither partitions nor what somebody changed by hand are in it.

    Raises:
        UserError: a migration failed, or pg_dump did.
    """
    with builds.built(at.superuser, at.migrator, at.pack, "dump") as login:
        return dump_of(at, login.database)


def dump_of(at: PackDatabase, database: str) -> str:
    """Return the schema of a database that was built from the pack's migrations, in the same form.

    Raises:
        UserError: pg_dump failed.
    """
    return normalised(at.pack.name, _pg_dump(at.running, database))


def _pg_dump(running: Running, database: str) -> str:
    """Run the server's own pg_dump where it runs, as the superuser over its socket."""
    wanted = ["pg_dump", "--schema-only", "--exclude-table", _PARTITIONS, f"--dbname={database}"]
    command = inside.command(replication.primary(running), wanted)
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_DUMP_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(f"pg_dump of database {database} did not run: {error}; `novax doctor` tells more") from error
    if done.returncode:
        raise UserError(f"pg_dump of database {database} failed: {done.stderr.strip()}")
    return done.stdout
