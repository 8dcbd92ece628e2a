"""How a session's run-time settings travel: quoted, and in nothing that is printed."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from infra.hooks.access import Access
from infra.hooks.primary import Login

KEY = r"a b\c"
OPTION = r"-c app.data_key=a\ b\\c"


@pytest.fixture
def login() -> Login:
    access = Access("db.test", 5432, "shop_migrator", "PEM")
    return Login(access, Path("/ca.crt"), "secret", "shop", {"app.data_key": KEY})


def test_a_setting_is_an_option_of_the_session(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(psycopg, "connect", given.update)
    login.connect()
    assert given["options"] == OPTION


def test_a_program_gets_it_in_its_url(login: Login) -> None:
    assert parse_qs(urlsplit(login.url()).query)["options"] == [OPTION]


def test_a_url_without_settings_has_no_options(login: Login) -> None:
    plain = Login(login.access, login.ca, login.password, login.database)
    assert "options" not in plain.url()


def test_settings_are_not_shown(login: Login) -> None:
    assert "data_key" not in repr(login)
