"""The list of a stranger's attacks: long enough, each with who tries it and for what; limits are those of README."""

import importlib
from collections.abc import Iterator
from inspect import getmembers, isfunction
from typing import Any

from infra.paths import PROJECT
from tests.attack.strangers.tries import Tries, in_limits

FOLDER = PROJECT / "tests/attack/strangers"
LEAST = 60
"""Attacks on the list, however often each is tried."""


def _marks() -> Iterator[tuple[str, Any]]:
    for file in sorted(FOLDER.glob("test_*.py")):
        module = importlib.import_module(f"tests.attack.strangers.{file.stem}")
        for name, function in getmembers(module, isfunction):
            if name.startswith("test_"):
                marks = [mark for mark in getattr(function, "pytestmark", ()) if mark.name == "attack"]
                yield f"{file.stem}.{name}", marks[0].kwargs if marks else {}


def test_there_are_enough_of_them_and_each_says_who_and_for_what() -> None:
    found = dict(_marks())
    assert len(found) >= LEAST
    assert [name for name, mark in found.items() if not (mark.get("actor") and mark.get("gain"))] == []


def test_what_nothing_prevents_is_in_the_limits() -> None:
    limits = {mark["limit"] for _, mark in _marks() if mark.get("limit")}
    assert limits
    assert [limit for limit in limits if not in_limits(limit)] == []
    assert not in_limits("whatever README does not say")


def _settled(tries: Tries, limit: str) -> bool:
    try:
        tries.settle(limit)
    except AssertionError:
        return False
    return True


def test_an_attack_holds_only_when_it_was_tried_and_gained_nothing() -> None:
    held, gained = Tries(), Tries()
    held.note("knock")
    gained.note("knock", "came in")
    assert [_settled(tries, "") for tries in (Tries(), held, gained)] == [False, True, False]
    assert [_settled(tries, "a limit") for tries in (Tries(), held, gained)] == [False, False, True]


def test_a_refusal_counts_only_by_the_error_and_the_words_that_are_expected() -> None:
    def refuse(error: Exception) -> None:
        raise error

    tries = Tries()
    tries.refused("as expected", lambda: refuse(PermissionError("no permissions")), PermissionError, "no permissions")
    assert (tries.count, tries.gains) == (1, [])
    tries.refused("otherwise", lambda: refuse(PermissionError("on fire")), PermissionError, "no permissions")
    tries.refused("not at all", lambda: "secret", PermissionError, "no permissions")
    assert (tries.count, len(tries.gains)) == (3, 2)
