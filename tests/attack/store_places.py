"""Where requests to the object store go: sends them as they are, has objects to aim at, looks at what is there."""

import json
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import urllib3
from botocore.exceptions import ClientError
from urllib3.exceptions import HTTPError

from infra.cli.running import Account, Running
from infra.hooks import bucket_accounts, buckets
from infra.hooks.access import Access
from infra.packs import BACKUP_BUCKET
from tests.attack.store_requests import PREFIX, Victim
from tests.attack.store_signing import Form, Key, Request

if TYPE_CHECKING:
    from minio import MinioAdmin
    from mypy_boto3_s3 import S3Client

_SECONDS = 15
_SETTINGS = ("policy", "lifecycle_configuration", "encryption", "replication", "tagging", "notification_configuration")


@dataclass(frozen=True)
class Answer:
    """What the store answered."""

    status: int
    body: str

    @property
    def refused(self) -> bool:
        """Whether nothing was done: refused whole, or every deletion of the list by itself."""
        return self.status in {400, 403} or (
            self.status == 200 and "<DeleteResult" in self.body and "<Deleted>" not in self.body
        )


class Wire:
    """Connections to a stack's object store."""

    def __init__(self, running: Running) -> None:
        self.root = running.account("minio")
        self.url = self.root.endpoint.url
        self._access = running.access(self.root)
        self._pool = urllib3.PoolManager(
            ssl_context=self._access.ssl_context(), timeout=_SECONDS, retries=False, maxsize=1
        )
        self._ca = str(running.ca_file())

    def send(self, request: Request) -> Answer:
        """Send a request as it is, and return the answer."""
        try:
            return self._send(request)
        except HTTPError:
            # The store closed the connection after the answer before this, which it had given without reading all.
            return self._send(request)

    def _send(self, request: Request) -> Answer:
        url, headers = f"{self.url}{request.target}", dict(request.headers)
        found = self._pool.request(request.method, url, headers=headers, body=request.body, redirect=False)
        return Answer(found.status, found.data.decode(errors="replace"))

    def signed(self, request: Request, form: Form, key: Key) -> Answer:
        """Sign a request and send it."""
        return self.send(form(request, self.url, key))

    def s3(self, account: Account | None = None) -> "S3Client":
        """Return the library's client, as an account or root."""
        who = account or self.root
        access = (
            self._access
            if account is None
            else Access(self._access.host, self._access.port, who.username, self._access.ca_pem)
        )
        return buckets.client_of(access, who.password, self._ca)

    def admin(self) -> "MinioAdmin":
        """Return a client of the store's administration."""
        return bucket_accounts.admin_client(self._access, self.root.username, self.root.password)


@dataclass(frozen=True)
class Place:
    """A bucket, the account that may use it, and an object in it."""

    account: Account
    victim: Victim
    others: tuple[Account, ...] = ()
    """More accounts that may use it."""

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return self.victim.bucket


@contextmanager
def own(wire: Wire, account: Account, bucket: str) -> Generator[Place]:
    """Yield a place with an object of its own, which is removed in the end with all that was named after `PREFIX`."""
    s3, key = wire.s3(), "attack-victim"
    version = s3.put_object(Bucket=bucket, Key=key, Body=b"a,b\n1,2\n").get("VersionId", "null")
    upload = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    try:
        yield Place(account, Victim(bucket, key, version, upload))
    finally:
        s3.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)
        for prefix in (key, PREFIX):
            _empty(s3, bucket, prefix)


def remove_bucket(s3: "S3Client", bucket: str) -> None:
    """Remove a bucket, if it is there, with all that it has: versions, markers and uploads that somebody began."""
    if bucket not in (one.get("Name") for one in s3.list_buckets()["Buckets"]):
        return
    for upload in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
        s3.abort_multipart_upload(Bucket=bucket, Key=upload.get("Key", ""), UploadId=upload.get("UploadId", ""))
    _empty(s3, bucket, "")
    s3.delete_bucket(Bucket=bucket)


def _empty(s3: "S3Client", bucket: str, prefix: str) -> None:
    answer = s3.list_object_versions(Bucket=bucket, Prefix=prefix)
    for one in (*answer.get("Versions", []), *answer.get("DeleteMarkers", [])):
        s3.delete_object(Bucket=bucket, Key=one.get("Key", ""), VersionId=one.get("VersionId", ""))


@contextmanager
def backups(wire: Wire, account: Account, *others: Account) -> Generator[Place]:
    """Yield the backups' bucket with an object of pgBackRest that stays."""
    s3 = wire.s3()
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BACKUP_BUCKET)
    keys = (item.get("Key", "") for page in pages for item in page.get("Contents", []))
    key = next(key for key in keys if key.endswith("archive.info"))
    version = s3.list_object_versions(Bucket=BACKUP_BUCKET, Prefix=key)["Versions"][0].get("VersionId", "null")
    upload = s3.create_multipart_upload(Bucket=BACKUP_BUCKET, Key=key)["UploadId"]
    try:
        yield Place(account, Victim(BACKUP_BUCKET, key, version, upload), others)
    finally:
        s3.abort_multipart_upload(Bucket=BACKUP_BUCKET, Key=key, UploadId=upload)


def key_of(account: Account) -> Key:
    """Return an account's name with its own secret."""
    return Key(account.username, account.password)


def everything(wire: Wire, names: Sequence[str]) -> dict[str, Any]:
    """Return what a forged request could make or change: accounts, buckets, their settings and the named objects.

    `names` are paths of objects; what is named after `PREFIX` is in it in any case. Other objects may change while
    tests run, because PostgreSQL archives all the time.
    """
    s3, admin = wire.s3(), wire.admin()
    found: dict[str, Any] = {
        "users": sorted(json.loads(admin.user_list())),
        "policies": bucket_accounts.sorted_lists(json.loads(admin.policy_list())),
    }
    for bucket in sorted(one.get("Name", "") for one in s3.list_buckets()["Buckets"]):
        found[bucket] = {setting: _setting(s3, setting, bucket) for setting in _SETTINGS}
        found[bucket]["versioning"] = s3.get_bucket_versioning(Bucket=bucket).get("Status")
        found[bucket]["made"] = _versions(s3, bucket, PREFIX)
        found[bucket]["uploads"] = [
            (one.get("Key"), one.get("UploadId"))
            for one in s3.list_multipart_uploads(Bucket=bucket, Prefix=PREFIX).get("Uploads", [])
        ]
    for name in names:
        bucket, _, key = name.removeprefix("/").partition("/")
        found[name] = _versions(s3, bucket, key)
        found[f"{name}: tags"] = s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
    return found


def _versions(s3: "S3Client", bucket: str, prefix: str) -> list[tuple[object, ...]]:
    answer = s3.list_object_versions(Bucket=bucket, Prefix=prefix)
    listed = (*answer.get("Versions", []), *answer.get("DeleteMarkers", []))
    return [(one.get("Key"), one.get("VersionId"), one.get("ETag"), one.get("IsLatest")) for one in listed]


def _setting(s3: "S3Client", setting: str, bucket: str) -> object:
    try:
        answer: dict[str, Any] = getattr(s3, f"get_bucket_{setting}")(Bucket=bucket)
    except ClientError as error:
        return error.response.get("Error", {}).get("Code")
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}
