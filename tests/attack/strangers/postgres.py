"""How the strangers speak to PostgreSQL: as any login, undone at the end, each statement by itself."""

from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

import psycopg

from infra.cli.running import Running
from infra.packs import Pack
from tests.attack import arena
from tests.attack.arena import Arena
from tests.attack.owners import verbatim
from tests.attack.strangers.tries import Tries, found
from tests.smoke import clients
from tests.smoke.clients import Postgres

DENIED = frozenset({"42501"})
USER = "app.current_user_id"
NOBODY = "6a6f7921-0000-4000-8000-00000000dead"
"""A user that there is not."""


def sign_in(running: Running, account: str, database: str, endpoint: str = "") -> Postgres:
    """Return a session at the pooler, or at another endpoint."""
    return clients.postgres(running, account, database, endpoint=endpoint, prepare_threshold=None)


def logins(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield account and endpoint of each login of a pack: the pooler, but for the migrator."""
    for role in pack.login_roles:
        yield arena.account(pack, role), "postgres-primary" if role == pack.migrator else "pgbouncer"


@contextmanager
def undone(connection: psycopg.Connection, settings: Mapping[str, str]) -> Generator[psycopg.Connection]:
    """Yield a session within a transaction that has these settings; nothing stays of it."""
    with connection, connection.transaction(force_rollback=True):
        for name, setting in settings.items():
            connection.execute("select pg_catalog.set_config(%s, %s, true)", (name, setting))
        yield connection


def tenant(where: Arena, role: str, user: str) -> AbstractContextManager[psycopg.Connection]:
    """Return a transaction of a role for a user."""
    return undone(where.connect(role), {**where.settings, USER: user})


def answer(connection: psycopg.Connection, statement: str) -> tuple[str, str]:
    """Return a statement's SQLSTATE, empty when it worked, and all the text that came back; nothing of it stays."""
    with connection.transaction(force_rollback=True):
        return alone(connection, statement)


def alone(connection: psycopg.Connection, statement: str) -> tuple[str, str]:
    """Return the same of a statement that is in no transaction."""
    try:
        cursor = connection.execute(verbatim(statement))
        return "", str(cursor.fetchall() if cursor.description else cursor.rowcount)
    except psycopg.Error as error:
        return error.sqlstate or "?", "\n".join(filter(None, (str(error), error.diag.message_detail)))


def refuses(
    tries: Tries, connection: psycopg.Connection, statement: str, codes: Collection[str] = DENIED, who: str = ""
) -> None:
    """Count a statement that the server is to refuse with one of these codes."""
    code, text = answer(connection, statement)
    tries.note(f"{who} {statement}", "" if code in codes else f"{code or 'worked'} {text}")


def hides(tries: Tries, connection: psycopg.Connection, statement: str, words: Collection[str], who: str = "") -> None:
    """Count a statement whose answer, an error included, is to hold none of these words."""
    tries.note(f"{who} {statement}", ", ".join(found(words, answer(connection, statement)[1])))
