"""How libpq signs in to PostgreSQL through an endpoint of a running stack."""

from psycopg.conninfo import make_conninfo

from infra.cli.running import Account, Running


def of(running: Running, account: Account, database: str, *, application: str, connect_seconds: int) -> str:
    """Return an account's way to a database, verified by the stack's CA, under an application's name."""
    return make_conninfo(
        host=account.endpoint.host,
        port=account.endpoint.port,
        user=account.username,
        password=account.password,
        dbname=database,
        sslmode="verify-full",
        sslrootcert=str(running.ca_file()),
        connect_timeout=connect_seconds,
        application_name=application,
    )
