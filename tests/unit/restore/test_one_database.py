"""Which database may be restored beside its running self, and what the copy is called."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from infra.errors import UserError
from infra.restore import one_database
from infra.restore.state import State

BEFORE = State("postgres-1", "7", 1, 0, ("livechat", "novax", "postgres"), "")
AT = datetime(2026, 11, 21, 16, 30, 5, tzinfo=UTC)


def test_the_copy_says_what_it_is_of_and_when_it_was_made() -> None:
    assert one_database.copy_name("livechat", AT) == "livechat_restored_20261121_163005"


def test_a_database_of_the_cluster_may_be_restored() -> None:
    one_database.refuse(BEFORE, "livechat")
    with pytest.raises(UserError, match="allowed: novax"):
        one_database.refuse(replace(BEFORE, databases=("novax",)), "livechat")


@pytest.mark.parametrize("name", ["shop", "postgres", 'x"; drop database novax'])
def test_others_and_the_platforms_own_may_not(name: str) -> None:
    with pytest.raises(UserError, match=r"^--database is .*; allowed: livechat, novax$"):
        one_database.refuse(BEFORE, name)
