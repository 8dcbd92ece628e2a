"""A listener for the events that a store sends, and whether they come."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.bench.stores.processes import HOST

_POLL_SECONDS = 0.05


class Events(ThreadingHTTPServer):
    """What is posted to a port of its own."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Handler)
        self.bodies: list[str] = []
        threading.Thread(target=self.serve_forever, args=(_POLL_SECONDS,), daemon=True).start()

    def seconds_until(self, word: str, limit: float) -> float | None:
        """Wait for an event that has the word in it; None where none comes within the limit, in seconds."""
        started = time.monotonic()
        while not any(word in body for body in tuple(self.bodies)):
            if time.monotonic() > started + limit:
                return None
            time.sleep(_POLL_SECONDS)
        return time.monotonic() - started

    def close(self) -> None:
        """Stop listening."""
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        assert isinstance(self.server, Events)
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's own names
        """Say nothing."""

    def _answer(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
