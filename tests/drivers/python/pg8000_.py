"""pg8000: a statement without a name is parsed in one round trip and bound in the next."""

import os
import socket
import ssl
import struct
from collections.abc import Mapping
from io import StringIO

import pg8000.native
from ways import Way, cancelled, run

CANCEL = 80877102
"""What a request to cancel has in place of the protocol's version."""


def connect() -> Mapping[str, Way]:
    connection = pg8000.native.Connection(
        os.environ["PGUSER"],
        host=os.environ["PGHOST"],
        port=int(os.environ["PGPORT"]),
        database=os.environ["PGDATABASE"],
        password=os.environ["PGPASSWORD"],
        ssl_context=ssl.create_default_context(cafile=os.environ["PGSSLROOTCERT"]),
    )

    def simple(number: int) -> None:
        assert connection.run(f"select {number} + 1") == [[number + 1]]

    def unnamed(number: int) -> None:
        assert connection.run("select :number::int + 1", number=number) == [[number + 1]]

    def named(number: int) -> None:
        statement = connection.prepare("select :number::int + 1")
        assert statement.run(number=number) == [[number + 1]]
        statement.close()

    def tenant(number: int) -> None:
        connection.run("begin")
        connection.run("select set_config('app.current_user_id', :user, true)", user=str(number))
        assert connection.run("select current_setting('app.current_user_id')") == [[str(number)]]
        connection.run("commit")
        now = "select coalesce(current_setting('app.current_user_id', true), '')"
        assert connection.run(now) == [[""]]

    def copy(number: int) -> None:
        connection.run(f"copy (select {number}) to stdout", stream=(read := StringIO()))
        assert read.getvalue() == f"{number}\n"

    def ask_to_cancel() -> None:
        # The driver keeps the connection's key and has no call that sends it.
        with socket.create_connection((os.environ["PGHOST"], int(os.environ["PGPORT"]))) as request:
            request.sendall(struct.pack("!ii", 16, CANCEL) + connection._backend_key_data)  # noqa: SLF001

    def cancel(number: int) -> None:
        if number == 0:
            cancelled(lambda: connection.run("select pg_sleep(10)"), ask_to_cancel, pg8000.native.DatabaseError)

    ways = (simple, unnamed, named, tenant, copy, cancel)
    return {way.__name__: way for way in ways}


run(connect)
