"""pg8000: a statement without a name is parsed in one round trip and bound in the next."""

import os
import ssl
from collections.abc import Mapping
from io import StringIO

import pg8000.native
from ways import Way, run


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

    return {"simple": simple, "unnamed": unnamed, "named": named, "tenant": tenant, "copy": copy}


run(connect)
