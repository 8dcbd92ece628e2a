"""Patience with what takes a moment: polling with a deadline instead of sleeping."""

import time
from collections.abc import Callable
from typing import TypeVar

PAUSE_SECONDS = 0.2

T = TypeVar("T")


def eventually(
    check: Callable[[], T], *, within: float = 30.0, on: type[Exception] | tuple[type[Exception], ...] = AssertionError
) -> T:
    """Return what `check` returns, repeating it for `within` seconds while it raises one of the exceptions `on`."""
    deadline = time.monotonic() + within
    while True:
        try:
            return check()
        except on:
            if time.monotonic() >= deadline:
                raise
        time.sleep(PAUSE_SECONDS)
