"""The pack that a test is for, among those that the stack has."""

from collections.abc import Sequence

import pytest

from infra.packs import Pack


def chosen(packs: Sequence[Pack], name: str) -> Pack:
    """Return a pack by its name; a stack without it skips the test."""
    found = next((pack for pack in packs if pack.name == name), None)
    if found is None:
        pytest.skip(f"the stack does not have pack {name}")
    return found
