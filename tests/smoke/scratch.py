"""A place for a test's rows: a schema in a pack's database, made as the migrator does and gone afterwards."""

from collections.abc import Generator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from infra.cli.running import Running
from infra.packs import Pack
from tests.smoke import clients
from tests.smoke.waiting import eventually


@contextmanager
def schema(running: Running, pack: Pack, name: str, tables: str) -> Generator[sql.Identifier]:
    """Make the schema with its tables and let the pack's application use them.

    `tables` is SQL with the placeholder ``{schema}``. The schema is dropped at the end, by a session of its own: the
    primary may be another by then.
    """
    schema = sql.Identifier(name)
    app, drop = sql.Identifier(pack.app), sql.SQL("drop schema if exists {} cascade").format(schema)
    grants = "grant usage on schema {schema} to {app}; grant all on all tables in schema {schema} to {app};"
    with clients.postgres(running, f"{pack.name}-migrator", pack.database) as migrator:
        migrator.execute(drop)
        # The text is this project's own.
        text = f"create schema {{schema}}; {tables} {grants}"
        migrator.execute(sql.SQL(text).format(schema=schema, app=app))  # pyright: ignore[reportArgumentType]
    try:
        yield schema
    finally:
        eventually(lambda: _drop(running, pack, drop), within=60, on=psycopg.Error)


def _drop(running: Running, pack: Pack, drop: sql.Composed) -> None:
    with clients.postgres(running, f"{pack.name}-migrator", pack.database) as migrator:
        migrator.execute(drop)
