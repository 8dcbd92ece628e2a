"""HAProxy follows the leader as fast as measured, and never a server that it cannot check."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
import yaml

from infra.restore.repository import SEGMENT_BYTES
from infra.specs import CA_FILE, CERT_FILE

Render = Callable[..., str]
MEMBERS = ("postgres-1", "postgres-2")


@pytest.fixture
def sections(rendered: Render) -> dict[str, list[str]]:
    """Return the configuration's lines by section."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in rendered("haproxy", "haproxy.cfg").splitlines():
        if line and not line.startswith((" ", "#")):
            name = line
            found[name] = []
        elif line.strip() and not line.strip().startswith("#"):
            found[name].append(line.strip())
    return found


BACKENDS = {
    "primary": (5432, "/primary"),
    # A segment of WAL: what a replica lags by that was away for a moment.
    "replica": (5432, f"/replica?lag={SEGMENT_BYTES}"),
    "patroni": (8008, "/primary"),
    "patroni-replica": (8008, "/replica"),
}


def test_the_sections(sections: dict[str, list[str]]) -> None:
    fronts = [*BACKENDS, "metrics"]
    assert list(sections) == [
        "global",
        "defaults",
        "resolvers docker",
        "userlist observers",
        *(f"frontend {name}" for name in fronts),
        *(f"backend {name}" for name in BACKENDS),
    ]


@pytest.mark.parametrize(("backend", "port", "check"), [(name, *wanted) for name, wanted in BACKENDS.items()])
def test_a_backend_asks_patroni_which_member_may_serve(
    sections: dict[str, list[str]], backend: str, port: int, check: str
) -> None:
    lines = sections[f"backend {backend}"]
    assert f"http-check send meth OPTIONS uri {check} ver HTTP/1.1 hdr Host patroni" in lines
    assert "http-check expect status 200" in lines
    servers = [line.split() for line in lines if line.startswith("server ") and " backup" not in line]
    assert [(words[1], words[2]) for words in servers] == [(name, f"{name}:{port}") for name in MEMBERS]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_server_that_cannot_prove_its_name_serves_nobody(sections: dict[str, list[str]], backend: str) -> None:
    for line in sections[f"backend {backend}"]:
        if line.startswith("server ") and " backup" not in line:
            name = line.split()[1]
            assert f"check port 8008 check-ssl check-sni {name} verify required verifyhost {name} " in line
            assert f"ca-file {CA_FILE}" in line


def milliseconds(text: str) -> int:
    return int(text.removesuffix("ms")) if text.endswith("ms") else 1000 * int(text.removesuffix("s"))


@pytest.mark.parametrize("backend", BACKENDS)
def test_checks_are_as_fast_as_patroni_is(rendered: Render, sections: dict[str, list[str]], backend: str) -> None:
    """Who leads is found four times as often as it is decided, and who does not answer is left within two rounds."""
    (default,) = [line.split() for line in sections[f"backend {backend}"] if line.startswith("default-server")]
    told = dict(pairwise(default))
    patroni = yaml.safe_load(rendered("postgres", "patroni.yaml"))
    round_ = 1000 * patroni["bootstrap"]["dcs"]["loop_wait"]
    assert 4 * int(told["rise"]) * milliseconds(told["downinter"]) <= round_
    unanswered = int(told["fall"]) - 1
    assert unanswered >= 1
    assert milliseconds(told["inter"]) + unanswered * milliseconds(told["fastinter"]) <= 2 * round_
    assert told["on-marked-down"] == "shutdown-sessions"
    assert milliseconds(told["tcp-ut"]) == patroni["postgresql"]["parameters"]["tcp_user_timeout"]


def test_a_silent_session_of_the_database_is_not_cut(sections: dict[str, list[str]]) -> None:
    """An index is built without a word for hours; only who has gone may be cut, and keepalives find that out."""
    silent = {name for name in BACKENDS if "timeout tunnel 7d" in sections[f"backend {name}"]}
    assert silent == {"primary", "replica"}
    for side in ("cli", "srv"):
        wanted = {f"option {side}tcpka", f"{side}tcpka-idle 30s", f"{side}tcpka-intvl 10s", f"{side}tcpka-cnt 3"}
        assert wanted <= set(sections["defaults"])


def test_a_connection_that_fails_ends_at_once(sections: dict[str, list[str]]) -> None:
    """A retry waits a second first; PgBouncer asks again after a fifth."""
    assert {"retries 0", "timeout connect 1s", "timeout check 2s"} <= set(sections["defaults"])


def test_addresses_are_resolved_again_all_the_time(sections: dict[str, list[str]]) -> None:
    assert "hold valid 1s" in sections["resolvers docker"]
    servers = [line for name in BACKENDS for line in sections[f"backend {name}"] if line.startswith("server ")]
    members = [line for line in servers if " backup" not in line]
    assert len(members) == len(BACKENDS) * len(MEMBERS)
    assert [line for line in members if "resolvers docker resolve-prefer ipv4 init-addr none" not in line] == []


def test_reads_go_to_the_primary_while_there_is_no_replica(sections: dict[str, list[str]]) -> None:
    assert "server primary 127.0.0.1:5432 backup" in sections["backend replica"]
    assert "bind :5432" in sections["frontend primary"]


def test_reads_leave_the_primary_when_a_replica_is_back(sections: dict[str, list[str]]) -> None:
    """A pool keeps its sessions for an hour: without this they would stay on the primary."""
    told = {
        name: [line for line in sections[f"backend {name}"] if "on-marked-up shutdown-backup-sessions" in line]
        for name in BACKENDS
    }
    assert {name for name, lines in told.items() if lines} == {"replica"}


def test_metrics_want_tls_and_a_password(sections: dict[str, list[str]]) -> None:
    lines = sections["frontend metrics"]
    assert f"bind :8405 ssl crt {CERT_FILE}" in lines
    assert lines.index("http-request auth realm metrics unless { http_auth(observers) }") < lines.index(
        "http-request use-service prometheus-exporter if { path /metrics }"
    )
    assert sections["userlist observers"] == ["user metrics insecure-password ${secret:web-haproxy}"]


def test_tls_is_1_3_on_both_sides(sections: dict[str, list[str]]) -> None:
    assert "ssl-default-bind-options ssl-min-ver TLSv1.3" in sections["global"]
    assert "ssl-default-server-options ssl-min-ver TLSv1.3" in sections["global"]


def test_a_platform_without_replicas_has_one_server_a_backend(rendered: Render) -> None:
    text = rendered("haproxy", "haproxy.cfg", postgres={"replicas": 0})
    assert len(re.findall(r"^    server postgres-1 ", text, re.MULTILINE)) == len(BACKENDS)
    assert "postgres-2" not in text
