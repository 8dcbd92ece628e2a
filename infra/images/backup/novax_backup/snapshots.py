"""Logical snapshots: pg_dump of each database, encrypted before it leaves the container, in the object store.

They are what one table or one database is brought back from, and what another major version can read.
"""

import hashlib
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from novax_backup import database, scratch, store
from novax_backup.config import Config
from novax_backup.failure import Failure

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectTypeDef

PREFIX = "snapshots/"
ROLES = "roles"
"""What stands in a database's place where the roles of the cluster are: SQL, without passwords, which the state has."""

_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Snapshot:
    """One database's dump in the store; ``bytes`` is its size there."""

    database: str
    key: str
    taken: datetime
    bytes: int


def take(config: Config) -> dict[str, Any]:
    """Dump every database and the roles, store them, and delete what is older than is kept.

    Raises:
        Failure: a database could not be dumped or stored; nothing is deleted then.
    """
    stamp = datetime.now(UTC).strftime(_STAMP)
    s3 = store.client(config)
    archive = ["pg_dump", "--format=custom", "--compress=zstd:3"]
    found = {
        name: _store(config, s3, f"{PREFIX}{name}/{stamp}.dump.gpg", [*archive, "--dbname", _target(config, name)])
        for name in database.databases(config)
    }
    roles = ["pg_dumpall", "--roles-only", "--no-role-passwords", "--dbname", _target(config, "postgres")]
    found[ROLES] = _store(config, s3, f"{PREFIX}{ROLES}/{stamp}.sql.gpg", roles)
    return {"bytes": found, "expired": expire(config, s3)}


def _target(config: Config, name: str) -> str:
    return f"service={config.service} dbname={name}"


def _store(config: Config, s3: "S3Client", key: str, command: Sequence[str]) -> int:
    """Dump, encrypt, store, and return the stored size; only a whole and checked object remains."""
    with scratch.file(config) as file:
        _dump(config, file, command)
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256")
            size = content.tell()
        try:
            s3.upload_file(str(file), config.store.bucket, key, ExtraArgs={"Metadata": {"sha256": digest.hexdigest()}})
            stored = s3.head_object(Bucket=config.store.bucket, Key=key)
        except store.REFUSALS as error:
            raise store.refused(f"take {key}", error) from error
    if stored["ContentLength"] != size:
        raise Failure(f"{key} has {stored['ContentLength']} bytes in the store and {size} here; run it again")
    return size


def _dump(config: Config, file: Path, command: Sequence[str]) -> None:
    """Write what a program dumps, encrypted; the passphrase goes by descriptor, and no clear byte touches the disk."""
    with file.open("wb") as out, Path(config.cipher_file).open("rb") as passphrase:
        dump = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        cipher = subprocess.run(
            [
                *_gpg(config),
                "--passphrase-fd",
                str(passphrase.fileno()),
                "--symmetric",
                "--cipher-algo",
                "AES256",
                "--compress-algo",
                "none",
                "--output",
                "-",
            ],
            stdin=dump.stdout,
            stdout=out,
            stderr=subprocess.PIPE,
            pass_fds=(passphrase.fileno(),),
            check=False,
        )
        said = dump.stderr.read().decode(errors="replace") if dump.stderr else ""
        status = dump.wait()
    if status:
        raise Failure(f"{command[0]} failed with {status}: {' | '.join(said.strip().splitlines()[-3:])}")
    if cipher.returncode:
        raise Failure(f"gpg failed: {cipher.stderr.decode(errors='replace').strip()}")


def named(config: Config, key: str) -> Snapshot:
    """Return a stored snapshot by its key.

    Raises:
        Failure: there is none, or the store is away.
    """
    wanted = next((snapshot for snapshot in listed(config) if snapshot.key == key), None)
    if wanted is None:
        raise Failure(f"there is no snapshot {key}; `novax backup list` shows what there is")
    return wanted


def fetch(config: Config, snapshot: Snapshot, file: Path) -> None:
    """Write a snapshot in clear.

    Raises:
        Failure: it is gone, damaged, or encrypted with another passphrase.
    """
    s3 = store.client(config)
    with scratch.file(config) as sealed:
        try:
            facts = s3.head_object(Bucket=config.store.bucket, Key=snapshot.key)
            s3.download_file(config.store.bucket, snapshot.key, str(sealed))
        except store.REFUSALS as error:
            raise store.refused(f"give {snapshot.key}", error) from error
        with sealed.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        if digest != facts["Metadata"].get("sha256"):
            raise Failure(f"{snapshot.key} is damaged: its SHA-256 is {digest}; take another snapshot")
        with Path(config.cipher_file).open("rb") as passphrase, sealed.open("rb") as content:
            done = subprocess.run(
                [
                    *_gpg(config),
                    "--passphrase-fd",
                    str(passphrase.fileno()),
                    "--yes",
                    "--output",
                    str(file),
                    "--decrypt",
                ],
                stdin=content,
                stderr=subprocess.PIPE,
                pass_fds=(passphrase.fileno(),),
                check=False,
            )
        if done.returncode:
            raise Failure(f"{snapshot.key} cannot be decrypted: {done.stderr.decode(errors='replace').strip()}")


def text(config: Config, key: str) -> str:
    """Return a stored snapshot that is text, as the one of the roles is.

    Raises:
        Failure: as `fetch`, or there is none.
    """
    with scratch.file(config) as file:
        fetch(config, named(config, key), file)
        return file.read_text(encoding="utf-8")


def _gpg(config: Config) -> list[str]:
    home = config.state / "gnupg"
    home.mkdir(mode=0o700, exist_ok=True)
    return ["gpg", "--homedir", str(home), "--batch", "--quiet", "--no-options", "--pinentry-mode", "loopback"]


def listed(config: Config) -> tuple[Snapshot, ...]:
    """Return the stored snapshots, the oldest first.

    Raises:
        Failure: the store is away.
    """
    found = [_snapshot(facts) for facts in store.objects(store.client(config), config.store.bucket, PREFIX)]
    return tuple(sorted(found, key=lambda snapshot: (snapshot.taken, snapshot.database)))


def _snapshot(facts: "ObjectTypeDef") -> Snapshot:
    key = facts.get("Key", "")
    name, _, file = key.removeprefix(PREFIX).partition("/")
    taken = datetime.strptime(file.partition(".")[0], _STAMP).replace(tzinfo=UTC)
    return Snapshot(name, key, taken, facts.get("Size", 0))


def expire(config: Config, s3: "S3Client", *, dry_run: bool = False) -> list[str]:
    """Delete snapshots that are older than is kept, never a database's newest one; return their names."""
    found = listed(config)
    newest = {snapshot.database: snapshot.key for snapshot in found}
    limit = datetime.now(UTC) - timedelta(days=config.keep.snapshot_days)
    old = [item.key for item in found if item.taken < limit and item.key != newest[item.database]]
    for key in [] if dry_run else old:
        try:
            s3.delete_object(Bucket=config.store.bucket, Key=key)
        except store.REFUSALS as error:
            raise store.refused(f"delete {key}", error) from error
    return old
