"""psycopg 2: the simple protocol alone, with values put in by the client."""

from collections.abc import Mapping
from io import StringIO

import psycopg2
from psycopg2 import errors
from ways import Way, cancelled, run


def connect() -> Mapping[str, Way]:
    connection = psycopg2.connect("")

    def one(query: str, *values: object) -> object:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchone()[0]

    def simple(number: int) -> None:
        assert one("select %s + 1", number) == number + 1

    def tenant(number: int) -> None:
        with connection, connection.cursor() as cursor:
            cursor.execute("select set_config('app.current_user_id', %s, true)", (str(number),))
            cursor.execute("select current_setting('app.current_user_id')")
            assert cursor.fetchone() == (str(number),)
        assert one("select coalesce(current_setting('app.current_user_id', true), '')") == ""

    def cursor(number: int) -> None:
        with connection, connection.cursor(name="mine") as cursor:
            cursor.execute("select generate_series(1, %s)", (number % 7 + 1,))
            assert len(cursor.fetchall()) == number % 7 + 1

    def copy(number: int) -> None:
        with connection, connection.cursor() as cursor:
            cursor.copy_expert(f"copy (select {number}) to stdout", read := StringIO())
            assert read.getvalue() == f"{number}\n"

    def cancel(number: int) -> None:
        if number == 0:
            cancelled(lambda: one("select pg_sleep(10)"), connection.cancel, errors.QueryCanceled)

    return {"simple": simple, "tenant": tenant, "cursor": cursor, "copy": copy, "cancel": cancel}


run(connect)
