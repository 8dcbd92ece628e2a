"""The engine's own interface: what is asked, what an answer means, and how failures are told; a stand-in answers."""

import json
import os
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from infra.platforms import engine_api
from infra.toolchain.commands import Unavailable

Answers = dict[str, tuple[int, bytes | Callable[[], bytes]]]
"""Status and body by method and path, without what follows a question mark."""


def frame(text: str, stream: int = 1) -> bytes:
    body = text.encode()
    return bytes([stream, 0, 0, 0]) + len(body).to_bytes(4, "big") + body


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    known: Answers = {}

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, body = known[f"{self.command} {self.path.partition('?')[0]}"]
            content = body if isinstance(body, bytes) else body()
            self.send_response(status)
            # The end of the connection is the end of the answer, as with programs that are run.
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815 - the library's names

        def address_string(self) -> str:
            return "test"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's
            """Say nothing."""

    class Engine(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's
            """Say nothing of a client that has hung up."""

    socket = tmp_path / "docker.sock"
    monkeypatch.setattr(engine_api, "_address", lambda: f"unix://{socket}")
    with Engine(str(socket), Handler) as engine:
        threading.Thread(target=engine.serve_forever, args=(0.01,), daemon=True).start()
        yield known
        engine.shutdown()


def runs(answers: Answers, said: bytes | Callable[[], bytes], code: int) -> None:
    answers["POST /containers/nats/exec"] = 201, as_json({"Id": "e1"})
    answers["POST /exec/e1/start"] = 200, said
    states = iter([{"Running": True, "ExitCode": None}, {"Running": False, "ExitCode": code}])
    answers["GET /exec/e1/json"] = 200, lambda: as_json(next(states))


def test_a_stack_s_containers_are_told_whole(answers: Answers) -> None:
    answers["GET /containers/json"] = 200, as_json([{"Id": "a"}, {"Id": "b"}])
    answers["GET /containers/a/json"] = 200, as_json({"Name": "/novax-dev-nats"})
    answers["GET /containers/b/json"] = 200, as_json({"Name": "/novax-dev-minio"})
    assert [one["Name"] for one in engine_api.containers("dev")] == ["/novax-dev-nats", "/novax-dev-minio"]


@pytest.mark.parametrize("name", ["inactive_file", "total_inactive_file"])
def test_files_that_could_be_read_again_are_no_used_memory(answers: Answers, name: str) -> None:
    answers["GET /containers/nats/stats"] = 200, as_json({"memory_stats": {"usage": 900, "stats": {name: 300}}})
    assert engine_api.memory("nats") == 600


def test_what_a_program_prints_comes_in_pieces(answers: Answers) -> None:
    runs(answers, frame("one ") + frame("two\n", stream=2), 0)
    assert engine_api.execute("nats", ["ask"], limit=5) == "one two"


def test_a_failing_program_is_told_by_what_it_said_or_its_code(answers: Answers) -> None:
    runs(answers, frame("connection refused\n", stream=2), 7)
    with pytest.raises(Unavailable, match=r"^connection refused$"):
        engine_api.execute("nats", ["ask"], limit=5)
    runs(answers, b"", 7)
    with pytest.raises(Unavailable, match=r"^ask failed with exit code 7$"):
        engine_api.execute("nats", ["ask"], limit=5)


def test_a_program_that_does_not_end_is_told(answers: Answers) -> None:
    def hang() -> bytes:
        time.sleep(0.5)
        return b""

    runs(answers, hang, 0)
    with pytest.raises(Unavailable, match=r"^no answer within 0\.1 s$"):
        engine_api.execute("nats", ["ask"], limit=0.1)


def test_a_refusal_is_told_in_the_engine_s_words(answers: Answers) -> None:
    answers["POST /containers/nats/exec"] = 409, as_json({"message": "Container nats is not running"})
    with pytest.raises(Unavailable, match=r"^Container nats is not running$"):
        engine_api.execute("nats", ["ask"], limit=5)


def test_an_engine_that_is_not_there_is_told_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_api, "_address", lambda: "unix:///nowhere/docker.sock")
    with pytest.raises(Unavailable, match=r"^the Docker Engine does not answer at unix:///nowhere/docker\.sock: "):
        engine_api.memory("nats")


def test_an_engine_elsewhere_is_reached_through_docker(
    answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As far as that goes, `docker system dial-stdio` is this machine's engine on standard input and output."""
    answers["GET /containers/nats/stats"] = 200, as_json({"memory_stats": {"usage": 900}})
    docker = tmp_path / "docker"
    docker.write_text(f"#!{sys.executable}\n{_DIAL.format(tmp_path / 'docker.sock')}")
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(engine_api, "_address", lambda: "ssh://far")
    assert engine_api.memory("nats") == 900
    runs(answers, frame("ready"), 0)
    assert engine_api.execute("nats", ["ask"], limit=5) == "ready"


_DIAL = """
import os, socket, sys, threading
assert sys.argv[1:] == ["system", "dial-stdio"], sys.argv
engine = socket.socket(socket.AF_UNIX)
engine.connect("{}")
def ask():
    for some in iter(lambda: os.read(0, 65536), b""):
        engine.sendall(some)
threading.Thread(target=ask, daemon=True).start()
for some in iter(lambda: engine.recv(65536), b""):
    os.write(1, some)
"""
