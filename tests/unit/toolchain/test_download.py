"""Downloads from a local server that behaves as badly as networks do."""

import hashlib
import socket
import subprocess
import threading
import time
from collections.abc import Generator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from infra.toolchain import download
from infra.toolchain.commands import Unavailable
from infra.toolchain.download import Limits

CONTENT = b"a published archive" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
# Long enough to connect on a busy machine, far below how long the publisher is silent.
QUICK = Limits(answer=2.0, stall=2.0, window=0.3, rate=1000.0)


class Publisher(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self._headers(len(CONTENT))

    def do_GET(self) -> None:
        match self.path:
            case "/archive":
                self._headers(len(CONTENT))
                self.wfile.write(CONTENT)
            case "/silent":
                time.sleep(6)
            case "/stalls":
                self._headers(len(CONTENT))
                self.wfile.write(CONTENT[:10])
                time.sleep(6)
            case "/trickles":
                self._headers(len(CONTENT))
                for position in range(30):
                    self.wfile.write(CONTENT[position : position + 1])
                    self.wfile.flush()
                    time.sleep(0.1)
            case "/short":
                self._headers(len(CONTENT) + 1)
                self.wfile.write(CONTENT)
            case "/checksums.txt":
                text = f"{'0' * 64}  other.tar.gz\n{DIGEST.upper()} *archive.tar.gz\n".encode()
                self._headers(len(text))
                self.wfile.write(text)
            case "/archive.sha256":
                self._headers(len(DIGEST))
                self.wfile.write(DIGEST.encode())
            case _:
                self.send_error(404)

    def _headers(self, length: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that give up are what these tests are about."""


@pytest.fixture(scope="module")
def publisher() -> Generator[str]:
    server = Server(("127.0.0.1", 0), Publisher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_file_with_the_promised_checksum_is_kept(publisher: str, tmp_path: Path) -> None:
    download.fetch(f"{publisher}/archive", tmp_path / "file", sha256=DIGEST.upper())
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_file_with_another_checksum_is_refused_and_removed(publisher: str, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=f"has the checksum {DIGEST}"):
        download.fetch(f"{publisher}/archive", tmp_path / "file", sha256="0" * 64)
    assert not (tmp_path / "file").exists()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("silent", "did not answer within 2 s"),
        ("stalls", "broke off"),
        ("trickles", "fewer than 1000 bytes a second"),
        ("short", "ended after 19000 of 19001 bytes"),
        ("missing", "answered 404"),
    ],
)
def test_a_bad_answer_is_given_up_within_seconds(publisher: str, tmp_path: Path, path: str, reason: str) -> None:
    started = time.monotonic()
    with pytest.raises(Unavailable, match=reason):
        download.fetch(f"{publisher}/{path}", tmp_path / "file", limits=QUICK)
    assert time.monotonic() - started < 10
    assert not (tmp_path / "file").exists()


@pytest.mark.parametrize(("answer", "stall"), [(0.3, 30.0), (30.0, 0.3)])
def test_silence_is_told_alike_by_both_limits(publisher: str, tmp_path: Path, answer: float, stall: float) -> None:
    limits = replace(QUICK, answer=answer, stall=stall)
    with pytest.raises(Unavailable, match=r"did not answer within 0\.3 s"):
        download.fetch(f"{publisher}/silent", tmp_path / "file", limits=limits)


def test_a_refused_connection_is_told_at_once(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(Unavailable, match="Connection refused"):
        download.fetch(f"http://127.0.0.1:{port}/archive", tmp_path / "file")


@pytest.mark.parametrize("path", ["checksums.txt", "archive.sha256"])
def test_a_checksum_is_read_from_a_list_and_from_a_bare_file(publisher: str, path: str) -> None:
    assert download.published_checksum(f"{publisher}/{path}", "archive.tar.gz") == DIGEST


def test_a_list_without_the_file_has_no_checksum_for_it(publisher: str) -> None:
    with pytest.raises(Unavailable, match="has no checksum of absent"):
        download.published_checksum(f"{publisher}/checksums.txt", "absent.tar.gz")


def test_a_probe_asks_without_downloading(publisher: str) -> None:
    download.probe(f"{publisher}/silent")
    with pytest.raises(Unavailable):
        download.probe("http://127.0.0.1:1/archive")


def test_unpacking_drops_the_outer_folder_and_the_archive(tmp_path: Path) -> None:
    (tmp_path / "outer").mkdir()
    (tmp_path / "outer" / "tool").write_text("content")
    archive = tmp_path / "tool.tar.gz"
    subprocess.run(["tar", "-czf", archive, "-C", tmp_path, "outer"], check=True)
    target = tmp_path / "target"
    target.mkdir()
    download.unpack(archive, target, strip=1)
    assert (target / "tool").read_text() == "content"
    assert not archive.exists()
