"""HAProxy: two PostgreSQL ports that follow Patroni's leader, and Patroni's own API behind the same rule.

Timings are those measured in our trial: checks every second, 250 ms when in doubt, sessions cut when a server goes
down. An answer has two seconds: on a machine under load it took more than one (measured), and nobody takes over from a
primary that is silent for 20 s anyway. Names are resolved again all the time: a container that comes back may have
another address.

A connection that is refused ends at once, and who wanted it asks again, as PgBouncer does five times a second: HAProxy
itself would wait a second before each try, with the same server as long as there is no other (measured: two seconds of
an outage).

A session of PostgreSQL may be silent for as long as its statement takes, an index build for hours. So it is not cut for
silence: who has gone without a word is found by keepalives, within a minute.
"""

from collections.abc import Mapping

from infra.services import web
from infra.services.postgres import PORT as POSTGRES_PORT
from infra.services.postgres import REST_PORT, member_names
from infra.services.surroundings import full_name
from infra.settings import Settings
from infra.specs import (
    CA_FILE,
    CERT_FILE,
    CONFIG_DIR,
    Call,
    ConfigFile,
    Endpoint,
    Member,
    Resources,
    ServiceSpec,
    https_probe,
)

PRIMARY_PORT = 5432
REPLICA_PORT = 5433
REPLICA_REST_PORT = 8009
METRICS_PORT = 8405

_CONFIG = f"{CONFIG_DIR}/haproxy.cfg"
_SILENCE = "    timeout tunnel 7d\n"
"""For backends of sessions: replaces both other timeouts once a connection stands."""
_LAG_BYTES = 16 * 1024 * 1024
"""A replica further behind than one WAL segment serves no reads."""


def haproxy(settings: Settings) -> ServiceSpec:
    """Return the router in front of PostgreSQL."""
    return ServiceSpec(
        name="haproxy",
        image="haproxy",
        command=("haproxy", "-W", "-db", "-f", _CONFIG),
        files=(ConfigFile(_CONFIG, _configuration(settings)),),
        probe=https_probe(f"https://localhost:{METRICS_PORT}/healthz", interval=3),
        resources=Resources(memory=settings.haproxy.memory, processes=64),
        members=(
            Member(
                "haproxy",
                endpoints=(
                    Endpoint("postgres-primary", PRIMARY_PORT, "postgresql"),
                    Endpoint("postgres-replica", REPLICA_PORT, "postgresql"),
                    Endpoint("patroni", REST_PORT, "https"),
                    Endpoint("patroni-replica", REPLICA_REST_PORT, "https"),
                ),
            ),
        ),
        listens=(PRIMARY_PORT, REPLICA_PORT, REST_PORT, REPLICA_REST_PORT, METRICS_PORT),
        calls=(Call("postgres", POSTGRES_PORT), Call("postgres", REST_PORT)),
        after=("postgres",),
    )


_Addresses = Mapping[str, str]
"""The full DNS name of each member of PostgreSQL: HAProxy's own resolver knows no search domains."""


def _addresses(settings: Settings) -> _Addresses:
    return {name: full_name(settings, name) for name in member_names(settings)}


def _servers(members: _Addresses, port: int) -> str:
    return "\n".join(
        f"    server {name} {address}:{port} check port {REST_PORT} check-ssl check-sni {name} verify required "
        f"verifyhost {name} ca-file {CA_FILE} resolvers docker resolve-prefer ipv4 init-addr none"
        for name, address in members.items()
    )


def _checks(seconds: int) -> str:
    # What is down for a backend is no rare thing: for the primary's every replica is. A new primary is found by these.
    often = f"inter {seconds}s fastinter 250ms downinter {seconds * 250}ms fall 2 rise 1"
    return f"{often} on-marked-down shutdown-sessions tcp-ut 3s"


_RETURN_TO_REPLICA = " on-marked-up shutdown-backup-sessions"
_FALLBACK = f"    server primary 127.0.0.1:{PRIMARY_PORT} backup\n"
"""Takes reads while there is no replica, from a failover until the old primary is back: better there than nowhere.

It is our own port, which leads to whoever leads. A server that tracks the primary's check instead stays in maintenance
for good when its name was unknown at the start (seen). Sessions are cut when a replica returns, or a pool would stay.
"""


def _backend(name: str, members: _Addresses, port: int, check: str, options: str) -> str:
    return f"""\
backend {name}
{_SILENCE if port == POSTGRES_PORT else ""}\
    option httpchk
    http-check send meth OPTIONS uri {check} ver HTTP/1.1 hdr Host patroni
    http-check expect status 200
    default-server {options}
{_servers(members, port)}
"""


def _configuration(settings: Settings) -> str:
    members, seconds = _addresses(settings), settings.postgres.check_seconds
    checks = _checks(seconds)
    return f"""\
global
    maxconn 4000
    log stdout format raw local0 notice
    ssl-load-extra-del-ext
    ssl-default-bind-options ssl-min-ver TLSv1.3
    ssl-default-server-options ssl-min-ver TLSv1.3

defaults
    mode tcp
    log global
    retries 0
    timeout connect 1s
    timeout check 2s
    timeout client 30m
    timeout server 30m
    option clitcpka
    clitcpka-idle 30s
    clitcpka-intvl 10s
    clitcpka-cnt 3
    option srvtcpka
    srvtcpka-idle 30s
    srvtcpka-intvl 10s
    srvtcpka-cnt 3

resolvers docker
    parse-resolv-conf
    resolve_retries 3
    timeout resolve 1s
    timeout retry 500ms
    hold valid {seconds}s
    hold obsolete 5s

userlist observers
    user {web.USER} insecure-password {web.password("haproxy")}

frontend primary
    bind :{PRIMARY_PORT}
    default_backend primary

frontend replica
    bind :{REPLICA_PORT}
    default_backend replica

frontend patroni
    bind :{REST_PORT}
    default_backend patroni

frontend patroni-replica
    bind :{REPLICA_REST_PORT}
    default_backend patroni-replica

frontend metrics
    mode http
    timeout client 10s
    timeout http-request 10s
    bind :{METRICS_PORT} ssl crt {CERT_FILE}
    http-request return status 200 content-type text/plain string "ok" if {{ path /healthz }}
    http-request auth realm metrics unless {{ http_auth(observers) }}
    http-request use-service prometheus-exporter if {{ path /metrics }}

{_backend("primary", members, POSTGRES_PORT, "/primary", checks)}
{_backend("replica", members, POSTGRES_PORT, f"/replica?lag={_LAG_BYTES}", f"{checks}{_RETURN_TO_REPLICA}")}{_FALLBACK}

{_backend("patroni", members, REST_PORT, "/primary", checks)}
{_backend("patroni-replica", members, REST_PORT, "/replica", checks)}"""
