"""The container that takes, checks and rehearses backups, by the schedules of the settings or when it is asked to."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from infra.packs import BACKUP_BUCKET, COLD_BUCKET, DRILL_BUCKET, SCRATCH_BUCKET
from infra.paths import PROJECT
from infra.services import web
from infra.services.haproxy import PRIMARY_PORT
from infra.services.minio import PORT as MINIO_PORT
from infra.services.minio import REGION
from infra.services.pgbackrest import (
    CIPHER,
    CLIENT,
    CONFIG,
    PASSWORD,
    PG_DATA,
    POSTGRES,
    SERVER_PORT,
    STANZA,
    repository,
    wants_archive,
)
from infra.settings import Settings
from infra.specs import (
    CA_FILE,
    CERT_FILE,
    CLIENTS_FILE,
    CONFIG_DIR,
    DATA_DIR,
    KEY_FILE,
    Call,
    ConfigFile,
    Member,
    Resources,
    Scratch,
    SecretRef,
    ServiceSpec,
    client_certificate,
    clients_file,
)

SERVICE = CLIENT
DATABASE_USER = "backup"
DATABASE_PASSWORD = SecretRef("postgres-backup")
METRICS_PORT = 9854

_RESTORE_CONFIG = f"{CONFIG_DIR}/pgbackrest-restore.conf"
_SERVICE_FILE = f"{CONFIG_DIR}/pg_service.conf"
_STORE_PASSWORD = f"{CONFIG_DIR}/store-password"
_CIPHER = f"{CONFIG_DIR}/cipher"
_SWEEP = f"{CONFIG_DIR}/sweep"
_SWEEP_SOURCES = PROJECT / "sql" / "tests"


@dataclass(frozen=True)
class PackFacts:
    """What the backup container is told of a pack, for the checks on a restored copy; keys as it reads them."""

    name: str
    owner: str
    app: str
    readonly: str
    migrator: str
    roles: tuple[str, ...]
    tenant_tables: dict[str, str]


def backup(settings: Settings, members: Sequence[str], packs: Sequence[PackFacts] = ()) -> tuple[ServiceSpec, ...]:
    """Return the container that takes and checks backups of these PostgreSQL members; none when nothing is archived."""
    if not wants_archive(settings):
        return ()
    return (
        ServiceSpec(
            name=SERVICE,
            image="backup",
            command=("novax-backup", "serve"),
            environment={"PGBACKREST_CONFIG": CONFIG, "PGSERVICEFILE": _SERVICE_FILE},
            files=(
                clients_file(SERVICE),
                ConfigFile(CONFIG, _remote(members)),
                ConfigFile(_RESTORE_CONFIG, _local()),
                ConfigFile(_SERVICE_FILE, _service()),
                ConfigFile(_STORE_PASSWORD, str(PASSWORD)),
                ConfigFile(_CIPHER, str(CIPHER)),
                ConfigFile(f"{CONFIG_DIR}/backup.json", _facts(settings, packs)),
                *(
                    ConfigFile(f"{_SWEEP}/{file.name}", file.read_text(encoding="utf-8"))
                    for file in sorted(_SWEEP_SOURCES.glob("*.sql"))
                ),
            ),
            probe=web.answering_to_itself(SERVICE, METRICS_PORT),
            # A drill starts a PostgreSQL of its own in here.
            resources=Resources(settings.backup.memory, processes=256, shared_memory=settings.backup.memory // 4),
            members=(Member(SERVICE, client_of=(SERVICE, POSTGRES)),),
            scratch=(Scratch("/tmp", 64),),  # noqa: S108 - inside the container, in memory
            stateful=True,
            storage=settings.backup.volume,
            listens=(METRICS_PORT,),
            calls=(Call("postgres", SERVER_PORT), Call("haproxy", PRIMARY_PORT), Call("minio", MINIO_PORT)),
            after=("databases", "buckets"),
            stop_grace=30,
        ),
    )


def _remote(members: Sequence[str]) -> str:
    """Return pgBackRest's configuration for backups: every member by its server, a standby preferred."""
    certificate, key = client_certificate(POSTGRES)
    hosts = "".join(
        f"""\
pg{number}-host={name}
pg{number}-host-type=tls
pg{number}-host-port={SERVER_PORT}
pg{number}-host-ca-file={CA_FILE}
pg{number}-host-cert-file={certificate}
pg{number}-host-key-file={key}
pg{number}-host-config={CONFIG}
pg{number}-path={PG_DATA}
pg{number}-socket-path=/run/postgresql
"""
        for number, name in enumerate(members, 1)
    )
    return f"{repository(PASSWORD)}backup-standby=prefer\n\n[{STANZA}]\n{hosts}"


def _local() -> str:
    """Return pgBackRest's configuration for restores into the backup container; WAL is fetched ahead of need."""
    return f"{repository(PASSWORD)}archive-async=y\n\n[{STANZA}]\npg1-path={DATA_DIR}/scratch/pgdata\n"


def _service() -> str:
    return f"""\
[primary]
host=haproxy
port={PRIMARY_PORT}
dbname=postgres
user={DATABASE_USER}
password={DATABASE_PASSWORD}
sslmode=verify-full
sslrootcert={CA_FILE}
ssl_min_protocol_version=TLSv1.3
application_name=novax-backup
"""


def _facts(settings: Settings, packs: Sequence[PackFacts]) -> str:
    wanted = settings.backup
    facts = {
        "stanza": STANZA,
        "schedules": {
            kind: getattr(wanted, kind) for kind in ("full", "incremental", "verify", "snapshot", "cold", "drill")
        },
        "keep": {
            "full": wanted.keep_full,
            "snapshot_days": wanted.keep_snapshot_days,
        },
        "store": {
            "endpoint": f"https://minio:{MINIO_PORT}",
            "region": REGION,
            "user": str(PASSWORD.user),
            "password_file": _STORE_PASSWORD,
            "bucket": BACKUP_BUCKET,
            "cold_bucket": COLD_BUCKET,
            "drill_bucket": DRILL_BUCKET,
            "scratch_bucket": SCRATCH_BUCKET,
        },
        "packs": [asdict(pack) for pack in packs],
        "service": "primary",
        "ca_file": CA_FILE,
        "certificate_file": CERT_FILE,
        "key_file": KEY_FILE,
        "clients_file": CLIENTS_FILE,
        "cipher_file": _CIPHER,
        "restore_config": _RESTORE_CONFIG,
        "sweep_folder": _SWEEP,
        "state_folder": DATA_DIR,
        "metrics_port": METRICS_PORT,
    }
    return json.dumps(facts, indent=2)
