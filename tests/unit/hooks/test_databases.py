"""What is declared for PostgreSQL, and which failures of a connection are worth waiting for."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest

from infra.errors import UserError
from infra.hooks import databases, migrations, primary, roles, sqlfiles
from infra.hooks.access import Access
from infra.hooks.roles import PLATFORM_ROLES, Role, pack_roles
from infra.hooks.waiting import until_ready
from infra.packs import Pack


def by_name(pack: Pack) -> dict[str, Role]:
    return {role.name: role for role in pack_roles(pack)}


def test_the_owner_cannot_log_in_and_has_no_password(shop: Pack) -> None:
    owner = by_name(shop)["shop_owner"]
    assert not owner.login
    assert owner.secret is None


def test_the_migrator_alone_may_become_the_owner_and_does_so_when_it_connects(shop: Pack) -> None:
    roles = by_name(shop)
    assert roles["shop_migrator"].becomes == ("shop_owner",)
    assert roles["shop_migrator"].settings["role"] == "shop_owner"
    others = [role for name, role in roles.items() if name != "shop_migrator"]
    assert all(not role.becomes and not role.inherits and "role" not in role.settings for role in others)


def test_every_role_but_the_owner_has_all_three_timeouts(shop: Pack) -> None:
    wanted = {"statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"}
    assert all(wanted <= set(role.settings) for name, role in by_name(shop).items() if name != "shop_owner")


AS_DECLARED = (False, 5, True, False, False, True)
"""The attributes of a role: login, limit, inherit, bypassrls, any right of a superuser's, and no end."""


@pytest.mark.parametrize("place", [None, *range(len(AS_DECLARED))])
def test_a_role_that_was_given_more_by_hand_is_brought_back(place: int | None) -> None:
    row = tuple(not value if at == place else value for at, value in enumerate(AS_DECLARED))

    class Rows:
        def fetchone(self) -> tuple[object, ...]:
            return row

        def fetchall(self) -> list[object]:
            return []

    connection = SimpleNamespace(execute=lambda *_: Rows())  # pyright: ignore[reportUnknownLambdaType]
    changes = roles.ensure_role(cast("Any", connection), Role("reader", connection_limit=5), {})
    assert changes == (() if place is None else ("attributes",))


def test_a_group_role_has_no_login(shop: Pack) -> None:
    assert not by_name(shop)["report_group"].login


def test_the_exporter_may_watch_and_nothing_else() -> None:
    (metrics,) = (role for role in PLATFORM_ROLES if role.name == "metrics")
    assert metrics.inherits == ("pg_monitor",)
    assert not metrics.becomes
    assert metrics.connection_limit > 0


def test_secrets_are_named_after_their_role(shop: Pack) -> None:
    assert databases.secret_names([shop]) == (
        "postgres-superuser",
        "postgres-pgbouncer",
        "postgres-metrics",
        "postgres-backup",
        "postgres-relay",
        "postgres-shop-app",
        "postgres-shop-migrator",
        "postgres-shop-readonly",
        "postgres-shop-agent-role",
    )


def test_the_agent_of_novax_has_a_secret_of_its_own(packs: tuple[Pack, ...]) -> None:
    names = databases.secret_names(packs)
    assert "postgres-novax-ai-agent-role" in names
    assert len(names) == len(set(names))


def test_the_declaration_is_plain_json_without_secrets(packs: tuple[Pack, ...]) -> None:
    assert "postgres-novax-app" not in json.dumps(databases.declared(packs))


def test_the_declaration_shows_database_owner_roles_and_extensions(shop: Pack) -> None:
    declared = cast("Mapping[str, Any]", databases.declared([shop]))
    shown = declared["databases"]["shop"]
    assert shown["owner"] == "shop_owner"
    assert shown["extensions"] == ["vector", "pg_partman"]
    assert sorted(shown["roles"]) == [
        "agent_role",
        "report_group",
        "shop_app",
        "shop_migrator",
        "shop_owner",
        "shop_readonly",
    ]
    assert shown["roles"]["shop_app"] == {
        "login": True,
        "connection_limit": 60,
        "bypasses_rls": False,
        "settings": {
            "statement_timeout": "30s",
            "idle_in_transaction_session_timeout": "60s",
            "lock_timeout": "5s",
            "novax_pooled.enabled": "on",
            "temp_file_limit": "1GB",
        },
        "inherits": [],
        "becomes": [],
    }


def test_every_login_but_the_migrator_keeps_nothing_beyond_a_transaction(shop: Pack) -> None:
    pooled = {role.name for role in pack_roles(shop) if role.settings.get("novax_pooled.enabled") == "on"}
    assert pooled == {name for name in shop.login_roles if name != shop.migrator}


def test_every_login_but_the_migrator_has_a_limit_of_temporary_files(shop: Pack) -> None:
    limited = {role.name for role in pack_roles(shop) if "temp_file_limit" in role.settings}
    assert limited == {name for name in shop.login_roles if name != shop.migrator}


def test_every_sql_file_of_the_platform_is_part_of_a_declaration(shop: Pack) -> None:
    declared = cast("Sequence[Mapping[str, Any]]", [databases.declared([shop]), migrations.declared([shop])])
    shown = {file for hook in declared for file in hook["sql"]}
    assert sorted(shown) == sorted(file.name for file in sqlfiles.FOLDER.glob("*.sql"))


def test_no_sql_file_drops_or_empties_anything() -> None:
    for file in sqlfiles.FOLDER.glob("*.sql"):
        assert not re.search(r"\b(drop|truncate|delete from)\b", file.read_text(), re.IGNORECASE), file.name


def test_a_pack_file_has_no_placeholder_that_the_hook_does_not_fill() -> None:
    for name in ("pack_database.sql", "pack_privileges.sql", "pg_partman.sql"):
        placeholders = set(re.findall(r"\{(\w*)\}", (sqlfiles.FOLDER / name).read_text()))
        assert placeholders <= {"database", "owner", "app", "readonly", "logins", "users"}, name


@pytest.mark.parametrize(
    "message",
    [
        'connection to server at "127.0.0.1", port 5432 failed: Connection refused',
        "FATAL:  the database system is starting up",
        "FATAL:  the database system is not yet accepting connections",
        "connection failed: server closed the connection unexpectedly",
        "SSL SYSCALL error: EOF detected",
        "session is read-only",
    ],
)
def test_a_server_that_comes_up_is_waited_for(message: str) -> None:
    assert primary.is_coming_up(psycopg.OperationalError(message))


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError('FATAL:  password authentication failed for user "postgres"'),
        psycopg.OperationalError("SSL error: certificate verify failed"),
        psycopg.OperationalError('FATAL:  database "shop" does not exist'),
        psycopg.errors.InsufficientPrivilege("permission denied: connection refused by policy"),
    ],
)
def test_a_server_that_refuses_is_not(error: Exception) -> None:
    assert not primary.is_coming_up(error)


def test_nobody_listening_is_told_with_the_address(
    shop: Pack, authority: Mapping[str, str], closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(primary, "until_ready", partial(until_ready, within=0))
    access = Access("127.0.0.1", closed_port, "postgres", authority["crt"])
    secrets = dict.fromkeys(databases.secret_names([shop]), "irrelevant-here")
    with pytest.raises(UserError, match=f"the PostgreSQL primary at 127.0.0.1:{closed_port} was not ready within 0 s"):
        databases.apply(access, [shop], secrets)
