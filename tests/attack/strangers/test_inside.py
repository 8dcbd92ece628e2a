"""Somebody inside one of the stack's containers, or on its network: what they hold, and what it opens."""

# redis-py leaves the keyword arguments of its commands untyped:
# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false, reportUnknownVariableType=false
import json
import re
from collections.abc import Mapping, Sequence
from configparser import ConfigParser
from itertools import permutations
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from redis.exceptions import ResponseError

from infra.cli.running import Running
from infra.packs import Pack
from tests.attack.strangers.postgres import alone, answer
from tests.attack.strangers.tries import Tries, attack, lists
from tests.smoke import clients, engine
from tests.smoke.clients import value

_LISTS = lists(__file__)
_DENIED = "no permissions|not allowed"
_CERTIFICATE = "--cert /etc/novax/tls/tls.crt --key /etc/novax/tls/tls.key"
_AT_ONCE = 50
"""Requests of one command line."""
_OWN: Mapping[str, str] = {
    "postgres": "postgres|patroni|archive",
    "nats": "nats|.*-nats",
    "relay": ".*-nats",
    "haproxy|.*-exporter": "metrics",
    "prometheus": "metrics|alertmanager",
}
"""Which accounts' passwords a service needs in clear besides those that are named after it."""
_READABLE = "cat /proc/1/environ /etc/novax/* /etc/novax/*/* /run/secrets/* /tmp/* 2>/dev/null | tr '\\0' '\\n'; true"


@pytest.fixture(scope="module")
def ports(running: Running) -> dict[str, set[int]]:
    """Return the ports of each member."""
    return {member: engine.listening(container) for member, container in running.members.items()}


def _statuses(running: Running, within: str, requests: Sequence[str]) -> list[str]:
    """Return the status of each request of curl's in a member's container, 000 where none came.

    One process gives many, because each start of one costs as much as a hundred.
    """
    each = "--silent --insecure --max-time 4 --connect-timeout 2 --output /dev/null --write-out '%{http_code}\\n'"
    found: list[str] = []
    for start in range(0, len(requests), _AT_ONCE):
        part = requests[start : start + _AT_ONCE]
        command = " --next ".join(f"{each} {request}" for request in part)
        found += engine.output(running.members[within], f"curl {command} 2>/dev/null; true").split()
    return found


@attack("somebody inside a container", "the password of an account that the service does not need")
def test_what_containers_hold(running: Running, tries: Tries) -> None:
    held: set[str] = set()
    for service in running.services.values():
        needed = "|".join([service.name, *(own for name, own in _OWN.items() if re.fullmatch(name, service.name))])
        for member, container in service.members.items():
            text = engine.output(container, _READABLE)
            for account in running.accounts.values():
                found = account.password in text
                held |= {account.name} if found else set()
                mine = re.fullmatch(needed, account.name)
                tries.note(f"{member} {account.name}", "it is there" if found and not mine else "")
    # The look finds passwords where they have to be.
    assert held


@attack(
    "somebody inside a container", "the machine, by a capability, a device, the engine's socket or a set-id program"
)
def test_ways_out_of_containers(running: Running, tries: Tries) -> None:
    looks = {
        "root": "test $(id -u) = 0",
        "capabilities": "! grep -q '^CapEff:\t0*$' /proc/self/status",
        "bounding set": "! grep -q '^CapBnd:\t0*$' /proc/self/status",
        "new privileges": "! grep -q '^NoNewPrivs:\t1$' /proc/self/status",
        "no seccomp": "! grep -q '^Seccomp:\t2$' /proc/self/status",
        "engine's socket": "test -e /var/run/docker.sock -o -e /run/docker.sock -o -e /run/containerd/containerd.sock",
        "host's processes": "test $(ls -d /proc/[0-9]* | wc -l) -gt 400",
        "kernel's settings": "test -w /proc/sys/kernel/core_pattern -o -w /proc/sysrq-trigger",
        "devices": "test -e /dev/sda -o -e /dev/vda -o -e /dev/kmsg -o -e /dev/mem",
        "accounts": "test -w /etc/passwd -o -r /etc/shadow -o -w /usr/bin -o -w /usr/local/bin",
        "service account of the cluster": "test -e /var/run/secrets/kubernetes.io/serviceaccount/token",
        "cgroups": "touch /sys/fs/cgroup/stranger",
    }
    for member, container in running.members.items():
        for what, command in looks.items():
            tries.note(f"{member}: {what}", engine.exit_code(container, command) == 0)
        assert engine.exit_code(container, "test -r /proc/self/status") == 0


@attack(
    "somebody on the stack's network without an account",
    "a page or number of any port",
    limit="Without a password answer NATS' monitoring port, within the platform's network, and Patroni's API",
)
def test_open_ports_that_readme_names(running: Running, tries: Tries) -> None:
    urls = [f"https://{place}" for place in ("nats:8222/varz", "postgres-1:8008/patroni", "postgres-1:8008/cluster")]
    for url, status in zip(urls, _statuses(running, "haproxy", urls), strict=True):
        tries.note(url, status if status.startswith("2") else "")


@attack("somebody on the stack's network without an account", "a page or number of any other port")
def test_ports_without_an_account(running: Running, ports: Mapping[str, set[int]], tries: Tries) -> None:
    named = {("nats", 8222), *((member, 8008) for member in (*running.services["postgres"].members, "haproxy"))}
    # HAProxy's second way to Patroni, and the console's page, which is the same for any path.
    pages = {("haproxy", 8009), ("minio", 9001)}
    requests = [
        f"{scheme}://{member}:{port}{quote(path, safe='/?=')}"
        for member, numbers in ports.items()
        for port in sorted(numbers)
        if (member, port) not in named and (member, port) not in pages
        for scheme in ("https", "http")
        for path in _LISTS["paths"]
    ]
    for within in ("relay", "redis-exporter"):
        for url, status in zip(requests, _statuses(running, within, [f"'{url}'" for url in requests]), strict=True):
            tries.note(f"{within} {url}", status if status.startswith("2") and not url.endswith("/health") else "")


@attack("somebody who has a certificate of another service", "the keys of etcd, and so Patroni's configuration")
def test_etcd_by_any_certificate(running: Running, tries: Tries) -> None:
    calls = [(path, json.dumps(body)) for path, body in _LISTS["etcd"]]
    requests = [
        f"{certificate} --data '{body}' https://etcd:2379/v3/{path}"
        for certificate in ("", _CERTIFICATE)
        for path, body in calls
    ]
    for member in running.members:
        # Prometheus' one opens etcd, as docs/security.md says.
        if member not in {"prometheus", *running.services["postgres"].members, *running.services["etcd"].members}:
            for request, status in zip(requests, _statuses(running, member, requests), strict=True):
                tries.note(f"{member} {request}", status if status == "200" else "")
    patroni = next(iter(running.services["postgres"].members))
    # Patroni itself comes in by the same way, with the certificate that etcd knows.
    own = [request.replace("/tls.", "/etcd-client.") for request in requests[len(calls) :]]
    assert "200" in _statuses(running, patroni, own)


@attack("somebody who has a certificate of another service", "Patroni told to restart, to move or to be set otherwise")
def test_patroni_by_any_certificate(running: Running, tries: Tries) -> None:
    requests = [
        f"{who} --request {method} --data '{json.dumps(body)}' https://{target}:8008/{path}"
        for who in ("", _CERTIFICATE, f"{_CERTIFICATE} --user patroni:patroni")
        for method, path, body in _LISTS["patroni"]
        for target in running.services["postgres"].members
    ]
    for member in ("haproxy", "relay", "backup", "pgbouncer", "redis-exporter", "prometheus"):
        for request, status in zip(requests, _statuses(running, member, requests), strict=True):
            tries.note(f"{member} {request}", status if status not in {"000", "401", "403"} else "")
    assert set(_statuses(running, "relay", ["https://postgres-1:8008/patroni"])) == {"200"}


@attack("somebody who has a certificate of another service", "files of the database by pgBackRest's server")
def test_the_file_server_by_any_certificate(running: Running, tries: Tries) -> None:
    ask = r'{"cmd":"noop"}\n{"cmd":"storageList","param":["/"]}\n'
    for member in ("relay", "haproxy", "redis-exporter", "pgbouncer", "prometheus", "minio"):
        for certificate in ("", _CERTIFICATE.replace("--", "-")):
            for target in running.services["postgres"].members:
                talk = f"timeout 4 openssl s_client -quiet -connect {target}:8432 {certificate} 2>/dev/null"
                printed = f"(printf '{ask}'; sleep 0.3) | {talk} | tr -cd '[:print:]'; true"
                text = engine.output(running.members[member], printed)
                tries.note(f"{member} {target} {certificate}", text if '"out"' in text or "pg_control" in text else "")


def _refused(running: Running, tries: Tries, login: tuple[str, str], database: str, statements: Sequence[str]) -> None:
    """Count statements that a login, given as name and password, is to be refused at the primary."""
    user, password = login
    with clients.postgres(
        running, "postgres", database, user=user, password=password, prepare_threshold=None, application_name="stranger"
    ) as session:
        assert value(session, "select 'signed in'") == "signed in"
        for statement in statements:
            # Jobs and the products' tables are in one database each.
            code, text = alone(session, statement) if "database" in statement else answer(session, statement)
            held = code in {"42501", "3F000", "42P01"}
            tries.note(f"{user} {database} {statement}", "" if held else f"{code or 'worked'} {text}")


def _tables(packs: Sequence[Pack]) -> dict[str, list[str]]:
    """Return statements that read each tenant table, by database."""
    return {pack.database: [f"select * from public.{table} limit 1" for table in pack.tenant_tables] for pack in packs}


@attack("somebody inside the exporter of PostgreSQL", "rows, files, or other people's sessions by the observer's login")
def test_the_observer_of_postgresql(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    container = next(iter(running.services["postgres-exporter"].members.values()))
    user = engine.output(container, "tr '\\0' '\\n' </proc/1/environ | sed -n 's/^DATA_SOURCE_USER=//p'").strip()
    login = user, engine.content(container, "/etc/novax/postgres-password").strip()
    for database, reads in {"postgres": list[str](), **_tables(packs)}.items():
        _refused(running, tries, login, database, [*reads, *_LISTS["observer of postgresql"]])


@attack(
    "somebody inside the exporter of the cache", "keys, settings, or the replica's password by the observer's account"
)
def test_the_observer_of_the_cache(running: Running, tries: Tries) -> None:
    passwords = json.loads(engine.content(running.members["redis-exporter"], "/etc/novax/redis-passwords.json"))
    (address, password), *_ = passwords.items()
    name = urlsplit(address).username
    with clients.cache(running, "redis", username=name, password=password) as observer:
        assert observer.info("server")
        for command in _LISTS["observer of the cache"]:
            words = command.split(" ")
            tries.refused(
                command,
                lambda words=words: observer.execute_command(*words),
                ResponseError,
                _DENIED,
            )


@attack("somebody inside the relay", "tables of the products, or more than its events, by the relay's login")
def test_the_relays_login(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    services = ConfigParser()
    services.read_string(engine.content(running.members["relay"], "/etc/novax/pg_service.conf"))
    login = services["primary"]["user"], services["primary"]["password"]
    for pack in packs:
        if pack.streams:
            _refused(running, tries, login, pack.database, [*_tables(packs)[pack.database], *_LISTS["relay"]])


@attack("somebody inside the pooler", "the database as somebody who reads or writes, by the pooler's own login")
def test_the_poolers_login(running: Running, packs: Sequence[Pack], tries: Tries) -> None:
    lines = engine.content(running.members["pgbouncer"], "/etc/novax/userlist.txt")
    login = "pgbouncer", re.findall(r'^"pgbouncer" "(.+)"$', lines, re.MULTILINE)[0]
    _refused(running, tries, login, "postgres", _LISTS["pooler"])
    for pack in packs:
        tries.refused(
            pack.database,
            lambda pack=pack: clients.postgres(
                running, "postgres", pack.database, user=login[0], password=login[1]
            ).close(),
            psycopg.OperationalError,
            "permission denied for database",
        )


@attack("somebody who has the password of one page of metrics", "another page, or more than to look at its own")
def test_the_passwords_of_pages(running: Running, tries: Tries) -> None:
    # Patroni's answers to whoever reads are a limit of its own.
    for mine, theirs in permutations(("prometheus", "alertmanager"), 2):
        own, other = running.accounts[mine], running.accounts[theirs]
        for user in (own.username, other.username):
            headers = clients.basic(user, own.password)
            for path in ("/metrics", "/api/v2/status", "/api/v1/status/config", "/config"):
                status, answer = clients.http(running, running.endpoints[theirs], path, headers=headers)
                tries.note(f"{mine} at {theirs} {path}", answer if status < 400 else "")
    own = running.accounts["prometheus"]
    headers = clients.basic(own.username, own.password)
    assert clients.http(running, own.endpoint, "/api/v1/query?query=up", headers=headers)[0] == 200
    for method, path in _LISTS["prometheus"]:
        status, answer = clients.http(running, own.endpoint, path, method=method, headers=headers)
        tries.note(f"{method} {path}", f"{status} {answer}" if status < 400 else "")
