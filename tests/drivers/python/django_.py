"""Django: a transaction for each request, and the schema by introspection."""

import os

import django
from django.conf import settings
from tenants import run

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["PGDATABASE"],
            "DISABLE_SERVER_SIDE_CURSORS": True,
        }
    }
)
django.setup()

from django.db import connection, transaction  # noqa: E402  # settings come first


def request(user: str) -> str:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('app.current_user_id', %s, true)", [user])
        cursor.execute("select current_setting('app.current_user_id')")
        return cursor.fetchone()[0]


def tables() -> int:
    with connection.cursor() as cursor:
        return len(connection.introspection.get_table_list(cursor)) + 1


run(request, tables)
