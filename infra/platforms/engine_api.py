"""Questions to the Docker engine over its own socket.

For what is asked of each container at once: a `docker` process for each costs more than the answer.
"""

import json
import socket
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from infra.toolchain.commands import Unavailable, answer

_SECONDS = 15.0
_PAUSE_SECONDS = 0.01
_FRAME = 8
"""Bytes before each piece of what a program says: which stream it is of, and how long it is."""


def containers(stack: str) -> list[dict[str, Any]]:
    """Return what the engine says of each of a stack's containers, also of those that have stopped.

    Raises:
        Unavailable: the engine does not answer.
    """
    filters = json.dumps({"label": [f"novax.stack={stack}"]})
    listed = _ask("GET", f"/containers/json?{urlencode({'all': 'true', 'filters': filters})}")
    return [_ask("GET", f"/containers/{one['Id']}/json") for one in listed]


def memory(container: str) -> int:
    """Return what a running container uses, in bytes, without files that it has read and could read again.

    Raises:
        Unavailable: the engine does not answer, or has no such container.
    """
    used = _ask("GET", f"/containers/{quote(container)}/stats?stream=false&one-shot=true")["memory_stats"]
    details: Mapping[str, int] = used.get("stats", {})
    # By the second version of control groups, or by the first.
    return used.get("usage", 0) - details.get("inactive_file", details.get("total_inactive_file", 0))


def execute(container: str, command: Sequence[str], *, limit: float) -> str:
    """Return what a command in a container prints; it may take `limit` seconds.

    Raises:
        Unavailable: it fails, takes longer, or the container does not run; the message is what it said.
    """
    wanted = {"Cmd": list(command), "AttachStdout": True, "AttachStderr": True}
    made = _ask("POST", f"/containers/{quote(container)}/exec", wanted)["Id"]
    with _answered("POST", f"/exec/{made}/start", {"Detach": False, "Tty": False}, limit) as response:
        said = _pieces(response.read())
    deadline = time.monotonic() + limit
    # What it says can end before the engine knows that it has.
    while (facts := _ask("GET", f"/exec/{made}/json"))["Running"] and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)
    if (code := facts["ExitCode"]) != 0:
        raise Unavailable(said.strip() or f"{command[0]} failed with exit code {code}")
    return said.strip()


def _pieces(stream: bytes) -> str:
    said = bytearray()
    while stream:
        end = _FRAME + int.from_bytes(stream[4:_FRAME], "big")
        said += stream[_FRAME:end]
        stream = stream[end:]
    return said.decode(errors="replace")


def _ask(method: str, path: str, document: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - any JSON
    with _answered(method, path, document, _SECONDS) as response:
        return json.load(response)


@contextmanager
def _answered(method: str, path: str, document: Mapping[str, Any] | None, limit: float) -> Generator[HTTPResponse]:
    connection = _Connection(limit)
    try:
        body = json.dumps(document) if document is not None else None
        connection.request(method, path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise Unavailable(json.load(response)["message"])
        yield response
    except TimeoutError as error:
        raise Unavailable(f"no answer within {limit:g} s") from error
    except (OSError, HTTPException, ValueError) as error:
        raise Unavailable(f"the Docker Engine does not answer at {_address()}: {error}") from error
    finally:
        connection.end()


class _Connection(HTTPConnection):
    """A connection to the engine's socket on this machine, or through the `docker` command to one elsewhere."""

    def __init__(self, limit: float) -> None:
        super().__init__("docker", timeout=limit)
        self._dialled: subprocess.Popen[bytes] | None = None

    def connect(self) -> None:
        at = urlsplit(_address())
        if at.scheme == "unix":
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(self.timeout)
            self.sock.connect(at.path)
            return
        self.sock, far = socket.socketpair()
        self.sock.settimeout(self.timeout)
        with far:
            self._dialled = subprocess.Popen(
                ["docker", "system", "dial-stdio"], stdin=far.fileno(), stdout=far.fileno(), stderr=subprocess.DEVNULL
            )

    def end(self) -> None:
        """Close it for good; the library closes it once an answer has begun that nothing can follow."""
        self.close()
        if self._dialled:
            self._dialled.kill()
            self._dialled.wait()


@cache
def _address() -> str:
    """Return where the engine is, by DOCKER_HOST or the context in use."""
    return answer(["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"])
