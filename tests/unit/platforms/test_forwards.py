"""Forwarded ports: kept by a process of their own, started again when they end, and gone when they are not wanted."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from infra.errors import UserError
from infra.platforms import forwards
from infra.platforms.forwards import Cluster, Forward
from infra.settings import KubernetesSettings

CLUSTER = Cluster("novax-ci", "/somewhere/kubeconfig", "test")

SERVES = """
import os, socket, sys
with open({notes!r}, "a") as notes:
    print(os.getpid(), *sys.argv[1:], file=notes)
listener = socket.create_server(("127.0.0.1", int(sys.argv[-1].split(":")[0])))
while True:
    listener.accept()[0].close()
"""


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return a function that puts a script in kubectl's place; what was started by it is ended with the test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("NOVAX_HOME", str(tmp_path / "home"))

    def put(script: str) -> None:
        (folder / "kubectl").write_text(f"#!{sys.executable}\n{script}")
        (folder / "kubectl").chmod(0o755)

    put(SERVES.format(notes=str(tmp_path / "notes")))
    yield put
    forwards.end("ci")
    eventually(lambda: not any(alive(pid) for pid, *_ in calls(tmp_path)))


def calls(folder: Path) -> list[list[str]]:
    file = folder / "notes"
    return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


def alive(pid: str) -> bool:
    with suppress(OSError):
        # A child that ended waits for its keeper as a zombie.
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return False


def eventually(condition: Callable[[], bool], within: float = 10.0) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within:g} s"
        time.sleep(0.05)


def answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.mark.usefixtures("kubectl")
def test_a_port_leads_to_a_service_on_loopback_alone(tmp_path: Path) -> None:
    port = free_port()
    forwards.ensure("ci", CLUSTER, {"redis": Forward("redis-1", 6379, port)})
    assert answers(port)
    ((_, *arguments),) = calls(tmp_path)
    assert arguments == [
        "--kubeconfig=/somewhere/kubeconfig",
        "--context=test",
        "--namespace=novax-ci",
        "port-forward",
        "--address=127.0.0.1",
        "service/redis-1",
        f"{port}:6379",
    ]


@pytest.mark.usefixtures("kubectl")
def test_one_that_ends_is_started_again(tmp_path: Path) -> None:
    port = free_port()
    forwards.ensure("ci", CLUSTER, {"redis": Forward("redis-1", 6379, port)})
    os.kill(int(calls(tmp_path)[0][0]), signal.SIGKILL)
    eventually(lambda: len(calls(tmp_path)) == 2 and answers(port))


@pytest.mark.usefixtures("kubectl")
def test_what_is_asked_for_later_comes_beside_what_is_there(tmp_path: Path) -> None:
    first, second = free_port(), free_port()
    forwards.ensure("ci", CLUSTER, {"redis": Forward("redis-1", 6379, first)})
    forwards.ensure("ci", CLUSTER, {"nats": Forward("nats", 4222, second)})
    assert answers(first)
    assert answers(second)
    assert len(calls(tmp_path)) == 2


@pytest.mark.usefixtures("kubectl")
def test_they_end_with_their_stack(tmp_path: Path) -> None:
    port = free_port()
    forwards.ensure("ci", CLUSTER, {"redis": Forward("redis-1", 6379, port)})
    forwards.end("ci")
    eventually(lambda: not answers(port))
    assert list((tmp_path / "home" / "forwards").iterdir()) == []


def test_one_that_cannot_be_made_is_told_with_the_reason(
    kubectl: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    kubectl("import sys\nsys.exit('error: services \"redis-1\" not found')")
    monkeypatch.setattr(forwards, "_REACHABLE_SECONDS", 1.0)
    port = free_port()

    def told() -> bool:
        with pytest.raises(UserError, match="endpoint redis cannot be reached: ") as raised:
            forwards.ensure("ci", CLUSTER, {"redis": Forward("redis-1", 6379, port)})
        return 'services "redis-1" not found' in str(raised.value)

    # On a busy machine its process begins after that second.
    eventually(told, within=30)


def test_what_does_not_run_keeps_nobody_from_the_rest(kubectl: Callable[[str], None], tmp_path: Path) -> None:
    serves = SERVES.format(notes=str(tmp_path / "notes"))
    kubectl(f"import sys\nif 'service/redis-1' in sys.argv:\n    sys.exit('error: not found')\n{serves}")
    redis, nats = free_port(), free_port()
    wanted = {"redis": Forward("redis-1", 6379, redis), "nats": Forward("nats", 4222, nats)}
    eventually(lambda: forwards.begin("ci", CLUSTER, wanted, 0.5) == ["redis"], within=30)
    assert answers(nats)


def test_a_stack_without_forwards_ends_in_peace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOVAX_HOME", str(tmp_path))
    forwards.end("ci")


def test_the_cluster_is_the_one_that_settings_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOVAX_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", "/home/me")
    found = {
        name: Cluster.of(KubernetesSettings(kubeconfig=name, namespace="n")).kubeconfig
        for name in ("", "throwaway", "~/k")
    }
    assert found == {"": "", "throwaway": str(tmp_path / "cluster" / "kubeconfig"), "~/k": "/home/me/k"}
    assert Cluster("n").described() == {"namespace": "n"}
