"""Nothing that a login may send ends a server process: the database is shared, and one crash ends every session.

A witness of each server holds a session open all the while. It is lost with any process that ends by a signal, because
the postmaster then ends all others as well.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import pq

from infra.cli.running import Running
from infra.packs import Pack
from tests.attack import arena, catalog
from tests.attack.forms import BINARY_VALUES, Form, forms, subjects
from tests.attack.test_matrix import PACKS
from tests.chosen import chosen
from tests.smoke import clients
from tests.smoke.clients import Postgres, value

_RECEIVED = "select oid::int8 from pg_catalog.pg_type where typreceive <> 0 and typtype <> 'p' order by oid"


@pytest.fixture(params=PACKS)
def pack(request: pytest.FixtureRequest, packs: Sequence[Pack]) -> Pack:
    return chosen(packs, request.param)


@pytest.fixture
def witness(running: Running) -> Iterator[Postgres]:
    with clients.postgres(running, "postgres", "postgres", endpoint="postgres-primary") as session:
        started = value(session, "select pg_postmaster_start_time()")
        yield session
        assert value(session, "select pg_postmaster_start_time()") == started


@contextmanager
def session(running: Running, pack: Pack, role: str) -> Generator[psycopg.Connection]:
    """Yield a session straight to the primary, so that the server gets each statement as it is."""
    with arena.direct(running, pack, pack.database)(role) as connection:
        yield connection


@pytest.mark.usefixtures("witness")
def test_no_statement_ends_the_server(running: Running, pack: Pack) -> None:
    sent = 0
    for role in pack.login_roles:
        with clients.postgres(running, "postgres", pack.database) as superuser:
            found = catalog.read(superuser, [role])
        with session(running, pack, role) as connection:
            for relation in subjects(found):
                for form in forms(relation, role):
                    send(connection.pgconn, form)
                    sent += 1
    assert sent > 1000, "the catalog was not read"


@pytest.mark.usefixtures("witness")
def test_no_binary_value_ends_the_server(running: Running, packs: Sequence[Pack]) -> None:
    """In the database with the most extensions, and so with the types of all."""
    pack = max(packs, key=lambda pack: len(pack.extensions))
    with session(running, pack, pack.app) as connection:
        types = [oid for (oid,) in connection.execute(_RECEIVED).fetchall()]
        assert len(types) > 100
        for oid in types:
            for received in BINARY_VALUES:
                answer = connection.pgconn.exec_params(b"select $1", [received], [oid], [pq.Format.BINARY])
                alive(connection.pgconn, answer.status, f"a value {received!r} of type {oid}")


def send(connection: pq.abc.PGconn, form: Form) -> None:
    """Send a statement once with each of its inputs, and take back what it did."""
    for given in form.inputs or (b"",):
        begun = form.statement.startswith("begin; ")
        answer = connection.exec_((form.statement if begun else f"begin; {form.statement}").encode())
        if answer.status == pq.ExecStatus.COPY_IN:
            connection.put_copy_data(given)
            connection.put_copy_end()
        elif answer.status == pq.ExecStatus.COPY_OUT:
            while connection.get_copy_data(0)[0] > 0:
                pass
        while connection.get_result():
            pass
        alive(connection, answer.status, f"{form.statement} with {given!r}")
        connection.exec_(b"rollback")
        if answer.status != pq.ExecStatus.COPY_IN:
            return


def alive(connection: pq.abc.PGconn, status: int, sent: str) -> None:
    """Fail where the session is gone."""
    assert connection.status == pq.ConnStatus.OK, f"{sent}: {connection.get_error_message()} ({status})"
