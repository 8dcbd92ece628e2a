"""Says on stderr what takes long and for how long; does not decide what is done.

Standard output stays free for results, so that ``--json`` and ``eval "$(novax env)"`` read nothing else.
"""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

SECONDS_IN_MINUTE = 60

HEARTBEAT_SECONDS = 30.0
"""How often a log without a terminal hears that long work is still going on."""


def say(line: str) -> None:
    """Print one line of progress."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def elapsed(seconds: float) -> str:
    """Return a duration (in seconds) as people read it: ``3.2 s``, ``4 min 12 s``."""
    if seconds < SECONDS_IN_MINUTE:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), SECONDS_IN_MINUTE)
    return f"{minutes} min {rest} s"


@contextmanager
def step(title: str) -> Generator[None]:
    """Print the title with a tick and the elapsed time when the block ends well."""
    started = time.monotonic()
    yield
    say(f"✓ {title} {elapsed(time.monotonic() - started)}")


@contextmanager
def working(title: str) -> Generator[Callable[[], None]]:
    """Show long work while it goes on: a spinner on a terminal, a line now and then elsewhere.

    Yields a function that the work calls at least every few seconds. A title is printed with its time when the block
    ends well; when it raises, the caller says what that means.
    """
    started = time.monotonic()
    show = _on_terminal if sys.stderr.isatty() else _in_log
    with show(title, started) as tick:
        yield tick
    say(f"  ✓ {title} {elapsed(time.monotonic() - started)}")


@contextmanager
def _on_terminal(title: str, started: float) -> Generator[Callable[[], None]]:
    from rich.console import Console  # noqa: PLC0415  # rich is loaded only where a spinner turns

    with Console(stderr=True).status(title) as status:
        yield lambda: status.update(f"{title} {elapsed(time.monotonic() - started)}")


@contextmanager
def _in_log(title: str, started: float) -> Generator[Callable[[], None]]:
    say(f"  {title} ...")
    last = started

    def tick() -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= HEARTBEAT_SECONDS:
            last = now
            say(f"  {title} ... {elapsed(now - started)}")

    yield tick
