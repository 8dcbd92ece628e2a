"""Work that somebody waits for: given up, with all that it has made, once they are gone."""

import os
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from novax_backup.failure import Failure


@contextmanager
def only_while_asked() -> Generator[None]:
    """End the block by a failure when standard input ends, which whoever asked keeps open.

    Raises:
        Failure: standard input ended.
    """
    signal.signal(signal.SIGTERM, _give_up)
    threading.Thread(target=_watch, daemon=True).start()
    yield
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _watch() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _give_up(_number: int, _frame: FrameType | None) -> None:
    # Once: what cleans up is not interrupted.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Failure("whoever asked for this is gone, so it was given up")
