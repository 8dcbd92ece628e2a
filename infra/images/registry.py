"""Whether a container registry answers, known within seconds; pulling is ``infra.images.docker``'s."""

import queue
import ssl
import threading
import urllib.error
import urllib.request
from functools import cache
from http.client import HTTPException

from infra.images import docker
from infra.toolchain.commands import Unavailable

DOCKER_HUB = "registry-1.docker.io"

ANSWER_SECONDS = 4.0
"""From the start of the name look-up to the response; a registry that is there takes a fraction of a second."""


def check_hub() -> None:
    """Raise ``Unavailable`` where the engine cannot pull from Docker Hub.

    An engine that has a mirror or a proxy of its own gets the benefit of the doubt: this process cannot see through it.
    """
    try:
        probe(DOCKER_HUB)
    except Unavailable:
        if not docker.pulls_elsewhere():
            raise


def probe(host: str) -> None:
    """Ask a registry (``host`` or ``host:port``) for a sign of life.

    Raises:
        Unavailable: it refuses, or says nothing within ``ANSWER_SECONDS``.
    """
    if refusal := _refusal(host):
        raise Unavailable(refusal)


@cache
def _refusal(host: str) -> str | None:
    """Return why a registry does not answer, or None where it does; asked once a run, because several images ask."""
    # In a thread of its own, because a name look-up cannot be given a time limit. A late answer is dropped.
    outcome: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=lambda: outcome.put(_answer(host)), daemon=True).start()
    try:
        return outcome.get(timeout=ANSWER_SECONDS)
    except queue.Empty:
        return f"{host} did not answer within {ANSWER_SECONDS:g} s"


def _answer(host: str) -> str | None:
    # A status such as 401 is an answer. So is a failed TLS handshake: the engine has certificates of its own, and
    # speaks plain HTTP with a registry on this machine.
    try:
        urllib.request.urlopen(f"https://{host}/v2/", timeout=ANSWER_SECONDS).close()
    except urllib.error.HTTPError:
        return None
    except urllib.error.URLError as error:
        return None if isinstance(error.reason, ssl.SSLError) else f"{host} cannot be reached: {error.reason}"
    except (OSError, HTTPException) as error:
        return f"{host} cannot be reached: {error}"
    return None
