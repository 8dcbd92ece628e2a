"""`novax psql`: a database prompt on a stack, as the role and on the side that one asks for.

Everything that psql must know goes through its environment: no password is ever an argument or in a file.
"""

import os
import shutil
import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from infra import surroundings
from infra.cli.console import examples
from infra.cli.lifecycle import StackOption
from infra.errors import UserError

if TYPE_CHECKING:
    from infra.cli.running import Running

MAINTENANCE = "postgres"
"""The database of nobody's: where the superuser lands when no pack is named."""


class Role(StrEnum):
    """Whose rights the session has."""

    APP = "app"
    MIGRATOR = "migrator"
    READONLY = "readonly"
    SUPERUSER = "superuser"


POOLED = (Role.APP, Role.READONLY)
"""Roles that reach the database through PgBouncer; the others go straight to a server."""


@dataclass(frozen=True)
class Target:
    """Where a session goes: the account's name in the outputs, the endpoint's, and the database."""

    account: str
    endpoint: str
    database: str


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog=examples(
            "novax psql                              # the first pack, as its application",
            "novax psql novax --role readonly --replica",
            "novax psql livechat --role migrator     # straight to the primary",
            "novax psql postgres                     # the superuser",
            "novax psql novax -- -c 'select now()'   # what follows -- is psql's",
        )
    )(psql)


def psql(
    database: Annotated[
        str | None, typer.Argument(metavar="PACK|postgres", help="Default: the stack's first pack.", show_default=False)
    ] = None,
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="-- ARGS", help="For psql.", show_default=False)
    ] = None,
    *,
    stack: StackOption = "dev",
    role: Annotated[Role | None, typer.Option(help="Default: app; superuser for postgres.", show_default=False)] = None,
    replica: Annotated[bool, typer.Option("--replica", help="Read from a replica.")] = False,
) -> None:
    """Open psql on a pack's database, over TLS with the stack's own CA.

    The host's psql is used where there is one, else the one in the PostgreSQL container.
    """
    from infra.cli import running  # noqa: PLC0415  # the help page does not pay for it

    now = running.load(stack)
    given = list(arguments or [])
    if database and database.startswith("-"):
        # `novax psql -- -c ...`: the first argument for psql stands where a database could.
        given.insert(0, database)
        database = None
    target = choose(now, database or now.packs[0], role, replica=replica)
    if shutil.which("psql"):
        environment = host_environment(now, target)
        os.execvpe("psql", ["psql", *given], environment)  # noqa: S606  # the prompt takes this process over
    command, environment = container_command(now, target, given)
    os.execvpe(command[0], command, environment)  # noqa: S606


def choose(running: "Running", database: str, role: Role | None, *, replica: bool) -> Target:
    """Return where a session for this database and role goes.

    Raises:
        UserError: the stack has no such database, or the role has no access to it.
    """
    if database != MAINTENANCE and database not in running.packs:
        raise UserError(
            f"stack {running.stack} has no database {database!r}; allowed: {', '.join((*running.packs, MAINTENANCE))}"
        )
    role = role or (Role.SUPERUSER if database == MAINTENANCE else Role.APP)
    if database == MAINTENANCE and role != Role.SUPERUSER:
        raise UserError(f"--role {role} has no access to database {MAINTENANCE}; allowed: superuser; or name a pack")
    account = MAINTENANCE if role == Role.SUPERUSER else f"{database}-{role}"
    if role in POOLED:
        return Target(account, "pgbouncer", f"{database}_ro" if replica else database)
    return Target(account, "postgres-replica" if replica else "postgres-primary", database)


def host_environment(running: "Running", target: Target) -> dict[str, str]:
    """Return the environment for the host's psql."""
    endpoint = running.endpoints[target.endpoint]
    return {**os.environ, **surroundings.for_psql()} | _session(
        running, target, endpoint.host, endpoint.port, str(running.ca_file())
    )


def container_environment(running: "Running", target: Target) -> dict[str, str]:
    """Return what psql in a container needs, where services have other addresses than outside.

    A pod of PostgreSQL's may call neither pooler nor router, so there the session is with the server beside it.
    """
    from infra.services import haproxy, pgbouncer, postgres  # noqa: PLC0415  # only where the host has no psql
    from infra.specs import CA_FILE  # noqa: PLC0415

    if running.cluster:
        straight = replace(target, database=target.database.removesuffix("_ro"))
        return _session(running, straight, "localhost", postgres.PORT, CA_FILE)
    port = {
        "pgbouncer": pgbouncer.PORT,
        "postgres-primary": haproxy.PRIMARY_PORT,
        "postgres-replica": haproxy.REPLICA_PORT,
    }[target.endpoint]
    return _session(running, target, running.endpoints[target.endpoint].member, port, CA_FILE)


def container_command(running: "Running", target: Target, arguments: list[str]) -> tuple[list[str], dict[str, str]]:
    """Return the command line that runs psql in a container of PostgreSQL's, and its environment.

    Raises:
        UserError: the container cannot be reached.
    """
    from infra.cli import inside  # noqa: PLC0415  # only where the host has no psql

    container = (
        _server(running, target) if running.cluster else next(iter(running.services["postgres"].members.values()))
    )
    flag = "-it" if sys.stdin.isatty() and sys.stdout.isatty() else "-i"
    return inside.secretly(container, container_environment(running, target), ["psql", *arguments], flag=flag)


def _server(running: "Running", target: Target) -> str:
    """Return the container of the server that a session is for: the primary's, or a replica's to read."""
    from infra.cli import replication  # noqa: PLC0415  # as above

    leader = replication.primary(running)
    reads = target.endpoint == "postgres-replica" or target.database.endswith("_ro")
    members = running.services["postgres"].members.values()
    return next((one for one in members if reads and one != leader), leader)


def _session(running: "Running", target: Target, host: str, port: int, ca: str) -> dict[str, str]:
    account = running.account(target.account)
    return {
        "PGHOST": host,
        "PGPORT": str(port),
        "PGUSER": account.username,
        "PGPASSWORD": account.password,
        "PGDATABASE": target.database,
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": ca,
        "PGAPPNAME": "novax-psql",
    }
