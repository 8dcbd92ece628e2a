"""Python distributions that images take from here."""

import zipfile

import pytest

from infra.images import libraries


def test_a_distribution_travels_with_its_licence_and_without_bytecode() -> None:
    file = libraries.archive("nats-py")
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
    assert file.name == "nats-py.zip"
    assert "nats/__init__.py" in names
    assert any("LICENSE" in name for name in names)
    assert not [name for name in names if "__pycache__" in name or name.startswith(("/", ".."))]


def test_compiled_parts_are_refused() -> None:
    """They are of this machine's Python, and the image's is another."""
    with pytest.raises(ValueError, match="has compiled parts"):
        libraries.archive("psycopg-binary")
