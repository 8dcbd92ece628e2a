"""PostgreSQL under Patroni: one primary, streaming replicas, WAL archived by pgBackRest.

The failover settings are those measured in our trial: ttl 20 is Patroni's floor; loop_wait 1 halves the time until a
dead server is noticed, which is most of what clients wait for then; retry_timeout 5 bears five seconds without etcd;
primary_start_timeout 0 fails over at once on a crash; primary_stop_timeout ends a server that is to follow another and
still waits for a replica after 30 s, for a clean shutdown has nothing to add to what commits were told.
"""

from typing import Any

import yaml

from infra.services.etcd import CLIENT_PORT as ETCD_PORT
from infra.services.etcd import NAME as ETCD
from infra.services.minio import PORT as MINIO_PORT
from infra.services.pgbackrest import CONFIG as BACKUP_CONFIG
from infra.services.pgbackrest import SERVER_PORT, STANZA, backup_files, wants_archive
from infra.services.surroundings import patroni_store, runs_etcd
from infra.settings import Settings
from infra.specs import (
    CA_FILE,
    CERT_FILE,
    CONFIG_DIR,
    DATA_DIR,
    KEY_FILE,
    Call,
    ConfigFile,
    Data,
    Member,
    Resources,
    Scratch,
    SecretRef,
    ServiceSpec,
    https_probe,
)

PORT = 5432
REST_PORT = 8008
SCOPE = "novax"
SUPERUSER = "postgres"
SUPERUSER_PASSWORD = SecretRef("postgres-superuser")
REPLICATOR = "replicator"
REPLICATOR_PASSWORD = SecretRef("postgres-replicator")
REWINDER = "rewinder"
REWINDER_PASSWORD = SecretRef("postgres-rewinder")
REST_USER = "patroni"
REST_PASSWORD = SecretRef("patroni-rest")
DATA = f"{DATA_DIR}/pgdata"
FAILOVER_LAG_BYTES = 1024 * 1024
"""A replica further behind than this does not take over: what it misses would be lost, or waited for."""

_CONFIG = f"{CONFIG_DIR}/patroni.yaml"
# In this order: novax_audit keeps pgaudit from statements that TimescaleDB answers before it.
_PRELOAD = ("timescaledb", "pg_stat_statements", "pg_cron", "pgaudit", "novax_audit", "novax_pooled")
POOLED = {"novax_pooled.enabled": "on"}
"""What a role has whose server connections the pooler shares out: its sessions keep nothing beyond a transaction."""
USER_PARAMETER = "app.current_user_id"
"""What an application sets in each transaction, for policies."""
START_PARAMETERS = (
    "IntervalStyle",
    "search_path",
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "default_transaction_read_only",
    "default_transaction_isolation",
    "jit",
)
"""What a client may ask for when it signs in and the pooler keeps for it, besides what every pooler keeps."""
KEPT = ("client_encoding", "DateStyle", "TimeZone", "standard_conforming_strings", "application_name")
"""What every PgBouncer keeps for each of its clients."""
_SLOT_WAL_LIMIT_MIB = 1024
"""What a slot of a dead replica may hold back before it is given up; the archive brings the replica back after that."""


_LEADS = (
    f"curl --silent --fail --max-time 4 --output /dev/null --cacert {CA_FILE} https://localhost:{REST_PORT}/primary"
)
_HANDOVER = (
    "sh",
    "-c",
    # Where no replica can take over, the stop alone has to do.
    f'if {_LEADS}; then timeout 30 patronictl switchover --primary "$HOSTNAME" --force || true; fi',
)
"""Gives the primary's place to a replica before a planned stop: 2 s without writes instead of a restart's."""


def member_names(settings: Settings) -> tuple[str, ...]:
    """Return the names of all PostgreSQL members."""
    return tuple(f"postgres-{number}" for number in range(1, settings.postgres.replicas + 2))


def postgres(settings: Settings) -> ServiceSpec:
    """Return the database cluster."""
    memory = settings.postgres.memory
    return ServiceSpec(
        name="postgres",
        image="postgres",
        command=("novax-postgres", _CONFIG) if wants_archive(settings) else ("patroni", _CONFIG),
        # PGDATA is how the archive commands find the cluster's system identifier.
        environment={
            "PGDATA": DATA,
            "PATRONICTL_CONFIG_FILE": _CONFIG,
            "PGBACKREST_CONFIG": BACKUP_CONFIG,
            "PGBACKREST_STANZA": STANZA,
        },
        files=backup_files(settings),
        probe=https_probe(f"https://localhost:{REST_PORT}/readiness", interval=3),
        # Shared memory must exceed maintenance_work_mem: parallel HNSW builds use it, and the default is 64 MiB.
        resources=Resources(memory=memory, processes=512, shared_memory=memory // 2, cpu=settings.postgres.cpu),
        members=tuple(
            Member(
                name,
                files=(ConfigFile(_CONFIG, yaml.safe_dump(_patroni(settings, name), sort_keys=False)),),
                certificate_names=("haproxy",),
                client_of=(ETCD,) if runs_etcd(settings) else (),
            )
            for name in member_names(settings)
        ),
        scratch=(Scratch("/run/postgresql", 8), Scratch("/tmp", 64)),  # noqa: S108 - inside the container, in memory
        stateful=True,
        storage=settings.postgres.volume,
        data=Data(
            # The system identifier, with which a cluster is made: eight bytes in the machine's own order.
            marks="od -An -tu8 -N8 pgdata/global/pg_control | tr -d ' '",
            enough=1,
            remedy="`novax restore --latest --cluster {mark} -s {stack}` then brings back what minio has of its backups"
            if wants_archive(settings)
            else "there are no backups of it, because novax:postgres.archive is false",
        ),
        listens=(PORT, REST_PORT, *((SERVER_PORT,) if wants_archive(settings) else ())),
        calls=(
            Call("postgres", PORT),
            Call("postgres", REST_PORT),
            *((Call("etcd", ETCD_PORT),) if runs_etcd(settings) else ()),
            *((Call("minio", MINIO_PORT),) if wants_archive(settings) else ()),
        ),
        handover=_HANDOVER if settings.postgres.replicas else (),
        after=("election", "minio", "buckets"),
        # A fast shutdown writes a checkpoint and archives the last segment; our trial asks for a minute.
        stop_grace=60,
    )


def dynamic_configuration(settings: Settings) -> dict[str, Any]:
    """Return the cluster-wide configuration that Patroni keeps in its store."""
    first = _first_configuration(settings)
    postgresql = first["postgresql"]
    return {
        **first,
        "loop_wait": settings.postgres.check_seconds,
        "postgresql": {**postgresql, "parameters": {**postgresql["parameters"], **_reloaded(settings)}},
    }


def _first_configuration(settings: Settings) -> dict[str, Any]:
    """Return what a cluster is made with: it is part of each member's file, so a change of it replaces them."""
    return {
        "ttl": 20,
        "loop_wait": 1,
        "retry_timeout": 5,
        "maximum_lag_on_failover": FAILOVER_LAG_BYTES,
        "primary_start_timeout": 0,
        "primary_stop_timeout": 30,
        "failsafe_mode": True,
        "synchronous_mode": settings.postgres.synchronous,
        "synchronous_node_count": 1,
        "postgresql": {
            "use_pg_rewind": True,
            "use_slots": True,
            "parameters": {
                "max_connections": settings.postgres.max_connections,
                "max_worker_processes": 24,
                "max_wal_senders": 10,
                "max_replication_slots": 10,
                "wal_level": "replica",
                "wal_log_hints": "on",
                "hot_standby": "on",
            },
        },
    }


def _patroni(settings: Settings, name: str) -> dict[str, Any]:
    def account(username: str, password: SecretRef) -> dict[str, str]:
        return {"username": username, "password": str(password), "sslmode": "verify-full", "sslrootcert": CA_FILE}

    return {
        "scope": SCOPE,
        "name": name,
        "log": {"level": "INFO", "format": "%(asctime)s %(levelname)s: %(message)s"},
        "restapi": {
            "listen": f"0.0.0.0:{REST_PORT}",
            "connect_address": f"{name}:{REST_PORT}",
            "certfile": CERT_FILE,
            "keyfile": KEY_FILE,
            "cafile": CA_FILE,
            "authentication": {"username": REST_USER, "password": str(REST_PASSWORD)},
        },
        "ctl": {"cacert": CA_FILE, "certfile": CERT_FILE, "keyfile": KEY_FILE},
        **patroni_store(settings),
        "bootstrap": {
            "dcs": _first_configuration(settings),
            # The builtin provider sorts the same on every C library, so a new base image cannot corrupt an index.
            "initdb": [
                {"encoding": "UTF8"},
                {"locale-provider": "builtin"},
                {"builtin-locale": "C.UTF-8"},
                {"locale": "C.UTF-8"},
                "data-checksums",
            ],
        },
        "postgresql": {
            "listen": f"0.0.0.0:{PORT}",
            "connect_address": f"{name}:{PORT}",
            "data_dir": DATA,
            "bin_dir": "/usr/lib/postgresql/17/bin",
            "pgpass": f"{DATA_DIR}/pgpass",
            "use_unix_socket": True,
            "use_unix_socket_repl": True,
            "authentication": {
                "superuser": account(SUPERUSER, SUPERUSER_PASSWORD),
                "replication": account(REPLICATOR, REPLICATOR_PASSWORD),
                "rewind": account(REWINDER, REWINDER_PASSWORD),
            },
            "parameters": _parameters(settings),
            "pg_hba": [
                "local all postgres peer",
                "local replication replicator scram-sha-256",
                "hostssl replication replicator all scram-sha-256",
                "hostssl all all all scram-sha-256",
            ],
            "recovery_conf": {"restore_command": _RESTORE_COMMAND} if wants_archive(settings) else {},
            "basebackup": [{"checkpoint": "fast"}],
            "callbacks": {"on_start": _CALLBACK, "on_role_change": _CALLBACK} if wants_archive(settings) else {},
        },
        "watchdog": {"mode": "off"},
    }


_CALLBACK = "novax-callback"
_ARCHIVE_COMMAND = "novax-pgbackrest-push %p"
# A history of timelines that is here already is not fetched again, and the server takes the local one: each fetch holds
# a promotion up, for a second and a half on a machine under load (measured). They never change, as segments here might.
_RESTORE_COMMAND = 'case %f in *.history) test ! -f "pg_wal/%f" || exit 1;; esac; novax-pgbackrest archive-get %f "%p"'


def _reloaded(settings: Settings) -> dict[str, Any]:
    """Return what every server takes without a restart and can do without until the cluster is there."""
    memory = settings.postgres.memory
    return {
        # The page cache has half of what shared_buffers leave.
        "effective_cache_size": f"{memory // 2}MB",
        "maintenance_work_mem": f"{max(memory // 8, 32)}MB",
        "work_mem": "4MB",
        "max_wal_size": "1GB",
        "checkpoint_timeout": "5min",
        "track_io_timing": "on",
        "log_min_duration_statement": f"{settings.postgres.slow_query_seconds}s",
        "log_lock_waits": "on",
        "log_autovacuum_min_duration": "10s",
        "idle_in_transaction_session_timeout": "10min",
        "novax_pooled.required": USER_PARAMETER if settings.postgres.require_user else "",
    }


def _parameters(settings: Settings) -> dict[str, Any]:
    """Return what each server starts with."""
    return {
        "unix_socket_directories": "/run/postgresql",
        "password_encryption": "scram-sha-256",
        "ssl": "on",
        "ssl_ca_file": CA_FILE,
        "ssl_cert_file": CERT_FILE,
        "ssl_key_file": KEY_FILE,
        "ssl_min_protocol_version": "TLSv1.3",
        # A quarter of the limit is the manual's starting point.
        "shared_buffers": f"{settings.postgres.memory // 4}MB",
        "max_parallel_workers": 2,
        "max_parallel_workers_per_gather": 1,
        # pgvector before 0.8.2 overflows a buffer when it builds an HNSW index in parallel.
        "max_parallel_maintenance_workers": 0,
        "wal_compression": "zstd",
        "wal_keep_size": "128MB",
        "max_slot_wal_keep_size": f"{_SLOT_WAL_LIMIT_MIB}MB",
        "archive_mode": "on" if wants_archive(settings) else "off",
        "archive_command": _ARCHIVE_COMMAND if wants_archive(settings) else "",
        # At most this much is lost with the host, also when nobody writes.
        "archive_timeout": "60s",
        "hot_standby_feedback": "off",
        "wal_sender_timeout": "5s",
        "wal_receiver_timeout": "5s",
        "wal_receiver_status_interval": "1s",
        "wal_retrieve_retry_interval": "500ms",
        "tcp_keepalives_idle": 3,
        "tcp_keepalives_interval": 1,
        "tcp_keepalives_count": 3,
        "tcp_user_timeout": 3000,
        "shared_preload_libraries": ",".join(_PRELOAD),
        "novax_pooled.kept": ",".join((*KEPT, *START_PARAMETERS)),
        "timescaledb.license": "apache",
        "timescaledb.telemetry_level": "off",
        # The launcher, and in each database with the extension a scheduler and now and then a job.
        "timescaledb.max_background_workers": 12,
        "cron.database_name": "postgres",
        "cron.use_background_workers": "on",
        # Its own table of runs grows for good, and its launcher would wait for a lost replica to acknowledge each entry
        # with all signals blocked: a primary could not be shut down. `platform.job_runs` has the runs of jobs.
        "cron.log_run": "off",
        "pgaudit.log": "ddl,role",
        "pgaudit.log_parameter": "off",
        "pg_stat_statements.track": "all",
        # Applications pass keys of encrypted columns as parameters; no log may have them, however slow the statement.
        "log_parameter_max_length": 0,
        "log_parameter_max_length_on_error": 0,
        "log_line_prefix": "%m [%p] %q%u@%d ",
    }
