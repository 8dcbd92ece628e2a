"""A request to terminate ends a block as Ctrl-C does: what it has begun is put right."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def terminable() -> Generator[None]:
    """Let SIGTERM and SIGHUP end the block with `SystemExit`, so that it is cleaned up after; main thread only."""

    def leave(number: int, _frame: FrameType | None) -> None:
        # Cleaning up is not interrupted again.
        signal.signal(number, signal.SIG_IGN)
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
