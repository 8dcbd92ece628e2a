"""Faults put into a copy of the repository, to see that each is found and named; the repository itself is only read."""

import re
import secrets
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from novax_backup import database, repository, store
from novax_backup.config import Config
from novax_backup.contents import Backup
from novax_backup.failure import Failure

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "drill/faults"
_SEGMENT = re.compile(r"/([0-9A-F]{24})-[0-9a-f]{40}")


@dataclass(frozen=True)
class Scene:
    """A copy of the repository; keys are relative to either place."""

    config: Config
    """Leads to the copy."""
    s3: "S3Client"
    source: str
    target: str
    full: Backup
    """The newest full backup, which most faults are for."""

    @property
    def bucket(self) -> str:
        """Where the copy is."""
        return self.config.store.scratch_bucket

    def keys(self, prefix: str = "") -> list[str]:
        """Return the copy's objects whose keys start so."""
        found = store.objects(self.s3, self.bucket, self.target + prefix)
        return [facts.get("Key", "").removeprefix(self.target) for facts in found]

    def read(self, key: str) -> bytes:
        """Return an object of the copy."""
        return self.s3.get_object(Bucket=self.bucket, Key=self.target + key)["Body"].read()

    def write(self, key: str, content: bytes) -> None:
        """Overwrite or add an object of the copy."""
        self.s3.put_object(Bucket=self.bucket, Key=self.target + key, Body=content)

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects of the copy."""
        for key in keys:
            self.s3.delete_object(Bucket=self.bucket, Key=self.target + key)

    def copy(self, keys: Iterable[str]) -> None:
        """Copy objects of the repository, within the store."""
        for key in keys:
            self.s3.copy_object(
                Bucket=self.bucket,
                Key=self.target + key,
                CopySource={"Bucket": self.config.store.bucket, "Key": self.source + key},
            )


@dataclass(frozen=True)
class Finding:
    """What became of one fault; ``found`` is whether the sentence names it."""

    fault: str
    found: bool
    sentence: str
    seconds: float


Strike = Callable[[Scene], tuple[Config, str]]
"""Puts the fault in and returns how to reach the copy then, and what a sentence that names the fault has in it."""


def _corrupt_block(scene: Scene) -> tuple[Config, str]:
    """Turn sixteen bytes over in the middle of the backup's largest file."""
    folder = f"backup/{scene.config.stanza}/{scene.full.label}/bundle/"
    key, content = max(((key, scene.read(key)) for key in scene.keys(folder)), key=lambda item: len(item[1]))
    middle = len(content) // 2
    turned = bytes(byte ^ 0xFF for byte in content[middle : middle + 16])
    scene.write(key, content[:middle] + turned + content[middle + 16 :])
    return scene.config, f"backup {scene.full.label} has files checksum invalid: 1"


def _lose_segment(scene: Scene) -> tuple[Config, str]:
    """Delete the segment of WAL that the backup ends in; nobody can restore that backup any more."""
    keys = [key for key in scene.keys("archive/") if (found := _SEGMENT.search(key)) and found[1] == scene.full.wal_to]
    scene.delete(keys)
    return scene.config, f"the archive lacks segment {scene.full.wal_to}"


def _lose_full(scene: Scene) -> tuple[Config, str]:
    """Delete every file of the backup, as an expiry by the store itself would, and leave it in the index."""
    scene.delete(scene.keys(f"backup/{scene.config.stanza}/{scene.full.label}/"))
    return scene.config, f"backup {scene.full.label} is listed and its files are gone"


def _change_key(scene: Scene) -> tuple[Config, str]:
    """Try with another passphrase than the repository was made with."""
    overrides = {**scene.config.overrides, "PGBACKREST_REPO1_CIPHER_PASS": secrets.token_urlsafe()}
    return replace(scene.config, overrides=overrides), "encrypted with another key"


def _jump_clock(scene: Scene) -> tuple[Config, str]:
    """Leave what a backup leaves that was taken while the clock was a year ahead."""
    label = (datetime.now(UTC) + timedelta(days=365)).strftime("%Y%m%d-%H%M%SF")
    folder = f"backup/{scene.config.stanza}/"
    scene.write(f"{folder}{label}/backup.manifest", scene.read(f"{folder}{scene.full.label}/backup.manifest"))
    return scene.config, f"backup {label} was begun in the future"


FAULTS: Mapping[str, Strike] = {
    "corrupted block": _corrupt_block,
    "missing segment": _lose_segment,
    "deleted full backup": _lose_full,
    "wrong key": _change_key,
    "clock jump": _jump_clock,
}


def rehearse(config: Config) -> tuple[Finding, ...]:
    """Put each fault into a copy of the repository, verify the copy, and return what was found.

    Raises:
        Failure: there is no full backup, or the copy is not sound before any fault.
    """
    with _copied(config) as scene:
        repository.verify(scene.config)
        return tuple(_one(scene, name) for name in FAULTS)


def _one(scene: Scene, name: str) -> Finding:
    before = set(scene.keys())
    started = time.monotonic()
    config, named = FAULTS[name](scene)
    sentence = ""
    try:
        repository.verify(config)
    except Failure as failure:
        sentence = str(failure)
    seconds = round(time.monotonic() - started, 3)
    scene.delete(set(scene.keys()) - before)
    scene.copy(before)
    return Finding(name, named in sentence, sentence, seconds)


@contextmanager
def _copied(config: Config) -> Generator[Scene]:
    full = next((item for item in reversed(repository.backups(config)) if item.kind == "full"), None)
    if full is None:
        raise Failure("there is no full backup to damage a copy of; run `novax backup --full` first")
    place = {"PGBACKREST_REPO1_S3_BUCKET": config.store.scratch_bucket, "PGBACKREST_REPO1_PATH": f"/{PREFIX}"}
    copied = replace(config, overrides=place)
    source = f"{config.stanza}/{database.system_identifier(config)}/"
    scene = Scene(copied, store.client(config), source, f"{PREFIX}/", full)
    try:
        # What an interrupted drill left is no part of the copy.
        scene.delete(scene.keys())
        everything = [facts.get("Key", "") for facts in store.objects(scene.s3, config.store.bucket, source)]
        scene.copy(key.removeprefix(source) for key in everything)
        yield scene
    except store.REFUSALS as error:
        raise store.refused("keep a copy of the repository", error) from error
    finally:
        scene.delete(scene.keys())
