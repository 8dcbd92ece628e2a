"""A registry that refuses or hangs is noticed within seconds; one that answers anything at all is there."""

import socket
import threading
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from infra.images import docker, registry
from infra.toolchain.commands import Unavailable

SOON = 0.5


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "ANSWER_SECONDS", SOON)


@pytest.fixture
def listener() -> Generator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def address(server: socket.socket) -> str:
    return "{}:{}".format(*server.getsockname())


def test_a_refused_connection_is_told_at_once(listener: socket.socket) -> None:
    host = address(listener)
    listener.close()
    with pytest.raises(Unavailable, match=f"{host} cannot be reached: .*refused"):
        registry.probe(host)


def test_an_unknown_name_is_told_at_once() -> None:
    with pytest.raises(Unavailable, match=r"registry\.invalid"):
        registry.probe("registry.invalid")


@pytest.mark.usefixtures("impatient")
def test_a_server_that_hangs_is_given_up(listener: socket.socket) -> None:
    with pytest.raises(Unavailable, match=f"{address(listener)} (did not answer within|.* timed out)"):
        registry.probe(address(listener))


@pytest.mark.usefixtures("impatient")
def test_a_name_server_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = threading.Event()

    def hang(*_: object, **__: object) -> None:
        given_up.wait()
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with pytest.raises(Unavailable, match=r"slow\.example did not answer within 0\.5 s"):
        registry.probe("slow.example")
    given_up.set()


def test_plain_http_is_an_answer(listener: socket.socket) -> None:
    def answer() -> None:
        with ExitStack() as open_until_read:
            connection = open_until_read.enter_context(listener.accept()[0])
            connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            connection.recv(4096)

    thread = threading.Thread(target=answer)
    thread.start()
    registry.probe(address(listener))
    thread.join()


@pytest.mark.usefixtures("impatient")
def test_it_asks_once_a_run(listener: socket.socket) -> None:
    host = address(listener)
    for _ in range(3):
        with pytest.raises(Unavailable):
            registry.probe(host)
    listener.settimeout(SOON)
    listener.accept()[0].close()
    with pytest.raises(TimeoutError):
        listener.accept()


@pytest.mark.parametrize("elsewhere", [True, False])
def test_an_engine_with_a_way_of_its_own_is_believed(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch, *, elsewhere: bool
) -> None:
    listener.close()
    monkeypatch.setattr(registry, "DOCKER_HUB", f"127.0.0.1:{1 + elsewhere}")
    monkeypatch.setattr(docker, "pulls_elsewhere", lambda: elsewhere)
    if elsewhere:
        registry.check_hub()
    else:
        with pytest.raises(Unavailable, match="cannot be reached"):
            registry.check_hub()
