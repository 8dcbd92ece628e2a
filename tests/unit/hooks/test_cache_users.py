"""Accounts of the cache as rules, and when an answer of the server agrees with them."""

import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
import redis

from infra.errors import UserError
from infra.hooks import cache_users
from infra.hooks.access import Access
from infra.hooks.waiting import until_ready
from infra.packs import Pack

PASSWORD = "correct-horse-battery-staple-0123"
DIGEST = hashlib.sha256(PASSWORD.encode()).hexdigest()


@pytest.fixture
def account(shop: Pack) -> cache_users.Account:
    (account,) = cache_users.accounts([shop])
    return account


@pytest.fixture
def answer() -> dict[str, Any]:
    """Return what Redis 8 and Valkey 8 answer to ``ACL GETUSER`` for the account as declared."""
    return {
        "flags": ["on", "sanitize-payload"],
        "passwords": [DIGEST],
        "commands": " ".join(cache_users.COMMANDS),
        "keys": "~shop:*",
        "channels": "&shop:*",
        "selectors": [],
    }


def test_an_account_reaches_its_packs_keys_and_channels_alone(account: cache_users.Account) -> None:
    rules = account.rules(PASSWORD)
    assert rules[0] == "reset"
    assert [rule for rule in rules if rule.startswith("~")] == ["~shop:*"]
    assert [rule for rule in rules if rule.startswith("&")] == ["&shop:*"]


def test_the_password_itself_is_never_sent(account: cache_users.Account) -> None:
    rules = account.rules(PASSWORD)
    assert f"#{DIGEST}" in rules
    assert not any(PASSWORD in rule for rule in rules)


@pytest.mark.parametrize(
    "command", ["@admin", "@dangerous", "scan", "randomkey", "pubsub", "client|tracking", "memory", "@scripting"]
)
def test_commands_that_reveal_or_disturb_others_are_taken_away(command: str) -> None:
    assert cache_users.COMMANDS.index(f"-{command}") > cache_users.COMMANDS.index("+@all")


def test_an_account_as_declared_agrees(account: cache_users.Account, answer: dict[str, Any]) -> None:
    assert account.agrees(answer, PASSWORD)


@pytest.mark.parametrize(
    "difference",
    [
        {"flags": ["off"]},
        {"flags": ["on", "nopass"]},
        {"passwords": ["0" * 64]},
        {"passwords": [DIGEST, "0" * 64]},
        {"commands": "+@all"},
        {"keys": "~*"},
        {"channels": "&*"},
        {"selectors": [{"commands": "+@all", "keys": "~*", "channels": ""}]},
    ],
)
def test_any_difference_is_seen(
    account: cache_users.Account, answer: dict[str, Any], difference: dict[str, Any]
) -> None:
    assert not account.agrees({**answer, **difference}, PASSWORD)


def test_an_account_that_does_not_exist_does_not_agree(account: cache_users.Account) -> None:
    assert not account.agrees(None, PASSWORD)


def test_the_declaration_shows_each_account(shop: Pack) -> None:
    assert cache_users.declared([shop]) == {
        "shop": {"keys": "~shop:*", "channels": "&shop:*", "commands": list(cache_users.COMMANDS)}
    }


def test_secrets_are_named_after_their_pack(shop: Pack) -> None:
    assert cache_users.secret_names([shop]) == ("redis-admin", "redis-shop")


@pytest.mark.parametrize(
    "error", [redis.ConnectionError("refused"), redis.TimeoutError("late"), redis.BusyLoadingError("loading")]
)
def test_a_cache_that_comes_up_is_waited_for(error: Exception) -> None:
    assert cache_users.is_coming_up(error)


@pytest.mark.parametrize(
    "error",
    [
        redis.AuthenticationError("invalid username-password pair"),
        redis.ConnectionError("certificate verify failed"),
        redis.ResponseError("unknown command"),
    ],
)
def test_a_cache_that_refuses_is_not(error: Exception) -> None:
    assert not cache_users.is_coming_up(error)


def test_nobody_listening_is_told_with_the_address(
    shop: Pack, authority: Mapping[str, str], closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_users, "until_ready", partial(until_ready, within=0))
    access = Access("127.0.0.1", closed_port, "admin", authority["crt"])
    with pytest.raises(UserError, match=f"the cache at 127.0.0.1:{closed_port} was not ready within 0 s"):
        cache_users.apply([access], [shop], dict.fromkeys(cache_users.secret_names([shop]), "irrelevant-here"))
