"""Files that hold what was reviewed, word for word; ``NOVAX_GOLDEN=write pytest ...`` writes them anew, for review."""

import os
from pathlib import Path

import pytest


def compare(written: str, file: Path) -> None:
    """Assert that a text is the one in a file, which is written first where that was asked for.

    A run of CI that was asked for it fails: it would agree with whatever it just wrote.
    """
    if os.environ.get("NOVAX_GOLDEN") == "write":
        if os.environ.get("CI") == "true":
            pytest.fail(f"{file.name} is not written under CI; unset NOVAX_GOLDEN or CI, review the file and commit it")
        file.write_text(written, encoding="utf-8")
    assert written == file.read_text(encoding="utf-8")
