"""Objects of a pack's bucket as they were at a time, put on top again as the newest versions.

What is replaced stays as an older version, for as long as the bucket keeps those. What came after the time stays, too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from infra.cli.running import Running
from infra.errors import UserError
from infra.packs import Pack
from infra.restore.target import show_time
from infra.retention.store import Bucket

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ROOT = "minio"
"""The account: a pack's own may read no versions."""


@dataclass(frozen=True)
class Version:
    """One version of an object, or the marker of a deletion, which has no content."""

    key: str
    id: str
    time: datetime
    newest: bool
    content: tuple[str, int] | None
    """The store's hash of it, and its size in bytes."""


@dataclass(frozen=True)
class Plan:
    """What differs between then and now."""

    deleted: Sequence[Version]
    """Versions of then whose objects are gone."""
    changed: Sequence[Version]
    """Versions of then whose objects are others now."""
    newer: int
    """Objects that were not there then."""

    @property
    def wanted(self) -> Sequence[Version]:
        """The versions to be put on top."""
        return (*self.deleted, *self.changed)

    def lines(self) -> list[tuple[str, str]]:
        """Return it as lines of a table."""
        return [
            ("put back", f"{_counted(self.deleted)}, deleted since; {_counted(self.changed)}, changed since"),
            ("stays", f"{self.newer} objects that came after; what is replaced, as an older version"),
        ]


def size(versions: Sequence[Version]) -> int:
    """Return how many bytes versions have."""
    return sum(version.content[1] for version in versions if version.content)


def _counted(versions: Sequence[Version]) -> str:
    return f"{len(versions)} objects ({size(versions) / 2**20:.1f} MiB)"


def refuse(packs: Sequence[Pack], name: str, then: datetime, now: datetime) -> None:
    """Make sure that a bucket is a pack's and that it still has what was there at a time.

    Raises:
        UserError: it is none, keeps no versions, or has kept them for less long.
    """
    buckets = {bucket: facts for pack in packs for bucket, facts in pack.buckets.items()}
    if name not in buckets:
        raise UserError(f"the bucket is {name!r}; allowed: {', '.join(buckets)}")
    if not buckets[name].versioning:
        raise UserError(
            f"bucket {name} keeps no versions, so nothing of it can be had back; see versioning in pack.yaml"
        )
    days = buckets[name].noncurrent_days
    if days and then < (first := now - timedelta(days=days)):
        raise UserError(
            f"--to-time is {show_time(then)}, and bucket {name} keeps what was deleted or overwritten for {days} days; "
            f"allowed: from {show_time(first)}"
        )


def bucket(running: Running, name: str) -> Bucket:
    """Return a bucket as the store's root reaches it."""
    account = running.account(_ROOT)
    return Bucket(name, account.endpoint.url, account.username, account.password, running.ca_file())


def plan(where: Bucket, prefix: str, then: datetime) -> Plan:
    """Return what differs between a time and now in the objects whose keys start so.

    Raises:
        UserError: the store does not answer.
    """
    with where.client() as client:
        found: dict[str, list[Version]] = {}
        for version in _versions(client, where.name, prefix):
            found.setdefault(version.key, []).append(version)
    deleted: list[Version] = []
    changed: list[Version] = []
    newer = 0
    for versions in found.values():
        before = max((one for one in versions if one.time <= then), key=lambda one: one.time, default=None)
        current = next(one for one in versions if one.newest)
        if before is None or before.content is None:
            newer += current.content is not None
        elif current.content is None:
            deleted.append(before)
        elif current.content != before.content:
            changed.append(before)
    return Plan(deleted, changed, newer)


def put_back(where: Bucket, versions: Sequence[Version], tick: Callable[[], None]) -> None:
    """Copy each version on top of its object, within the store, with its metadata.

    Raises:
        UserError: the store does not answer, or a version has expired meanwhile; given again, it goes on.
    """
    with where.client() as client:
        for version in versions:
            client.copy_object(
                Bucket=where.name,
                Key=version.key,
                CopySource={"Bucket": where.name, "Key": version.key, "VersionId": version.id},
            )
            tick()


def _versions(client: "S3Client", name: str, prefix: str) -> Iterator[Version]:
    for page in client.get_paginator("list_object_versions").paginate(Bucket=name, Prefix=prefix):
        # The store fills in every field, which the stubs do not know.
        for kind in ("Versions", "DeleteMarkers"):
            for facts in cast("Sequence[Mapping[str, Any]]", page.get(kind, ())):
                content = (facts["ETag"], facts["Size"]) if kind == "Versions" else None
                yield Version(facts["Key"], facts["VersionId"], facts["LastModified"], facts["IsLatest"], content)
