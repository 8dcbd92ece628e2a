"""pgBackRest: takes, verifies, expires and lists physical backups in the repository of exactly this cluster."""

import json
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from novax_backup import commands, database, runs, soundness
from novax_backup.config import Config
from novax_backup.contents import Backup
from novax_backup.failure import Failure

KINDS: Mapping[str, str] = {"full": "full", "incremental": "incr"}
"""Kinds of run, as pgBackRest calls them."""

_UNREADABLE = 99
"""The state of a stanza that pgBackRest cannot read, as ``info`` counts them; an empty repository has another."""

_ABSENT = (1, 3)
"""The states of a stanza that was never made, or whose index is gone."""

_LOCKED = "unable to acquire lock"
_ARCHIVING_SECONDS = 60.0
_PAUSE_SECONDS = 1.0
"""A push of WAL holds the lock for seconds, and longer where many segments wait."""

_SETTLE_SECONDS = 10.0
"""For segments that are on their way: several are pushed at once, so a later one can arrive first."""


def environment(config: Config) -> dict[str, str]:
    """Return what leads pgBackRest to this cluster's repository."""
    return {
        "PGBACKREST_STANZA": config.stanza,
        "PGBACKREST_REPO1_PATH": f"/{config.stanza}/{database.system_identifier(config)}",
        **config.overrides,
    }


def pgbackrest(config: Config, *arguments: str, seconds: float | None = None) -> str:
    """Run pgBackRest and return what it printed.

    Raises:
        Failure: it failed.
    """
    return commands.run(["pgbackrest", *arguments], env=environment(config), seconds=seconds)


def create(config: Config) -> None:
    """Make an empty repository; a server that is just archiving holds the lock for it, so that it is asked for again.

    Raises:
        Failure: it could not be made.
    """
    deadline = time.monotonic() + _ARCHIVING_SECONDS
    while True:
        try:
            pgbackrest(config, "stanza-create")
        except Failure as failure:
            if _LOCKED not in str(failure) or time.monotonic() > deadline:
                raise
        else:
            return
        time.sleep(_PAUSE_SECONDS)


def as_of(moment: datetime) -> dict[str, str]:
    """Return what has pgBackRest read the repository as it was at a moment; it counts whole seconds."""
    return {
        "PGBACKREST_REPO": "1",
        "PGBACKREST_REPO_TARGET_TIME": moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S+00"),
    }


def readable(config: Config) -> bool:
    """Tell whether the repository has an index that can be read."""
    return _status(config).get("code") not in (*_ABSENT, _UNREADABLE)


def progress(config: Config) -> tuple[int, int] | None:
    """Return how many bytes of the cluster a backup that is being taken has copied, of how many; None while none is.

    Raises:
        Failure: pgBackRest cannot tell.
    """
    lock = _status(config).get("lock", {}).get("backup", {})
    return (int(lock.get("size-cplt", 0)), int(lock.get("size", 0))) if lock.get("held") else None


def take(config: Config, kind: str) -> Backup:
    """Take a backup from a standby, or from the primary where there is none, and return it.

    Raises:
        Failure: it could not be taken; a store without room is named.
    """
    try:
        pgbackrest(config, f"--type={KINDS[kind]}", f"--repo1-retention-full={config.keep.full}", "backup")
    except Failure as failure:
        if soundness.out_of_room(str(failure)):
            raise _is_full(config) from failure
        raise
    found = backups(config)
    if not found:
        raise Failure("pgBackRest ended well, and its repository has no backup; run `novax backup verify`")
    return found[-1]


def backups(config: Config) -> tuple[Backup, ...]:
    """Return the repository's backups, the oldest first."""
    return tuple(_backup(facts) for facts in _info(config).get("backup", ()))


def archive(config: Config) -> tuple[str, str]:
    """Return the first and last segment of WAL that the repository has; empty strings where it has none."""
    found: Sequence[Mapping[str, Any]] = _info(config).get("archive", ())
    return (found[-1]["min"] or "", found[-1]["max"] or "") if found else ("", "")


def verify(config: Config) -> dict[str, Any]:
    """Read every file of the repository, and see that nothing is missing that a restore up to now would ask for.

    Raises:
        Failure: something is missing or damaged; the message names it.
    """
    said = _verified(config)
    if soundness.unreadable(said):
        raise _is_unreadable()
    found = backups(config)
    # By their files: a folder whose files were deleted is listed for as long as they have versions.
    folders = {path.partition("/")[0] for path in _files(config, f"backup/{config.stanza}")}
    problems = [
        *soundness.told(said, folders),
        *soundness.gone(found, folders),
        *soundness.from_the_future(folders, runs.now()),
        *(f"the archive lacks segment {name}" for name in _missing_segments(config, found)),
    ]
    if problems:
        raise Failure("the repository is damaged: " + "; ".join(problems) + "; take a full backup now")
    return {"backups": len(found)}


def _verified(config: Config) -> str:
    try:
        return pgbackrest(config, "--output=text", "--verbose", "verify")
    except Failure as failure:
        if soundness.overwritten(str(failure)):
            raise Failure(
                "the repository is damaged: it has files that were not encrypted with its key, so that somebody wrote "
                "over them; take a full backup now, and look with `novax backup list --as-of TIME` for what was there"
            ) from failure
        raise


def _missing_segments(config: Config, found: Sequence[Backup]) -> Sequence[str]:
    def look() -> Sequence[str]:
        return soundness.missing_segments(_files(config, f"archive/{config.stanza}"), found)

    missing = look()
    if missing:
        time.sleep(_SETTLE_SECONDS)
        missing = look()
    return missing


def _files(config: Config, folder: str) -> list[str]:
    """Return the paths of all files below a folder of the repository."""
    found: Mapping[str, Any] = json.loads(pgbackrest(config, "--output=json", "--recurse", "repo-ls", folder))
    return [path for path, facts in found.items() if facts["type"] == "file"]


def expire(config: Config, *, dry_run: bool) -> str:
    """Delete what is older than is kept, or say what that would be.

    Raises:
        Failure: pgBackRest failed.
    """
    options = ["--dry-run"] if dry_run else []
    return pgbackrest(
        config, f"--repo1-retention-full={config.keep.full}", "--log-level-console=info", *options, "expire"
    )


def _info(config: Config) -> Mapping[str, Any]:
    found = _told(config)
    if found.get("status", {}).get("code") == _UNREADABLE:
        raise _is_unreadable()
    return found


def _status(config: Config) -> Mapping[str, Any]:
    return _told(config).get("status", {})


def _told(config: Config) -> Mapping[str, Any]:
    stanzas = json.loads(pgbackrest(config, "--output=json", "info"))
    return stanzas[0] if stanzas else {}


def _is_full(config: Config) -> Failure:
    bucket = environment(config).get("PGBACKREST_REPO1_S3_BUCKET", config.store.bucket)
    return Failure(
        f"the bucket {bucket} is full, so no backup was taken; raise its quota, give the object store a larger disk, "
        "or keep fewer backups (novax:backup.keepFull) and run `novax backup expire`"
    )


def _is_unreadable() -> Failure:
    return Failure(
        "the repository cannot be read: it is encrypted with another key, or its index is damaged; give the container "
        "the key that the repository was made with"
    )


def _backup(facts: Mapping[str, Any]) -> Backup:
    size = facts["info"]
    return Backup(
        label=facts["label"],
        kind=facts["type"],
        started=facts["timestamp"]["start"],
        finished=facts["timestamp"]["stop"],
        database_bytes=size["size"],
        repository_bytes=size["repository"].get("delta") or size["repository"].get("size") or 0,
        wal_from=facts["archive"]["start"] or "",
        wal_to=facts["archive"]["stop"] or "",
        faulty=bool(facts.get("error")),
    )
