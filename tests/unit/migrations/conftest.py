"""A pack that has nothing but its name."""

import pytest

from infra.packs import Pack


@pytest.fixture
def shop() -> Pack:
    return Pack(name="shop", description="A product")
