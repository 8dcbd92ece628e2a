"""`novax credentials`: who may sign in where, and with what. The only command that shows a password, one at a time."""

from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, urlencode, urlunsplit

import typer

from infra.cli.console import examples, print_json, print_table
from infra.cli.lifecycle import StackOption
from infra.errors import UserError

if TYPE_CHECKING:
    from infra.cli.running import Account, Running

CA = "ca"
"""Stands for the CA certificate where an account's name is expected."""

_KEYS_NOT_USERS = ("minio", "meilisearch")
"""Services whose clients take an access key or token apart from the URL."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog=examples(
            "novax credentials                        # names and endpoints, no passwords",
            "novax credentials novax-app",
            "novax credentials novax-app --field url  # for a program's DATABASE_URL",
            "novax credentials minio --json",
            "novax credentials wira-data-key --field value",
            "novax credentials ca > novax-ca.crt",
        )
    )(credentials)


def credentials(
    name: Annotated[str | None, typer.Argument(metavar="NAME|ca", help="Without it: a list.")] = None,
    *,
    stack: StackOption = "dev",
    field: Annotated[str | None, typer.Option(metavar="FIELD", help="Print one value alone, such as url.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON object instead.")] = False,
) -> None:
    """Print an account's user name, password, address and URL; without NAME, list the accounts."""
    from infra.cli import running  # noqa: PLC0415  # the help page does not pay for it

    now = running.load(stack)
    if name is None:
        _list(now, json=json)
    elif name == CA:
        typer.echo(now.ca, nl=False)
    elif name in now.keys:
        _show(describe_key(now, name), field, json=json)
    else:
        _show(describe(now, now.account(name)), field, json=json)


def describe(running: "Running", account: "Account") -> dict[str, str | int]:
    """Return what a client needs to sign in, by the names that ``--field`` takes."""
    database = database_of(running, account)
    return {
        "username": account.username,
        "password": account.password,
        "host": account.endpoint.host,
        "port": account.endpoint.port,
        **({"database": database} if database else {}),
        "url": url_of(running, account, database),
        "ca": str(running.ca_file()),
        **({"inbox_prefix": inbox_of(running, account)} if account.endpoint.service == "nats" else {}),
    }


def describe_key(running: "Running", name: str) -> dict[str, str | int]:
    """Return a data key with the database whose columns it encrypts and the setting in which sessions hold it."""
    from infra.packs import DATA_KEY_SETTING  # noqa: PLC0415  # only these pay for it

    return {"value": running.keys[name], "database": name.partition("-")[0], "setting": DATA_KEY_SETTING}


def database_of(running: "Running", account: "Account") -> str:
    """Return the database that an account is for; empty for accounts of other services."""
    if account.endpoint.scheme != "postgresql":
        return ""
    pack = account.name.partition("-")[0]
    # The two that belong to no pack are the superuser and the pooler's administrator: each has a database of its name.
    return pack if pack in running.packs else account.name


def inbox_of(running: "Running", account: "Account") -> str:
    """Return the prefix that a client of the event bus must set for its inboxes, or it hears no answers."""
    from infra.services.nats import inbox_prefix  # noqa: PLC0415  # only these accounts pay for it

    return inbox_prefix(account.username) if account.username in running.packs else "_INBOX"


def url_of(running: "Running", account: "Account", database: str) -> str:
    """Return a URL that is ready for a client of the service, with the account where such URLs carry one."""
    endpoint = account.endpoint
    address = f"{endpoint.host}:{endpoint.port}"
    if endpoint.service not in _KEYS_NOT_USERS:
        address = f"{quote(account.username, safe='')}:{quote(account.password, safe='')}@{address}"
    query = (
        urlencode({"sslmode": "verify-full", "sslrootcert": running.ca_file()}, safe="/", quote_via=quote)
        if database
        else ""
    )
    return urlunsplit((endpoint.scheme, address, f"/{database}" if database else "", query, ""))


def _list(running: "Running", *, json: bool) -> None:
    accounts = sorted(running.accounts.values(), key=lambda account: account.name)
    if json:
        print_json(
            {a.name: {"username": a.username, "endpoint": a.endpoint.name, "url": a.endpoint.url} for a in accounts}
            | {name: {"database": name.partition("-")[0]} for name in sorted(running.keys)}
        )
        return
    print_table(
        ("NAME", "USER", "ENDPOINT", "ADDRESS"),
        [
            *((account.name, account.username, account.endpoint.name, account.endpoint.url) for account in accounts),
            *(
                (name, "", "", f"a key for columns of database {name.partition('-')[0]}")
                for name in sorted(running.keys)
            ),
        ],
    )
    typer.echo(
        f"\nOne with its password: novax credentials NAME -s {running.stack}; the CA certificate: ca instead of NAME"
    )


def _show(described: dict[str, str | int], field: str | None, *, json: bool) -> None:
    if field is not None:
        if field not in described:
            raise UserError(f"--field is {field!r}, which this account does not have; allowed: {', '.join(described)}")
        typer.echo(described[field])
    elif json:
        print_json(described)
    else:
        print_table(("FIELD", "VALUE"), [(key, str(value)) for key, value in described.items()])
