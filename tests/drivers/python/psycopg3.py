"""psycopg 3: unnamed statements of the extended protocol, named ones after five times, pipelines, COPY."""

from collections.abc import Mapping

import psycopg
from ways import Way, cancelled, run


def connect() -> Mapping[str, Way]:  # noqa: C901  # a function for each way
    connection = psycopg.connect(autocommit=True, application_name="psycopg3")
    simple = psycopg.ClientCursor(connection)

    def one(query: str, *values: object, prepare: bool | None = None) -> object:
        row = connection.execute(query, values, prepare=prepare).fetchone()
        return row[0] if row else None

    def in_simple_protocol(number: int) -> None:
        assert simple.execute("select %s + 1", (number,)).fetchone() == (number + 1,)

    def unnamed(number: int) -> None:
        assert one("select %s::int + 1", number, prepare=False) == number + 1

    def named(number: int) -> None:
        assert one("select %s::int + 1", number, prepare=True) == number + 1

    def tenant(number: int) -> None:
        with connection.transaction():
            connection.execute("select set_config('app.current_user_id', %s, true)", (str(number),))
            assert one("select current_setting('app.current_user_id')") == str(number)
        assert one("select coalesce(current_setting('app.current_user_id', true), '')") == ""

    def pipeline(number: int) -> None:
        with connection.pipeline():
            cursors = [connection.execute("select %s::int", (number + offset,)) for offset in range(3)]
        assert [cursor.fetchone() for cursor in cursors] == [(number + offset,) for offset in range(3)]

    def batch(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("select %s::int", [(number,), (number + 1,)], returning=True)
            assert cursor.fetchone() == (number,)

    def cursor(number: int) -> None:
        with connection.transaction(), connection.cursor(name="mine") as cursor:
            cursor.execute("select generate_series(1, %s)", (number % 7 + 1,))
            assert len(cursor.fetchall()) == number % 7 + 1

    def copy(number: int) -> None:
        with simple.copy("copy (select %s::int) to stdout", (number,)) as stream:
            assert list(stream.rows()) == [(str(number),)]

    def cancel(number: int) -> None:
        if number == 0:
            wait = "select pg_sleep(10)"
            cancelled(lambda: connection.execute(wait), connection.cancel_safe, psycopg.errors.QueryCanceled)

    return {
        "simple": in_simple_protocol,
        "unnamed": unnamed,
        "named": named,
        "tenant": tenant,
        "batch": batch,
        "pipeline": pipeline,
        "cursor": cursor,
        "copy": copy,
        "cancel": cancel,
    }


run(connect)
