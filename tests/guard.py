"""No test harms a stack that people use, and no test is skipped without a reason that is written down."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from infra.cli import stack as stacks
from infra.errors import UserError

DISRUPTIVE = "disruptive"
FOLDERS = {"attack", "drill", "drivers", "preview", "sql"}
"""Folders of which every test is disruptive: they write to the packs' databases, or take parts of the stack away."""

SKIPS = Path(__file__).with_name("skips.yaml")
_TESTS = Path(__file__).parent


@dataclass(frozen=True)
class Skip:
    """Tests that may be skipped under CI: patterns of their ids and of the reason that they give."""

    tests: re.Pattern[str]
    reason: re.Pattern[str]


def is_disruptive(item: pytest.Item) -> bool:
    """Tell whether a test disturbs those who use the stack."""
    return item.get_closest_marker(DISRUPTIVE) is not None


def mark(items: Sequence[pytest.Item]) -> None:
    """Mark the tests of folders in which all are disruptive."""
    for item in items:
        if item.path.relative_to(_TESTS).parts[0] in FOLDERS:
            item.add_marker(DISRUPTIVE)


def refusal(stack: str, disturbed: str) -> str:
    """Return why a disruptive test may not run on a stack; empty where it may, as where `--disturb` names it."""
    try:
        environment = stacks.declared_environment(stack)
    except UserError as error:
        return str(error)
    if environment == "ci" or disturbed == stack:
        return ""
    return (
        f"this test disturbs those who use stack {stack}, whose novax:environment is {environment or 'not set'}; "
        f"allowed is ci. Leave such tests out (-m 'not {DISRUPTIVE}'), or name the stack: --disturb {stack}"
    )


def unexpected(test: str, reason: str) -> str:
    """Return why a test may not be skipped under CI; empty where it may, and where no CI runs."""
    allowed = any(one.tests.search(test) and one.reason.search(reason) for one in _allowed())
    if allowed or os.environ.get("CI") != "true":
        return ""
    return f"skipped under CI: {reason}; mend what it lacks, or write into {SKIPS.name} why it may be skipped"


@cache
def _allowed() -> tuple[Skip, ...]:
    listed = yaml.safe_load(SKIPS.read_text(encoding="utf-8"))
    return tuple(Skip(re.compile(one["tests"]), re.compile(one["reason"])) for one in listed)
