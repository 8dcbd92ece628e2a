"""PgBouncer: the only way in for applications, in transaction mode; `<pack>` writes, `<pack>_ro` reads on a replica.

`<pack>_session` gives migrators a few whole sessions. Passwords are looked up in PostgreSQL (auth_query), so a new role
needs no change here.
"""

from infra.services.haproxy import PRIMARY_PORT, REPLICA_PORT
from infra.services.postgres import START_PARAMETERS
from infra.settings import Settings
from infra.specs import (
    CA_FILE,
    CERT_FILE,
    CONFIG_DIR,
    KEY_FILE,
    Call,
    ConfigFile,
    Endpoint,
    Member,
    Probe,
    Resources,
    SecretRef,
    ServiceSpec,
)

PORT = 6432
SESSIONS = 2
"""Server connections for the whole sessions of a pack's migrator: a tool, and somebody who looks.

They come out of what the server's limit keeps back for people and hooks, as the migrator's direct ones do.
"""
SESSION_SUFFIX = "_session"
AUTH_USER = "pgbouncer"
ADMIN_USER = "pgbouncer_admin"
STATS_USER = "pgbouncer_stats"
ADMIN_PASSWORD = SecretRef("pgbouncer-admin")
STATS_PASSWORD = SecretRef("pgbouncer-stats")
AUTH_PASSWORD = SecretRef("postgres-pgbouncer")

_CONFIG = f"{CONFIG_DIR}/pgbouncer.ini"
_USERS = f"{CONFIG_DIR}/userlist.txt"
_AUTH_QUERY = "SELECT username, password FROM pgbouncer.get_auth($1)"
_PROBE = f"{CONFIG_DIR}/pg_service.conf"
_RULES = f"{CONFIG_DIR}/pgbouncer_hba.conf"
_HANDOVER = ("sh", "-c", "sleep 2; kill -INT 1; while kill -0 1; do sleep 0.2; done")
"""Lets others learn that it is about to go, then does what the stop signal does, where only SIGTERM can be sent."""


def pgbouncer(settings: Settings) -> ServiceSpec:
    """Return the connection pooler."""
    users = "".join(
        f'"{name}" "{password}"\n'
        for name, password in (
            (AUTH_USER, AUTH_PASSWORD),
            (ADMIN_USER, ADMIN_PASSWORD),
            (STATS_USER, STATS_PASSWORD),
        )
    )
    return ServiceSpec(
        name="pgbouncer",
        image="pgbouncer",
        command=("pgbouncer", _CONFIG),
        environment={"PGSERVICEFILE": _PROBE},
        files=(
            ConfigFile(_CONFIG, _configuration(settings)),
            ConfigFile(_USERS, users),
            ConfigFile(_RULES, _rules(settings)),
            ConfigFile(_PROBE, _probe_service()),
        ),
        # Signs in to the admin console: that needs no database, and leaves no line in the log as a refused probe would.
        probe=Probe(
            ("psql", "--no-psqlrc", "--quiet", "--dbname=service=probe", "--command=SHOW VERSION"),
            interval=3,
            port=PORT,
        ),
        resources=Resources(memory=settings.pgbouncer.memory, processes=32, cpu=settings.pgbouncer.cpu),
        members=(Member("pgbouncer", endpoints=(Endpoint("pgbouncer", PORT, "postgresql"),)),),
        copies=settings.pgbouncer.copies,
        listens=(PORT,),
        calls=(Call("haproxy", PRIMARY_PORT), Call("haproxy", REPLICA_PORT)),
        after=("haproxy", "databases"),
        # Waits for running transactions; SIGTERM would wait for every client to go away by itself.
        stop_signal="SIGINT",
        handover=_HANDOVER,
        stop_grace=30,
    )


def _probe_service() -> str:
    return f"""\
[probe]
host=localhost
port={PORT}
dbname=pgbouncer
user={STATS_USER}
password={STATS_PASSWORD}
sslmode=verify-full
sslrootcert={CA_FILE}
connect_timeout=3
"""


def _rules(settings: Settings) -> str:
    """Return who comes in where: sessions are the migrators', and the shared connections everybody else's."""
    return (
        "".join(
            f"""\
hostssl {pack}{SESSION_SUFFIX} {pack}_migrator all scram-sha-256
hostssl {pack}{SESSION_SUFFIX} all all reject
hostssl {pack},{pack}_ro {pack}_migrator all reject
"""
            for pack in settings.packs
        )
        + "hostssl all all all scram-sha-256\n"
    )


def _configuration(settings: Settings) -> str:
    databases = "\n".join(
        f"{pack} = host=haproxy port={PRIMARY_PORT} dbname={pack}\n"
        f"{pack}_ro = host=haproxy port={REPLICA_PORT} dbname={pack}\n"
        f"{pack}{SESSION_SUFFIX} = host=haproxy port={PRIMARY_PORT} dbname={pack} pool_mode=session "
        f"pool_size={SESSIONS} max_db_connections={SESSIONS}"
        for pack in settings.packs
    )
    pool = settings.pgbouncer.pool_size
    return f"""\
[databases]
; where passwords are looked up
postgres = host=haproxy port={PRIMARY_PORT} dbname=postgres auth_user={AUTH_USER} pool_size=2
{databases}

[pgbouncer]
listen_addr = 0.0.0.0
listen_port = {PORT}
unix_socket_dir =
pool_mode = transaction
max_client_conn = {settings.pgbouncer.max_clients}
default_pool_size = {pool}
max_db_connections = {pool}
min_pool_size = 0
max_prepared_statements = 200
; for whole sessions alone: those of applications keep nothing by themselves (novax_pooled, a module of the server's)
server_reset_query = DISCARD ALL
track_extra_parameters = {", ".join(START_PARAMETERS)}
auth_type = hba
auth_hba_file = {_RULES}
auth_file = {_USERS}
auth_user = {AUTH_USER}
auth_dbname = postgres
auth_query = {_AUTH_QUERY}
admin_users = {ADMIN_USER}
stats_users = {STATS_USER}
ignore_startup_parameters = extra_float_digits
client_tls_sslmode = require
client_tls_protocols = tlsv1.3
client_tls_ca_file = {CA_FILE}
client_tls_cert_file = {CERT_FILE}
client_tls_key_file = {KEY_FILE}
server_tls_sslmode = verify-full
server_tls_protocols = tlsv1.3
server_tls_ca_file = {CA_FILE}
; the default of 15 s between tries would be most of an outage (measured)
server_login_retry = 0.2
; a login is two handshakes, which take more than a second on a machine under load, and one that is given up makes the
; next wait as well (measured); HAProxy ends those that hang on a dead server by itself
server_connect_timeout = 3
server_check_delay = 1
server_check_query = select 1
server_lifetime = 3600
; each keeps what it has read of hundreds of partitions, 10 to 45 MB (measured): a primary with the pools of all packs
; at rest ran out of memory
server_idle_timeout = 60
dns_max_ttl = 1
tcp_keepalive = 1
tcp_keepidle = 3
tcp_keepintvl = 1
tcp_keepcnt = 3
tcp_user_timeout = 3000
log_connections = 0
log_disconnections = 0
"""
