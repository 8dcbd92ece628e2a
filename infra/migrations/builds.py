"""Fresh builds of a pack in throwaway databases, beside the real one on the same server.

They hold no data, their roles are the pack's own, and they are dropped whatever happens.
"""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace

from psycopg import sql

from infra.hooks import databases
from infra.hooks.primary import Login
from infra.migrations import expected, fingerprint, history, runs
from infra.migrations.files import pack_series, platform_series
from infra.migrations.fingerprint import Difference, Fingerprint
from infra.packs import Pack


@contextmanager
def empty(superuser: Login, pack: Pack, purpose: str) -> Generator[Login]:
    """Yield the superuser's login to a new database that is ready for the pack's migrations.

    Args:
        superuser: signs in to the maintenance database.
        pack: its roles must exist.
        purpose: what the database's name begins with.
    """
    login = replace(superuser, database=f"{purpose}_{pack.name}_{secrets.token_hex(4)}")
    drop = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(login.database))
    try:
        with superuser.connect() as connection:
            databases.ensure_database(connection, login.database, pack.owner)
        with login.connect() as inside:
            databases.prepare(inside, pack)
        yield login
    finally:
        with superuser.connect() as connection:  # a new one: the primary may have changed meanwhile
            connection.execute(drop)


@contextmanager
def built(superuser: Login, migrator: Login, pack: Pack, purpose: str) -> Generator[Login]:
    """Yield the superuser's login to a new database with all of the pack's migrations; arguments as for `empty`.

    Raises:
        UserError: a migration failed.
    """
    with empty(superuser, pack, purpose) as login:
        sequence = (platform_series(), pack_series(pack))
        runs.migrate(replace(migrator, database=login.database), pack, sequence, lambda _: None)
        yield login


def drift(superuser: Login, migrator: Login, pack: Pack) -> tuple[Difference, ...]:
    """Return how the pack's database differs from a fresh build of its migrations; `migrator` signs in to it.

    Raises:
        UserError: migrations are pending or their history was edited, so a difference would tell nothing.
    """
    with migrator.connect() as connection:
        for series in (platform_series(), pack_series(pack)):
            history.refuse_pending(connection, series)

    def fresh() -> Fingerprint:
        with built(superuser, migrator, pack, "drift") as login, login.connect() as inside:
            return fingerprint.read(inside)

    with replace(superuser, database=migrator.database).connect() as connection:
        found = fingerprint.read(connection)
        return fingerprint.differences(expected.remembered(pack, connection, fresh), found)
