"""Patience with a service that is just coming up; every other failure ends a hook at once."""

import ssl
import time
from collections.abc import Callable
from typing import TypeVar

from infra.errors import UserError

READY_WITHIN_SECONDS = 60.0
"""Containers are healthy before hooks run, so this is for a failover (22 s measured) and a port not yet bound."""

_PAUSE_SECONDS = 0.5

T = TypeVar("T")


def until_ready(
    what: str,
    attempt: Callable[[], T],
    is_starting: Callable[[Exception], bool],
    *,
    within: float = READY_WITHIN_SECONDS,
) -> T:
    """Return what `attempt` returns, repeating it for `within` seconds while its failure says "not yet".

    Raises:
        UserError: the service was still not ready at the deadline.
        Exception: whatever `attempt` raised that `is_starting` does not recognise.
    """
    deadline = time.monotonic() + within
    while True:
        try:
            return attempt()
        except Exception as error:
            if not is_starting(error):
                raise
            if time.monotonic() >= deadline:
                reason = " ".join(str(error).split()) or type(error).__name__
                raise UserError(
                    f"{what} was not ready within {within:.0f} s ({reason}); look at its log, then run this again"
                ) from error
        time.sleep(_PAUSE_SECONDS)


def refuses_connections(error: BaseException) -> bool:
    """Tell whether the failure, or what caused it, is that nobody listens yet or that the listener just went away."""
    while True:
        if isinstance(error, ConnectionError | TimeoutError | ssl.SSLEOFError):
            return True
        if (cause := error.__cause__ or error.__context__) is None:
            return False
        error = cause
