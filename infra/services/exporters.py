"""Exporters turn each service's own figures into metrics: one process a container, TLS and a password on each."""

from infra.services import web
from infra.services.etcd import CLIENT_PORT as ETCD_PORT
from infra.services.minio import PORT as MINIO_PORT
from infra.services.nats import MONITOR_PORT
from infra.services.pgbouncer import PORT as PGBOUNCER_PORT
from infra.services.pgbouncer import STATS_PASSWORD, STATS_USER
from infra.services.postgres import PORT as POSTGRES_PORT
from infra.services.postgres import REST_PORT
from infra.services.postgres import member_names as postgres_members
from infra.services.redis import METRICS_PASSWORD as REDIS_PASSWORD
from infra.services.redis import METRICS_USER as REDIS_USER
from infra.services.redis import PORT as REDIS_PORT
from infra.services.redis import member_names as redis_members
from infra.services.surroundings import runs_etcd
from infra.settings import Settings
from infra.specs import CA_FILE, CERT_FILE, CONFIG_DIR, KEY_FILE, Call, ConfigFile, Member, SecretRef, ServiceSpec

POSTGRES_EXPORTER_PORT = 9187
PGBOUNCER_EXPORTER_PORT = 9127
REDIS_EXPORTER_PORT = 9121
NATS_EXPORTER_PORT = 7979
NODE_EXPORTER_PORT = 9100
BLACKBOX_EXPORTER_PORT = 9115

POSTGRES_USER = "metrics"
POSTGRES_PASSWORD = SecretRef("postgres-metrics")

_TLS_1_3 = f"sslmode=verify-full&sslrootcert={CA_FILE}"


def exporters(settings: Settings) -> tuple[ServiceSpec, ...]:
    """Return every exporter."""
    return (
        _postgres(settings),
        _pgbouncer(settings),
        _redis(settings),
        _nats(settings),
        _node(settings),
        _blackbox(settings),
    )


def _postgres(settings: Settings) -> ServiceSpec:
    password = f"{CONFIG_DIR}/postgres-password"
    return web.exporter(
        settings,
        "postgres-exporter",
        POSTGRES_EXPORTER_PORT,
        (
            "prometheus-postgres-exporter",
            f"--web.listen-address=:{POSTGRES_EXPORTER_PORT}",
            f"--web.config.file={web.CONFIG}",
            "--collector.stat_statements",
            "--collector.long_running_transactions",
            "--collector.stat_wal_receiver",
        ),
        files=(ConfigFile(password, str(POSTGRES_PASSWORD)),),
        environment={"DATA_SOURCE_USER": POSTGRES_USER, "DATA_SOURCE_PASS_FILE": password},
        members=tuple(
            Member(
                name.replace("postgres", "postgres-exporter"),
                environment={"DATA_SOURCE_URI": f"{name}:{POSTGRES_PORT}/postgres?{_TLS_1_3}"},
            )
            for name in postgres_members(settings)
        ),
        calls=(Call("postgres", POSTGRES_PORT),),
        after=("postgres", "databases"),
    )


def _pgbouncer(settings: Settings) -> ServiceSpec:
    connection = f"{CONFIG_DIR}/pgbouncer-connection"
    url = f"postgres://{STATS_USER}:{STATS_PASSWORD}@pgbouncer:{PGBOUNCER_PORT}/pgbouncer?{_TLS_1_3}"
    return web.exporter(
        settings,
        "pgbouncer-exporter",
        PGBOUNCER_EXPORTER_PORT,
        (
            "sh",
            "-c",
            (
                f'PGBOUNCER_EXPORTER_CONNECTION_STRING="$(cat {connection})" exec prometheus-pgbouncer-exporter '
                f"--web.listen-address=:{PGBOUNCER_EXPORTER_PORT} --web.config.file={web.CONFIG}"
            ),
        ),
        files=(ConfigFile(connection, url),),
        calls=(Call("pgbouncer", PGBOUNCER_PORT),),
        after=("pgbouncer",),
    )


def _redis(settings: Settings) -> ServiceSpec:
    own_password, passwords = f"{CONFIG_DIR}/web-password", f"{CONFIG_DIR}/redis-passwords.json"
    pairs = ", ".join(
        f'"rediss://{REDIS_USER}@{name}:{REDIS_PORT}": "{REDIS_PASSWORD}"' for name in redis_members(settings)
    )
    return web.exporter(
        settings,
        "redis-exporter",
        REDIS_EXPORTER_PORT,
        (
            "sh",
            "-c",
            # This one knows no web configuration, and takes its own password from its environment or an argument.
            f'REDIS_EXPORTER_BASIC_AUTH_PASSWORD="$(cat {own_password})" exec prometheus-redis-exporter "$@"',
            "redis-exporter",
            f"-web.listen-address=:{REDIS_EXPORTER_PORT}",
            f"-basic-auth-username={web.USER}",
            "-redis.addr=",
            f"-redis.user={REDIS_USER}",
            f"-redis.password-file={passwords}",
            # No settings: what the server would tell of them has the password with which replicas follow.
            "-config-command=-",
            f"-tls-ca-cert-file={CA_FILE}",
            f"-tls-server-cert-file={CERT_FILE}",
            f"-tls-server-key-file={KEY_FILE}",
            "-tls-server-min-version=TLS1.3",
        ),
        files=(ConfigFile(passwords, f"{{{pairs}}}\n"), ConfigFile(own_password, str(web.password("redis-exporter")))),
        calls=(Call("redis", REDIS_PORT),),
        after=("redis",),
    )


def _nats(settings: Settings) -> ServiceSpec:
    config = f"{CONFIG_DIR}/json-exporter.yaml"
    return web.exporter(
        settings,
        "nats-exporter",
        NATS_EXPORTER_PORT,
        (
            "json_exporter",
            f"--config.file={config}",
            f"--web.listen-address=:{NATS_EXPORTER_PORT}",
            f"--web.config.file={web.CONFIG}",
        ),
        files=(ConfigFile(config, _NATS_MODULES),),
        calls=(Call("nats", MONITOR_PORT),),
        after=("nats",),
    )


def _node(settings: Settings) -> ServiceSpec:
    return web.exporter(
        settings,
        "node-exporter",
        NODE_EXPORTER_PORT,
        (
            "prometheus-node-exporter",
            f"--web.listen-address=:{NODE_EXPORTER_PORT}",
            f"--web.config.file={web.CONFIG}",
            # Of the host these are visible from a container without any mount.
            "--collector.disable-defaults",
            "--collector.cpu",
            "--collector.loadavg",
            "--collector.meminfo",
            "--collector.diskstats",
            "--collector.filesystem",
            "--collector.pressure",
            "--collector.vmstat",
        ),
    )


def _blackbox(settings: Settings) -> ServiceSpec:
    config = f"{CONFIG_DIR}/blackbox.yaml"
    return web.exporter(
        settings,
        "blackbox-exporter",
        BLACKBOX_EXPORTER_PORT,
        (
            "prometheus-blackbox-exporter",
            f"--config.file={config}",
            f"--web.listen-address=:{BLACKBOX_EXPORTER_PORT}",
            f"--web.config.file={web.CONFIG}",
        ),
        files=(ConfigFile(config, _BLACKBOX_MODULES),),
        calls=tuple(
            Call("postgres" if name in postgres_members(settings) else name, port)
            for name, port in listeners_with_certificates(settings).items()
        ),
    )


def listeners_with_certificates(settings: Settings) -> dict[str, int]:
    """Return where the age of certificates is looked at: the port of each member, by its name."""
    etcd = {"etcd": ETCD_PORT} if runs_etcd(settings) else {}
    return {"minio": MINIO_PORT, **etcd, **dict.fromkeys(postgres_members(settings), REST_PORT)}


_BLACKBOX_MODULES = f"""\
modules:
  tls:
    prober: tcp
    timeout: 5s
    tcp:
      tls: true
      tls_config:
        ca_file: {CA_FILE}
"""

NATS_TARGET = f"https://nats:{MONITOR_PORT}"

_NATS_MODULES = f"""\
modules:
  varz:
    http_client_config:
      tls_config: {{ca_file: {CA_FILE}}}
    metrics:
      - {{name: nats_connections, help: Client connections now, path: "{{.connections}}"}}
      - {{name: nats_slow_consumers_total, help: Slow consumers, path: "{{.slow_consumers}}", valuetype: counter}}
      - {{name: nats_in_messages_total, help: Messages received since start, path: "{{.in_msgs}}", valuetype: counter}}
      - {{name: nats_out_messages_total, help: Messages sent since start, path: "{{.out_msgs}}", valuetype: counter}}
      - {{name: nats_memory_bytes, help: Resident memory, path: "{{.mem}}"}}
  jsz:
    http_client_config:
      tls_config: {{ca_file: {CA_FILE}}}
    metrics:
      - {{name: jetstream_streams, help: Streams, path: "{{.streams}}"}}
      - {{name: jetstream_consumers, help: Consumers, path: "{{.consumers}}"}}
      - {{name: jetstream_messages, help: Messages kept, path: "{{.messages}}"}}
      - {{name: jetstream_storage_bytes, help: Bytes kept on disk, path: "{{.storage}}"}}
      - {{name: jetstream_storage_limit_bytes, help: Bytes that may be kept on disk, path: "{{.config.max_storage}}"}}
"""
