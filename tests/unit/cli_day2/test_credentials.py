"""What a client needs to sign in, shown when it is asked for by name and only then."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict
from typer.testing import Result

from infra.cli.credentials import describe
from infra.cli.running import Running, parse
from infra.errors import UserError

pytestmark = pytest.mark.usefixtures("up")


def test_the_list_has_no_passwords(novax: Callable[..., Result]) -> None:
    result = novax("credentials")
    assert "novax-app" in result.stdout
    assert "postgresql://127.0.0.1:6432" in result.stdout
    assert "/secret" not in result.stdout + novax("credentials", "--json").stdout


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("novax-app", "postgresql://novax_app:novax-app%2Fsecret@127.0.0.1:6432/novax?{tls}"),
        ("postgres", "postgresql://postgres:postgres%2Fsecret@127.0.0.1:5432/postgres?{tls}"),
        ("pgbouncer", "postgresql://pgbouncer_admin:pgbouncer%2Fsecret@127.0.0.1:6432/pgbouncer?{tls}"),
        ("novax-redis", "rediss://novax:novax-redis%2Fsecret@127.0.0.1:6379"),
        ("novax-nats", "tls://novax:novax-nats%2Fsecret@127.0.0.1:4222"),
        ("minio", "https://127.0.0.1:9000"),
    ],
)
def test_a_url_is_ready_for_its_services_clients(up: Running, name: str, url: str) -> None:
    tls = f"sslmode=verify-full&sslrootcert={up.ca_file()}"
    assert describe(up, up.account(name))["url"] == url.format(tls=tls)


def test_a_space_in_the_cas_path_is_one_to_libpq_too(up: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def ca_file(_: Running) -> Path:
        return Path("/home/a b/ca+1.crt")

    monkeypatch.setattr(Running, "ca_file", ca_file)
    url = str(describe(up, up.account("novax-app"))["url"])
    assert conninfo_to_dict(url)["sslrootcert"] == "/home/a b/ca+1.crt"


def test_clients_of_the_event_bus_learn_their_inbox(up: Running) -> None:
    assert describe(up, up.account("novax-nats"))["inbox_prefix"] == "_INBOX_novax"
    assert "inbox_prefix" not in describe(up, up.account("novax-redis"))


def test_one_field_is_printed_alone(novax: Callable[..., Result]) -> None:
    assert novax("credentials", "novax-app", "--field", "password").stdout == "novax-app/secret\n"


def test_an_unknown_field_is_named_with_the_known_ones(novax: Callable[..., Result]) -> None:
    error = novax("credentials", "novax-redis", "--field", "x").exception
    assert isinstance(error, UserError)
    assert str(error) == (
        "--field is 'x', which this account does not have; allowed: username, password, host, port, url, ca"
    )


def test_a_data_key_is_listed_and_shown_with_where_it_belongs(novax: Callable[..., Result]) -> None:
    assert "livechat-data-key  " in novax("credentials").stdout
    assert json.loads(novax("credentials", "livechat-data-key", "--json").stdout) == {
        "value": "livechat-data-key/secret",
        "database": "livechat",
        "setting": "app.data_key",
    }
    assert novax("credentials", "livechat-data-key", "--field", "value").stdout == "livechat-data-key/secret\n"


def test_an_unknown_name_is_told_with_accounts_and_keys(novax: Callable[..., Result]) -> None:
    error = novax("credentials", "x").exception
    assert isinstance(error, UserError)
    assert "livechat-app, livechat-data-key, minio" in str(error)


def test_a_stack_without_keys_has_none(outputs: dict[str, Any]) -> None:
    del outputs["keys-livechat"]
    assert parse("dev", outputs).keys == {}


def test_a_stack_that_was_deployed_with_all_accounts_in_one_output_has_them_still(outputs: dict[str, Any]) -> None:
    apart = parse("dev", outputs)
    outputs["credentials"] = outputs.pop("credentials-novax")
    outputs["keys"] = outputs.pop("keys-livechat")
    assert (parse("dev", outputs).accounts, parse("dev", outputs).keys) == (apart.accounts, apart.keys)


def test_programs_get_json(novax: Callable[..., Result]) -> None:
    found = json.loads(novax("credentials", "novax-app", "--json").stdout)
    assert (found["username"], found["password"], found["port"]) == ("novax_app", "novax-app/secret", 6432)


def test_the_ca_is_printed_as_it_is(novax: Callable[..., Result], up: Running) -> None:
    assert novax("credentials", "ca").stdout == up.ca
