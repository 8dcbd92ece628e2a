"""What is declared of migrations; running them needs a server."""

import hashlib
from typing import TYPE_CHECKING, Any, cast

import pytest

from infra.errors import UserError
from infra.hooks import migrations
from infra.hooks.access import Access
from infra.hooks.declaration import Changes
from infra.hooks.primary import Login
from infra.migrations import runs
from infra.migrations.files import SQL
from infra.packs import Pack

if TYPE_CHECKING:
    from collections.abc import Mapping


def test_every_file_is_declared_with_its_hash_in_order(shop: Pack) -> None:
    declared = cast("Mapping[str, Any]", migrations.declared([shop]))
    files = sorted((SQL / "platform" / "migrations").iterdir())
    assert declared["platform"] == [f"{file.name}: {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files]
    assert declared["packs"] == {"shop": []}


def test_migrators_sign_in_and_nobody_else(shop: Pack) -> None:
    assert migrations.secret_names([shop]) == ("postgres-shop-migrator",)


def test_a_pack_with_a_data_key_is_migrated_with_it_and_the_others_without(
    shop: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyed = shop.model_copy(update={"name": "store", "data_key": True})
    assert migrations.secret_names([shop, keyed])[-1] == "store-data-key"
    seen: dict[str, Login] = {}

    def migrate(login: Login, *_: object) -> Changes:
        seen[login.database] = login
        return ()

    monkeypatch.setattr(runs, "migrate", migrate)
    secrets = {name: f"value of {name}" for name in migrations.secret_names([shop, keyed])}
    migrations.apply(Access("db.test", 5432, "postgres", "PEM"), [shop, keyed], secrets)
    assert seen["shop"].settings == {}
    assert seen["store"].settings == {"app.data_key": "value of store-data-key"}
    assert "value of" not in repr(seen["store"])


def test_the_next_pack_waits_for_one_that_failed(shop: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The failure ends the hook with its sentence, so the marker is not written and the next `up` tries again."""
    tried: list[str] = []

    def migrate(login: Login, *_: object) -> Changes:
        tried.append(login.database)
        raise UserError("sql/shop/migrations/0002_x.sql failed: division by zero")

    monkeypatch.setattr(runs, "migrate", migrate)
    other = shop.model_copy(update={"name": "store"})
    secrets = dict.fromkeys(migrations.secret_names([shop, other]), "irrelevant-here")
    with pytest.raises(UserError, match=r"0002_x\.sql failed"):
        migrations.apply(Access("db.test", 5432, "postgres", "PEM"), [shop, other], secrets)
    assert tried == ["shop"]
