"""Which database may be restored beside its running self, what the copy is called, and what is read of a stream."""

# The stream is read by a function of the module:
# pyright: reportPrivateUsage=false

import subprocess
from datetime import UTC, datetime

import pytest

from infra.errors import UserError
from infra.restore import one_database

THERE = ("livechat", "novax", "novax_restored_20261121_163005", "postgres")
AT = datetime(2026, 11, 21, 16, 30, 5, tzinfo=UTC)


def test_the_copy_says_what_it_is_of_and_when_it_was_made() -> None:
    assert one_database.copy_name("livechat", AT) == "livechat_restored_20261121_163005"


def test_a_database_of_the_cluster_may_be_restored() -> None:
    one_database.refuse(THERE, "livechat")
    with pytest.raises(UserError, match="allowed: novax"):
        one_database.refuse(("novax",), "livechat")


@pytest.mark.parametrize("name", ["shop", "postgres", "novax_restored_20261121_163005", 'x"; drop database novax'])
def test_others_and_the_platforms_own_may_not(name: str) -> None:
    with pytest.raises(UserError, match=r"^--database is .*; allowed: livechat, novax$"):
        one_database.refuse(THERE, name)


def test_the_first_line_is_read_and_nothing_of_what_follows() -> None:
    with subprocess.Popen(["printf", "first\\nsecond\\n"], stdout=subprocess.PIPE, bufsize=0) as giver:
        assert one_database._first_line(giver, lambda: None) == b"first\n"  # noqa: SLF001
        assert giver.stdout
        assert giver.stdout.read() == b"second\n"


def test_a_giver_that_ends_without_a_line_has_given_nothing() -> None:
    with subprocess.Popen(["printf", "half"], stdout=subprocess.PIPE, bufsize=0) as giver:
        assert one_database._first_line(giver, lambda: None) == b""  # noqa: SLF001
