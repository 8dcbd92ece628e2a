"""pgBackRest's configuration: continuous archiving of WAL on each PostgreSQL member, and what every use of it shares.

Everything goes to the object store over TLS and is encrypted before it leaves its container. Each member lets the
backup container, known by its certificate, read its files through pgBackRest's own server.
"""

from infra.packs import BACKUP_BUCKET
from infra.services.minio import PORT as MINIO_PORT
from infra.services.minio import REGION
from infra.settings import Settings
from infra.specs import (
    CA_FILE,
    CERT_FILE,
    CLIENTS_FILE,
    CONFIG_DIR,
    DATA_DIR,
    KEY_FILE,
    ConfigFile,
    SecretRef,
    clients_file,
)

STANZA = "main"
CLIENT = "backup"
"""The member whose certificate may read the others' files."""
POSTGRES = "postgres"
"""The service whose members know it by that."""

ARCHIVE_PASSWORD = SecretRef("minio-archive")
PASSWORD = SecretRef("minio-backup")
"""Of the two accounts in the object store: the members' and the backup container's. Their names are random, too."""

CIPHER = SecretRef("backup-cipher")
CONFIG = f"{CONFIG_DIR}/pgbackrest.conf"
PG_DATA = f"{DATA_DIR}/pgdata"
SERVER_PORT = 8432
"""pgBackRest's own default."""


def wants_archive(settings: Settings) -> bool:
    """Tell whether WAL is archived, and so whether there are backups."""
    return settings.postgres.archive


def backup_files(settings: Settings) -> tuple[ConfigFile, ...]:
    """Return pgBackRest's configuration on a PostgreSQL member; none when nothing is archived."""
    if not wants_archive(settings):
        return ()
    content = f"""\
{repository(ARCHIVE_PASSWORD)}
archive-async=y
# More than this waiting means that the store has been away for long: then WAL is dropped rather than the disk filled.
archive-push-queue-max=4GiB

# The backup container reads this member's files, and nobody else does.
tls-server-address=0.0.0.0
tls-server-port={SERVER_PORT}
tls-server-ca-file={CLIENTS_FILE}
tls-server-cert-file={CERT_FILE}
tls-server-key-file={KEY_FILE}
tls-server-auth={CLIENT}={STANZA}

# Not ahead of need: a replica that is being promoted would wait a minute for a lock that the new primary's stanza has.
[global:archive-get]
archive-async=n

[{STANZA}]
pg1-path={PG_DATA}
pg1-socket-path=/run/postgresql
"""
    return (ConfigFile(CONFIG, content), clients_file(POSTGRES))


def repository(password: SecretRef) -> str:
    """Return the part that is the same wherever pgBackRest runs: the repository and where logs and locks go.

    `password` is that of the account by which it is reached.
    """
    return f"""\
[global]
repo1-type=s3
repo1-s3-endpoint=minio
repo1-storage-port={MINIO_PORT}
repo1-s3-uri-style=path
repo1-s3-region={REGION}
repo1-s3-bucket={BACKUP_BUCKET}
repo1-s3-key={password.user}
repo1-s3-key-secret={password}
repo1-storage-ca-file={CA_FILE}
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass={CIPHER}
repo1-bundle=y
repo1-block=y
compress-type=zst
process-max=2
start-fast=y
spool-path={DATA_DIR}/pgbackrest/spool
lock-path={DATA_DIR}/pgbackrest/lock
log-path={DATA_DIR}/pgbackrest/log
log-level-console=warn
log-level-file=off
"""
