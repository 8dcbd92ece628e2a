"""A stranger on the network: no account, or somebody else's, at every port that is published."""

# redis-py leaves the keyword arguments of its commands untyped:
# pyright: reportUnknownMemberType=false
import contextlib
import secrets
import ssl
import struct
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import psycopg
import pytest
import redis

from infra.cli.running import Endpoint, Running
from infra.packs import Pack
from tests.attack.strangers import wire
from tests.attack.strangers.postgres import sign_in
from tests.attack.strangers.tries import Tries, attack, lists
from tests.attack.strangers.wire import Certificate
from tests.smoke import clients

_LISTS = lists(__file__)
_NOBODY = "nobody_of_that_name"
_CROWD = 400
"""Connections that a stranger opens and leaves at that."""
_SLACK_SECONDS = 0.025
"""A difference of refusals' times below this is the machine's and the network's."""


@pytest.fixture(scope="module")
def intruder(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Return a certificate of a CA of the stranger's own, for the name of the superuser."""
    folder = tmp_path_factory.mktemp("intruder")
    found = Certificate(folder / "mine.crt", folder / "mine.key")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=postgres"
    subprocess.run([*command.split(), "-out", found.crt, "-keyout", found.key], check=True, capture_output=True)
    return found


def postgresql(running: Running) -> list[Endpoint]:
    return [end for end in running.endpoints.values() if end.scheme == "postgresql"]


def https(running: Running) -> list[Endpoint]:
    """Return the endpoints that ask for a password over HTTPS."""
    ends = [end for end in running.endpoints.values() if end.scheme == "https"]
    return [end for end in ends if not end.name.startswith("patroni")]


def patroni(running: Running) -> list[Endpoint]:
    return [end for end in running.endpoints.values() if end.name.startswith("patroni")]


def _of_the_console(answer: bytes) -> bool:
    """Tell whether an answer is the page of the store's console, which it gives for any path and any method."""
    return b"Server: MinIO Console" in answer and b"Content-Type: text/html" in answer


@attack("a stranger", "an answer without TLS")
def test_in_clear(running: Running, tries: Tries) -> None:
    words = {
        "postgresql": wire.startup(user="postgres", database="postgres"),
        "rediss": b"PING\r\nINFO\r\n",
        "tls": b'CONNECT {"verbose":true}\r\nPING\r\n',
        "https": b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    }
    answers = (b"PONG", b"redis_version", b"+OK", b"R\0\0\0", b" 200 ")
    for endpoint in running.endpoints.values():
        with wire.opened(endpoint) as line:
            if endpoint.scheme == "tls":
                line.recv(4096)
            got = wire.said(line, words[endpoint.scheme])
        tries.note(endpoint.name, got if any(one in got for one in answers) else "")
        assert wire.well(running, endpoint), endpoint.name


@pytest.mark.parametrize("most", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1], ids=["1.0", "1.1"])
@attack("a stranger between a client and a service", "a version of TLS that is broken")
def test_old_tls(running: Running, tries: Tries, most: ssl.TLSVersion) -> None:
    for endpoint in running.endpoints.values():
        try:
            with wire.secured(running, endpoint, most=most) as line:
                tries.note(endpoint.name, line.version())
        except (ssl.SSLError, ConnectionError) as error:
            # What this side's library refuses was never tried.
            if "NO_PROTOCOLS_AVAILABLE" not in str(error):
                tries.note(endpoint.name)
        assert wire.well(running, endpoint), endpoint.name


@attack("a stranger with a certificate of their own CA", "an account by that certificate alone")
def test_a_certificate_of_another_ca(running: Running, intruder: Certificate, tries: Tries) -> None:
    for endpoint in postgresql(running):
        for user in ("postgres", "replicator", "novax_app"):
            tries.refused(
                f"{endpoint.name} {user}",
                lambda endpoint=endpoint, user=user: psycopg.connect(
                    host=endpoint.host,
                    port=endpoint.port,
                    user=user,
                    dbname="novax",
                    sslmode="require",
                    sslcert=str(intruder.crt),
                    sslkey=_private(intruder.key),
                    connect_timeout=10,
                ).close(),
                psycopg.OperationalError,
                "no password supplied|pg_hba|rejected|unknown ca|failed|not allowed",
            )
    for endpoint in https(running):
        with contextlib.suppress(OSError), wire.secured(running, endpoint, certificate=intruder) as line:
            got = wire.said(line, b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            tries.note(endpoint.name, got if b" 200 " in got[:20] and not _of_the_console(got) else "")


def _private(key: Path) -> str:
    key.chmod(0o600)
    return str(key)


@attack("a stranger", "an account by a password that everybody tries first")
def test_default_accounts(running: Running, tries: Tries) -> None:
    for user, password in (
        ("postgres", "postgres"),
        ("postgres", "password"),
        ("pgbouncer", "pgbouncer"),
        ("admin", "admin"),
        ("patroni", "patroni"),
    ):
        for endpoint in postgresql(running):
            for database in ("postgres", "pgbouncer", "novax"):
                tries.refused(
                    f"{endpoint.name} {user} {database}",
                    lambda e=endpoint, u=user, p=password, d=database: psycopg.connect(
                        host=e.host, port=e.port, user=u, password=p, dbname=d, sslmode="require", connect_timeout=10
                    ).close(),
                    psycopg.OperationalError,
                    "authentication failed|no such user|not allowed|pg_hba|no such database|rejected|permission denied",
                )
    for user, password in (("default", ""), ("default", "redis"), ("admin", "admin"), ("replica", "replica")):
        for endpoint in (end for end in running.endpoints.values() if end.scheme == "rediss"):
            tries.refused(
                f"{endpoint.name} {user}",
                lambda e=endpoint, u=user, p=password: clients.cache(
                    running, "redis", endpoint=e.name, username=u, password=p
                ).ping(),
                redis.RedisError,
                "WRONGPASS|NOAUTH|Authentication required|invalid username-password",
            )
    accounts = (
        ("admin", "admin"),
        ("minioadmin", "minioadmin"),
        ("metrics", "metrics"),
        ("patroni", "patroni"),
        ("novax", "novax"),
    )
    for endpoint in https(running):
        for user, password in accounts:
            for path in ("/", "/metrics", "/config", "/api/v1/status/config", "/api/v2/status"):
                if endpoint.service == "minio":
                    continue
                status, _ = clients.http(running, endpoint, path, headers=clients.basic(user, password))
                tries.note(f"{endpoint.name} {path} {user}", status if status < 400 else "")


@attack("a stranger", "an account by a password that is nearly right")
def test_nearly_right_passwords(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    right = running.account(f"{packs[0].name}-app").password
    changes = (
        right[:-1],
        right + " ",
        right + right[-1],
        right.upper(),
        right.lower(),
        right[::-1],
        f"{right}\n",
        "md5" + right,
    )
    for where in ("pgbouncer", "postgres-primary"):
        for wrong in (one for one in changes if one != right):
            tries.refused(
                f"{where}",
                lambda where=where, wrong=wrong: clients.postgres(
                    running, f"{packs[0].name}-app", packs[0].database, endpoint=where, password=wrong
                ).close(),
                psycopg.OperationalError,
                "authentication failed",
            )
    right = running.account(f"{packs[0].name}-redis").password
    for wrong in (right[:-1], f"{right} ", f"{right}\0", f"{right}\r\n", right.swapcase()):
        tries.refused(
            "redis",
            lambda wrong=wrong: clients.cache(running, f"{packs[0].name}-redis", password=wrong).ping(),
            redis.RedisError,
            "WRONGPASS|invalid username-password",
        )
    clients.postgres(running, f"{packs[0].name}-app", packs[0].database).close()
    with clients.cache(running, f"{packs[0].name}-redis") as cache:
        assert cache.ping()


@attack("a stranger", "whether an account exists, from the words of the refusal")
def test_names_of_accounts_by_words(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    texts = {_refusal(running, packs[0], "postgres-primary", user) for user in (packs[0].app, _NOBODY)}
    tries.note("postgres-primary", texts if len(texts) > 1 else "")
    for user in (packs[0].name, "admin", _NOBODY):
        tries.refused(
            f"redis {user}",
            lambda user=user: clients.cache(running, "redis", username=user, password="wrong").ping(),
            redis.RedisError,
            "invalid username-password pair or user is disabled",
        )


@attack(
    "a stranger",
    "whether an account exists, from what the pooler says",
    limit="Names of accounts are no secret, but for the object store's: the pooler says of one that there is none",
)
def test_names_of_accounts_at_the_pooler(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    texts = {_refusal(running, packs[0], "pgbouncer", user) for user in (packs[0].app, _NOBODY)}
    tries.note("pgbouncer", texts if len(texts) > 1 else "")


def _refusal(running: Running, pack: Pack, where: str, user: str) -> str:
    with pytest.raises(psycopg.OperationalError) as refused:
        clients.postgres(running, f"{pack.name}-app", pack.database, endpoint=where, user=user, password="wrong")
    return str(refused.value).replace(user, "USER")


@attack("a stranger", "whether an account exists, from the time that a refusal takes")
def test_names_of_accounts_by_time(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    def seconds(user: str) -> float:
        began = time.perf_counter()
        _refusal(running, packs[0], "postgres-primary", user)
        return time.perf_counter() - began

    rounds = [[seconds(user) for user in (packs[0].app, _NOBODY)] for _ in range(9)]
    # The shortest are those that nothing else on the machine held up.
    known, unknown = (min(times) for times in zip(*rounds, strict=True))
    tries.note("refusal", f"{known:.3f} s against {unknown:.3f} s" if abs(known - unknown) > _SLACK_SECONDS else "")


@attack("a stranger", "a page, a number or a profile without a password")
def test_pages_without_a_password(running: Running, tries: Tries) -> None:
    for endpoint in https(running):
        for path in _LISTS["pages"]:
            got = wire.http(
                running, endpoint, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
            )
            status = got.split(b" ")[1:2]
            assert status, f"{endpoint.name} {path}"
            came = status[0].startswith(b"2") and not _of_the_console(got)
            tries.note(f"{endpoint.name} {path}", got[:200] if came else "")


@attack(
    "a stranger on this machine",
    "what Patroni knows of the cluster",
    limit="Patroni's API to whoever only reads, there and at the loopback",
)
def test_patroni_without_a_password(running: Running, tries: Tries) -> None:
    for endpoint in patroni(running):
        for path in ("/config", "/cluster", "/history", "/metrics"):
            status, _ = clients.http(running, endpoint, path)
            tries.note(f"{endpoint.name} {path}", status if status == 200 else "")


@attack("a stranger", "something done without a password")
def test_deeds_without_a_password(running: Running, tries: Tries) -> None:
    for endpoint in (*https(running), *patroni(running)):
        for method, path in _LISTS["deeds"]:
            headers = "Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close"
            got = wire.http(running, endpoint, f"{method} {path} HTTP/1.1\r\n{headers}\r\n\r\n{{}}".encode())
            status = got.split(b" ")[1:2]
            refused = bool(status) and not status[0].startswith((b"2", b"3"))
            tries.note(f"{endpoint.name} {method} {path}", "" if refused or _of_the_console(got) else got[:200])


def _odd() -> dict[str, list[bytes]]:
    """Return what no client sends, by the scheme of the endpoint."""
    noise = secrets.token_bytes(4096)
    get = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
    return {
        "postgresql": [
            b"",
            noise,
            b"\0" * 8192,
            struct.pack("!ii", 0x7FFFFFFF, 196608),
            struct.pack("!ii", -1, 196608),
            struct.pack("!ii", 4, 0),
            struct.pack("!ii", 8, 80877104),
            struct.pack("!ii", 8, 196608),
            struct.pack("!ii", 9, 0x00040000) + b"\0",
            wire.startup(user="x" * 9000, database="y" * 9000),
            wire.startup(user="'; drop role postgres; --", database='"'),
            wire.startup(user="a\nb\r\nFATAL: c", database="%s%n%x"),
            wire.startup(user="\x7f\x1b[2J", database="../../etc/passwd"),
            wire.startup(user="postgres", database="postgres", **{f"p{number}": "x" for number in range(500)}),
            b"Q" + struct.pack("!i", 20) + b"select 1\0",
            b"GET / HTTP/1.1\r\n\r\n",
        ],
        "rediss": [
            noise,
            b"*1048576\r\n",
            b"*-1\r\n",
            b"*2147483648\r\n",
            b"*1\r\n$2147483648\r\n",
            b"*1\r\n$-5\r\nPING\r\n",
            b"$" * 70000,
            b"*3\r\n$4\r\nAUTH\r\n$0\r\n\r\n$0\r\n\r\n",
            b"A" * 200000,
            b"POST / HTTP/1.1\r\nHost: x\r\n\r\nFLUSHALL\r\n",
            b"\0" * 65536,
            b"*3\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$1\r\nx\r\n",
            b"QUIT\r\n",
            b"RESET\r\n",
            b"CLIENT NO-EVICT ON\r\n",
        ],
        "tls": [
            noise,
            b"PUB x 2147483647\r\n",
            b"PUB x -1\r\n\r\n",
            b"CONNECT {" + b"[" * 50000,
            b"SUB " + b"x" * 9000 + b" 1\r\n",
            b"PING" * 20000,
            b"INFO {}\r\n",
            b"+OK\r\n-ERR 'x'\r\nMSG x 1 1\r\nx\r\n",
            b"HPUB x 12 4\r\nNATS/1.0\r\n\r\n",
            b"A+ x\r\nA- x\r\nRS+ x y\r\nLS+ x\r\n",
            b'CONNECT {"user":"admin","pass":""}\r\nPING\r\n',
            b'CONNECT {"jwt":"x","nkey":"x","sig":"x"}\r\nPING\r\n',
            b"\0" * 65536,
        ],
        "https": [
            noise,
            b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20000 + b"\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"GET\0/ HTTP/1.1\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get,
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + noise,
            b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n",
            b"TRACE / HTTP/1.1\r\nHost: x\r\nCookie: secret\r\n\r\n",
        ],
    }


@pytest.mark.parametrize("scheme", ["postgresql", "rediss", "tls", "https"])
@attack("a stranger", "a service that falls, hangs, or lets somebody in after bytes that no client sends")
def test_odd_bytes(running: Running, tries: Tries, scheme: str) -> None:
    welcome = {"postgresql": b"R\0\0\0\x08\0\0\0\0", "rediss": b"+OK", "tls": b"PONG", "https": b" 200 OK"}[scheme]
    ends = [end for end in running.endpoints.values() if end.scheme == scheme]
    cases = [(end, number, text) for number, text in enumerate(_odd()[scheme]) for end in ends]
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(partial(_knock, running), [end for end, *_ in cases], [text for *_, text in cases])
        for (end, number, text), got in zip(cases, answers, strict=True):
            goodbye = scheme == "rediss" and text.startswith((b"QUIT", b"RESET"))
            # These give their pages to everybody, as other tests say.
            page = end.name.startswith(("patroni", "minio-console"))
            tries.note(f"{end.name} {number}", got[:100] if welcome in got and not goodbye and not page else "")
    assert [end.name for end in ends if not wire.well(running, end)] == []


def _knock(running: Running, endpoint: Endpoint, text: bytes) -> bytes:
    """Send bytes in clear and over TLS, and return what came back over TLS."""
    with contextlib.suppress(OSError), wire.opened(endpoint) as line:
        line.settimeout(0.1)
        wire.said(line, text)
    with contextlib.suppress(OSError), wire.secured(running, endpoint) as line:
        line.settimeout(0.4)
        return wire.said(line, text)
    return b""


@attack("a stranger", "no room for others, by connections that say nothing")
def test_half_open_connections(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    signs: dict[str, Callable[[], object]] = {
        "pgbouncer": lambda: sign_in(running, f"{packs[0].name}-app", packs[0].database).close(),
        "redis": lambda: clients.cache(running, f"{packs[0].name}-redis").ping(),
        "nats": lambda: wire.well(running, running.endpoints["nats"]),
        "minio": lambda: clients.objects(running, f"{packs[0].name}-minio").list_objects_v2(
            Bucket=next(iter(packs[0].buckets)), MaxKeys=1
        ),
    }
    for name, sign in signs.items():
        endpoint = running.endpoints[name]
        with contextlib.ExitStack() as crowd:
            for number in range(_CROWD):
                line = crowd.enter_context(wire.opened(endpoint))
                if number % 4 == 0:
                    line.sendall(b"\x16\x03\x01\x02\x00"[: number % 5 + 1])
            began = time.monotonic()
            try:
                sign()
                tries.note(name, "" if (took := time.monotonic() - began) < 5 else f"{took:.1f} s")
            except Exception as error:  # noqa: BLE001  # whatever a client says, it was kept out
                tries.note(name, error)
