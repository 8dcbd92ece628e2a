"""pgBackRest: continuous archiving of WAL to the object store, over TLS, encrypted before it leaves the host."""

from infra.packs import BACKUP_BUCKET
from infra.services.minio import PORT as MINIO_PORT
from infra.settings import Settings
from infra.specs import CA_FILE, CONFIG_DIR, DATA_DIR, ConfigFile, SecretRef

STANZA = "main"
USER = "backup"
PASSWORD = SecretRef("minio-backup")
CONFIG = f"{CONFIG_DIR}/pgbackrest.conf"


def wants_archive(settings: Settings) -> bool:
    """Tell whether WAL is archived."""
    return settings.postgres.archive


def backup_files(settings: Settings) -> tuple[ConfigFile, ...]:
    """Return pgBackRest's configuration; none when nothing is archived."""
    if not wants_archive(settings):
        return ()
    content = f"""\
[global]
repo1-type=s3
repo1-s3-endpoint=minio
repo1-storage-port={MINIO_PORT}
repo1-s3-uri-style=path
repo1-s3-region=us-east-1
repo1-s3-bucket={BACKUP_BUCKET}
repo1-s3-key={USER}
repo1-s3-key-secret={PASSWORD}
repo1-storage-ca-file={CA_FILE}
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass={SecretRef("backup-cipher")}
repo1-bundle=y
repo1-block=y
repo1-retention-full=7
compress-type=zst
process-max=2
archive-async=y
# More than this waiting means that the store has been away for long: then WAL is dropped rather than the disk filled.
archive-push-queue-max=4GiB
spool-path={DATA_DIR}/pgbackrest/spool
lock-path={DATA_DIR}/pgbackrest/lock
log-path={DATA_DIR}/pgbackrest/log
log-level-console=warn
log-level-file=off
start-fast=y

# Not ahead of need: a replica that is being promoted would wait a minute for a lock that the new primary's stanza has.
[global:archive-get]
archive-async=n

[{STANZA}]
pg1-path={DATA_DIR}/pgdata
pg1-socket-path=/run/postgresql
"""
    return (ConfigFile(CONFIG, content),)
