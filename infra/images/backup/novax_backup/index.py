"""The repository's index: put back where somebody deleted or overwrote it, which no account can do for good.

Without it neither WAL nor backups have a place. A new one is the primary's to make, and pgBackRest makes it in an empty
repository alone: to it a folder is not empty whose objects were deleted and still have versions (seen with 2.55). With
an index that is older than what is there the next backup finds out by itself which backups are left.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from novax_backup import repository, store
from novax_backup.config import Config
from novax_backup.failure import Failure

_LOG = logging.getLogger("novax-backup")


@dataclass(frozen=True)
class Version:
    """A version of one of the index's objects."""

    key: str
    identifier: str
    written: datetime


def mend(config: Config) -> str:
    """Put the newest index that can be read on top again where the present one cannot; return when it was written.

    Empty when there is nothing to mend.

    Raises:
        Failure: the store is away, or no index that it still has can be read.
    """
    if repository.readable(config):
        return ""
    kept = _versions(config)
    for moment in _moments(kept):
        if repository.readable(replace(config, overrides={**config.overrides, **repository.as_of(moment)})):
            _put_back(config, newest(kept, moment))
            _LOG.warning("the repository's index was gone or damaged; that of %s was put back", moment)
            return moment.isoformat()
    raise Failure(
        "the repository has no index that can be read: PostgreSQL's primary makes it once the store takes its WAL "
        "(`novax logs postgres`), with the key that is the stack's now"
    )


def newest(kept: Sequence[Version], moment: datetime) -> Mapping[str, Version]:
    """Return for each object its newest version at a moment."""
    return {one.key: one for one in sorted(kept, key=lambda one: one.written) if one.written <= moment}


def _moments(kept: Sequence[Version]) -> list[datetime]:
    """Return when something was written, the newest first; whole seconds, because pgBackRest counts no others."""
    return sorted({one.written.replace(microsecond=0) + timedelta(seconds=1) for one in kept}, reverse=True)


def _versions(config: Config) -> list[Version]:
    s3 = store.client(config)
    root = repository.environment(config)["PGBACKREST_REPO1_PATH"].removeprefix("/")
    found: list[Version] = []
    for area in ("archive", "backup"):
        for facts in store.versions(s3, config.store.bucket, f"{root}/{area}/{config.stanza}/{area}.info"):
            written = facts.get("LastModified", datetime.now(UTC))
            found.append(Version(facts.get("Key", ""), facts.get("VersionId", ""), written))
    return found


def _put_back(config: Config, wanted: Mapping[str, Version]) -> None:
    s3 = store.client(config)
    try:
        for key, version in wanted.items():
            s3.copy_object(
                Bucket=config.store.bucket,
                Key=key,
                CopySource={"Bucket": config.store.bucket, "Key": key, "VersionId": version.identifier},
            )
    except store.REFUSALS as error:
        raise store.refused("put the repository's index back", error) from error
