"""The monthly cold copy: the newest full backup with the WAL that it needs, in a bucket whose objects are locked.

It is a repository of its own: pgBackRest restores from it when it is given that bucket and path.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from novax_backup import database, repository, store
from novax_backup.config import Config
from novax_backup.contents import Backup
from novax_backup.copies.server import Origin
from novax_backup.failure import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectTypeDef

_STAMP = "%Y%m%dT%H%M%SZ"
_LABEL_STAMP = "%Y%m%d-%H%M%SF"


@dataclass(frozen=True)
class ColdCopy:
    """A cold copy: its path in the bucket, the full backup that it is of, and when that was begun."""

    path: str
    label: str
    begun: datetime


def listed(config: Config) -> tuple[ColdCopy, ...]:
    """Return the cold copies, of other clusters that this store has had as well, the oldest first.

    Raises:
        Failure: the store is away.
    """
    s3, bucket = store.client(config), config.store.cold_bucket
    found: list[ColdCopy] = []
    for stamp in store.folders(s3, bucket, ""):
        for cluster in store.folders(s3, bucket, f"{stamp}/{config.stanza}/"):
            path = f"{stamp}/{config.stanza}/{cluster}"
            for label in store.folders(s3, bucket, f"{path}/backup/{config.stanza}/"):
                begun = datetime.strptime(label, _LABEL_STAMP).replace(tzinfo=UTC)
                found.append(ColdCopy(path, label, begun))
    return tuple(sorted(found, key=lambda copy: (copy.begun, copy.path)))


def origin(config: Config, path: str) -> Origin:
    """Return where a restored copy comes from that is made of a cold one: its backup, as it was at its end.

    Raises:
        Failure: there is no such cold copy, or the store is away.
    """
    wanted = next((copy for copy in listed(config) if copy.path == path), None)
    if wanted is None:
        raise Failure(f"there is no cold copy {path}; `novax backup list` shows what there is")
    overrides = {"PGBACKREST_REPO1_S3_BUCKET": config.store.cold_bucket, "PGBACKREST_REPO1_PATH": f"/{path}"}
    there = replace(config, overrides={**config.overrides, **overrides})
    # All the WAL that it has is what its backup needs.
    options = ("--type=immediate", "--target-action=promote")
    return Origin(there, wanted.label, options, f"the end of backup {wanted.label}")


def copy(config: Config) -> dict[str, Any]:
    """Copy the newest sound full backup within the store, into the bucket that locks each object for its time.

    Raises:
        Failure: there is none, or the store refused.
    """
    full = next(
        (item for item in reversed(repository.backups(config)) if item.kind == "full" and not item.faulty), None
    )
    if full is None:
        raise Failure("there is no full backup to copy; run `novax backup --full` first")
    s3 = store.client(config)
    source = f"{config.stanza}/{database.system_identifier(config)}"
    now = datetime.now(UTC)
    target = f"{now.strftime(_STAMP)}/{source}"
    copied = 0
    for facts in _needed(config, s3, source, full):
        key = facts.get("Key", "")
        try:
            s3.copy_object(
                Bucket=config.store.cold_bucket,
                Key=target + key.removeprefix(source),
                CopySource={"Bucket": config.store.bucket, "Key": key},
            )
        except store.REFUSALS as error:
            raise store.refused(f"copy {key}", error) from error
        copied += facts.get("Size", 0)
    return {"backup": full.label, "path": f"{config.store.cold_bucket}/{target}", "bytes": copied}


def _needed(config: Config, s3: "S3Client", source: str, full: Backup) -> "Iterator[ObjectTypeDef]":
    """Yield the objects that a restore of the backup reads."""
    for facts in store.objects(s3, config.store.bucket, f"{source}/"):
        area, _, rest = facts.get("Key", "").removeprefix(f"{source}/").partition(f"/{config.stanza}/")
        if (area == "backup" and _of_backup(rest, full)) or (area == "archive" and _of_archive(rest, full)):
            yield facts


def _of_backup(path: str, full: Backup) -> bool:
    return path.startswith((f"{full.label}/", "backup.info"))


def _of_archive(path: str, full: Backup) -> bool:
    """Tell whether an object of the archive is its index, a timeline's history, or a segment within the backup."""
    segment = path.rpartition("/")[2].partition("-")[0]
    return path.startswith("archive.info") or ".history" in path or full.wal_from <= segment[:24] <= full.wal_to
