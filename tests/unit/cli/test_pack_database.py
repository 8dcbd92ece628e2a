"""What the migrator's sessions are told, by what the stack and the pack say."""

from types import SimpleNamespace
from typing import cast

import pytest

from infra.cli import pack_database
from infra.cli.pack_database import PackDatabase
from infra.cli.running import Running
from infra.packs import Pack


@pytest.fixture
def stack(tmp_path: object) -> Running:
    """Return a stack with the pack's accounts and with its data key."""

    def account(_: str) -> SimpleNamespace:
        return SimpleNamespace(username="somebody", password="secret")

    primary = SimpleNamespace(host="db.test", port=5432)
    found = SimpleNamespace(
        ca="PEM",
        account=account,
        ca_file=lambda: tmp_path,
        endpoints={pack_database.PRIMARY: primary},
        keys={"shop-data-key": "the key"},
    )
    return cast("Running", found)


def opened(stack: Running, *, data_key: bool) -> PackDatabase:
    return pack_database.of(stack, Pack(name="shop", description="A product", data_key=data_key))


def test_a_data_key_goes_to_the_migrator_alone(stack: Running) -> None:
    at = opened(stack, data_key=True)
    assert at.migrator.settings == {"app.data_key": "the key"}
    assert at.superuser.settings == {}


def test_a_pack_that_asks_for_no_key_gets_none(stack: Running) -> None:
    assert opened(stack, data_key=False).migrator.settings == {}


def test_a_stack_has_a_new_key_after_its_next_deployment_only(stack: Running) -> None:
    stack.keys = {}  # pyright: ignore[reportAttributeAccessIssue]  # a stand-in is not frozen
    assert opened(stack, data_key=True).migrator.settings == {}
