"""Fetches publishers' files so that a network which refuses is noticed within seconds. Does not know what they are."""

import hashlib
import queue
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from infra.toolchain.commands import Unavailable, run
from infra.toolchain.progress import working

CHUNK_BYTES = 1 << 20

SHA256_DIGITS = 64


@dataclass(frozen=True)
class Limits:
    """When a download counts as refused: seconds, and bytes a second."""

    answer: float = 4.0
    """From the start to the response's headers: name look-up, connection, TLS and redirects."""

    stall: float = 10.0
    """Between two reads."""

    window: float = 15.0
    """Over how long the rate is measured: a peer that sends a byte now and then never stalls."""

    rate: float = 16_384.0
    """The lowest rate; a 200 MB archive at it would take over three hours, and a build takes minutes."""


DEFAULT_LIMITS = Limits()

PROBE_LIMITS = Limits(answer=3.0)


def fetch(url: str, destination: Path, *, sha256: str | None = None, limits: Limits = DEFAULT_LIMITS) -> None:
    """Download a file and compare its checksum (64 hex digits), where one is known.

    Raises:
        Unavailable: the publisher refuses, is too slow, or sends something else; nothing is left at ``destination``.
    """
    try:
        with working(f"downloading {url}") as tick, _open(url, "GET", limits) as response:
            _save(response, destination, tick, limits)
        _verify(destination, url, sha256)
    except (OSError, HTTPException) as error:
        destination.unlink(missing_ok=True)
        raise Unavailable(f"{_host(url)} broke off: {error}") from error
    except BaseException:
        destination.unlink(missing_ok=True)
        raise


def published_checksum(url: str, file: str, *, limits: Limits = DEFAULT_LIMITS) -> str:
    """Return the SHA-256 (hex) of ``file`` from a publisher's list: lines of ``HEX  NAME``, or one bare ``HEX``.

    Raises:
        Unavailable: the list cannot be read or does not name the file.
    """
    try:
        with _open(url, "GET", limits) as response:
            text = response.read(CHUNK_BYTES).decode("utf-8", "replace")
    except (OSError, HTTPException) as error:
        raise Unavailable(f"{_host(url)} broke off: {error}") from error
    for line in text.splitlines():
        digest, _, name = line.strip().partition(" ")
        if len(digest) == SHA256_DIGITS and name.strip().lstrip("*") in ("", file):
            return digest.lower()
    raise Unavailable(f"{url} has no checksum of {file}")


def probe(url: str, *, limits: Limits = PROBE_LIMITS) -> None:
    """Ask whether a file could be downloaded, without downloading it.

    Raises:
        Unavailable: the publisher refuses or does not answer.
    """
    _open(url, "HEAD", limits).close()


def unpack(archive: Path, folder: Path, *, strip: int) -> None:
    """Unpack a ``.tar.gz`` without its ``strip`` outermost folders, and remove it; raises ``Unavailable``."""
    command = ["tar", "-xzf", str(archive), "-C", str(folder), f"--strip-components={strip}", "--no-same-owner"]
    run(command, f"unpacking {archive.name}")
    archive.unlink()


def _open(url: str, method: str, limits: Limits) -> HTTPResponse:
    # In a thread of its own, because a name look-up cannot be given a time limit. A late answer is dropped.
    outcome: queue.SimpleQueue[HTTPResponse | Exception] = queue.SimpleQueue()

    def attempt() -> None:
        request = urllib.request.Request(url, method=method)  # noqa: S310  # publishers' addresses, written in this package
        try:
            outcome.put(urllib.request.urlopen(request, timeout=limits.stall))  # noqa: S310
        except (OSError, HTTPException) as error:
            outcome.put(error)

    threading.Thread(target=attempt, daemon=True).start()
    try:
        answer = outcome.get(timeout=limits.answer)
    except queue.Empty as error:
        raise Unavailable(f"{_host(url)} did not answer within {limits.answer:g} s") from error
    if isinstance(answer, urllib.error.HTTPError):
        answer.close()
        raise Unavailable(f"{_host(url)} answered {answer.code} {answer.reason}") from answer
    if isinstance(answer, Exception):
        reason = answer.reason if isinstance(answer, urllib.error.URLError) else answer
        if isinstance(reason, TimeoutError):
            raise Unavailable(f"{_host(url)} did not answer within {limits.stall:g} s") from answer
        raise Unavailable(f"{_host(url)} cannot be reached: {reason}") from answer
    return answer


def _save(response: HTTPResponse, destination: Path, tick: Callable[[], None], limits: Limits) -> None:
    received, since, counted = 0, time.monotonic(), 0
    with destination.open("wb") as file:
        # read1 returns what has arrived; read would wait for a whole chunk and hide a trickle.
        while chunk := response.read1(CHUNK_BYTES):
            file.write(chunk)
            received += len(chunk)
            tick()
            passed = time.monotonic() - since
            if passed >= limits.window:
                if received - counted < limits.rate * passed:
                    raise Unavailable(f"{_host(response.url)} sends fewer than {limits.rate:g} bytes a second")
                since, counted = time.monotonic(), received
    promised = response.headers["Content-Length"]
    if promised is not None and received != int(promised):
        raise Unavailable(f"{_host(response.url)} ended after {received} of {promised} bytes")


def _verify(file: Path, url: str, sha256: str | None) -> None:
    if sha256 is None:
        return
    with file.open("rb") as content:
        seen = hashlib.file_digest(content, "sha256").hexdigest()
    if seen != sha256.lower():
        raise Unavailable(f"{url} has the checksum {seen}, its publisher promises {sha256}")


def _host(url: str) -> str:
    return urllib.parse.urlsplit(url).netloc
