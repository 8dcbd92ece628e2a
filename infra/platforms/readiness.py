"""Whether a container is ready: the command of its health check, run in it now.

The engine runs the same command once a minute, for `docker ps`. That each check starts a process is most of what an
idle stack costs (measured: every 3 to 10 s in 22 containers, half a core), so whoever has to know sooner asks himself.
"""

import time
from collections.abc import Sequence

from infra.errors import UserError
from infra.platforms import engine_api
from infra.toolchain.commands import Unavailable, answer

_PAUSE_SECONDS = 0.5
_LAST_LINES = 5


def complaint(container: str, command: Sequence[str], *, limit: float) -> str | None:
    """Return what a container's check says against it, None when it is ready; `limit` is in seconds."""
    try:
        engine_api.execute(container, command, limit=limit)
    except Unavailable as reason:
        return " ".join(str(reason).split())
    return None


def await_ready(container: str, command: Sequence[str], *, limit: float, within: float) -> None:
    """Wait until a container is ready; one answer may take `limit` seconds, all of it `within`.

    Raises:
        UserError: it is not ready in time; the message has what its check says and the last lines of its log.
    """
    deadline = time.monotonic() + within
    while (said := complaint(container, command, limit=limit)) is not None:
        if time.monotonic() > deadline:
            raise UserError(
                f"{container} was not ready within {within:g} s ({said}); the end of its log: {_last_words(container)}"
            )
        time.sleep(_PAUSE_SECONDS)


def _last_words(container: str) -> str:
    try:
        said = answer(["sh", "-c", 'exec docker logs --tail "$2" "$1" 2>&1', "logs", container, str(_LAST_LINES)])
    except Unavailable as reason:
        return str(reason)
    return " | ".join(said.splitlines()) or "it is empty"
