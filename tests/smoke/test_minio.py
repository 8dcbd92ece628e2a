"""The object store: every bucket as declared, each account kept to its own, backups encrypted before they arrive."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.cli import stack as stacks
from infra.cli.running import Running
from infra.packs import BACKUP_BUCKET, COLD_BUCKET, PLATFORM_BUCKETS, SCRATCH_BUCKET, Pack
from infra.settings import from_file
from tests.smoke import clients

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ENCRYPTED = b"Salted__"
"""How OpenSSL begins what it encrypts under a passphrase."""

REFUSED = "AccessDenied"

OBJECT = "smoke/object"


@pytest.fixture(scope="module")
def root(running: Running) -> "S3Client":
    return clients.objects(running, "minio")


@pytest.fixture(scope="module")
def storing(packs: Sequence[Pack]) -> list[Pack]:
    """Return the packs that have buckets."""
    return [pack for pack in packs if pack.buckets]


def test_every_declared_bucket_exists_as_declared(root: "S3Client", storing: Sequence[Pack]) -> None:
    present = {bucket.get("Name") for bucket in root.list_buckets()["Buckets"]}
    assert present >= set(PLATFORM_BUCKETS)
    for pack in storing:
        for name, bucket in pack.buckets.items():
            assert name in present
            versioning = root.get_bucket_versioning(Bucket=name).get("Status") == "Enabled"
            assert versioning == bucket.versioning, name
            if bucket.noncurrent_days:
                (rule,) = root.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
                assert rule.get("NoncurrentVersionExpiration") == {"NoncurrentDays": bucket.noncurrent_days}, name


def test_an_application_uses_its_own_buckets(running: Running, root: "S3Client", storing: Sequence[Pack]) -> None:
    for pack in storing:
        application = clients.objects(running, f"{pack.name}-minio")
        for bucket in pack.buckets:
            version = application.put_object(Bucket=bucket, Key=OBJECT, Body=b"smoke").get("VersionId", "")
            assert application.get_object(Bucket=bucket, Key=OBJECT)["Body"].read() == b"smoke"
            application.delete_object(Bucket=bucket, Key=OBJECT)
            _forget(root, bucket, version)


def test_no_account_reaches_the_buckets_of_another(running: Running, storing: Sequence[Pack]) -> None:
    owners = {"backup": list(PLATFORM_BUCKETS)} | {f"{pack.name}-minio": list(pack.buckets) for pack in storing}
    for (account, _), (_, others) in pairwise([*owners.items(), next(iter(owners.items()))]):
        client = clients.objects(running, account)
        for bucket in others:
            for attempt in (
                lambda client=client, bucket=bucket: client.list_objects_v2(Bucket=bucket),
                lambda client=client, bucket=bucket: client.get_object(Bucket=bucket, Key=OBJECT),
                lambda client=client, bucket=bucket: client.put_object(Bucket=bucket, Key=OBJECT, Body=b""),
                lambda client=client, bucket=bucket: client.delete_object(Bucket=bucket, Key=OBJECT),
                lambda client=client, bucket=bucket: client.delete_bucket(Bucket=bucket),
            ):
                assert _error(attempt) == REFUSED, f"{account} at {bucket}"


def test_accounts_cannot_make_delete_or_open_buckets(running: Running, storing: Sequence[Pack]) -> None:
    everyone = json.dumps({"Version": "2012-10-17", "Statement": []})
    platform = [(account, BACKUP_BUCKET) for account in ("archive", "backup")]
    for account, bucket in [*platform, *((f"{p.name}-minio", next(iter(p.buckets))) for p in storing)]:
        client = clients.objects(running, account)
        assert _error(lambda client=client: client.create_bucket(Bucket="novax-smoke")) == REFUSED, account
        for attempt in (
            lambda client=client, bucket=bucket: client.delete_bucket(Bucket=bucket),
            lambda client=client, bucket=bucket: client.put_bucket_policy(Bucket=bucket, Policy=everyone),
        ):
            assert _error(attempt) == REFUSED, account


def test_accounts_see_only_their_own_buckets(running: Running, storing: Sequence[Pack]) -> None:
    owners = {
        "archive": {BACKUP_BUCKET, SCRATCH_BUCKET},
        "backup": set(PLATFORM_BUCKETS),
        **{f"{pack.name}-minio": set(pack.buckets) for pack in storing},
    }
    for account, own in owners.items():
        listed = {bucket.get("Name") for bucket in clients.objects(running, account).list_buckets()["Buckets"]}
        assert listed == own, account


@pytest.mark.parametrize(("username", "password"), [("minioadmin", "minioadmin"), ("minio", "minio123")])
def test_default_accounts_do_not_exist(running: Running, username: str, password: str) -> None:
    client = clients.objects(running, "minio", username=username, password=password)
    assert _error(client.list_buckets) == "InvalidAccessKeyId"


def test_names_that_accounts_had_once_or_that_others_have_are_refused(
    running: Running, storing: Sequence[Pack]
) -> None:
    """With a name that is known a thief has half of the key."""
    platform = {"minio": "root", "archive": "archive", "backup": "backup"}
    known = platform | {f"{pack.name}-minio": f"{pack.name}-app" for pack in storing}
    for account, name in known.items():
        client = clients.objects(running, account, username=name)
        assert _error(client.list_buckets) == "InvalidAccessKeyId", name
    assert known.keys() == {name for name, account in running.accounts.items() if account.endpoint.name == "minio"}


@pytest.mark.parametrize("password", ["minioadmin", "password", "novax"])
def test_wrong_passwords_are_refused(running: Running, storing: Sequence[Pack], password: str) -> None:
    for account in ("minio", "archive", "backup", *(f"{pack.name}-minio" for pack in storing)):
        client = clients.objects(running, account, password=password)
        assert _error(client.list_buckets) == "SignatureDoesNotMatch", account


def test_strangers_are_refused(running: Running, storing: Sequence[Pack]) -> None:
    stranger = boto3.client(  # pyright: ignore[reportUnknownMemberType]  # the stubs know S3 alone
        "s3",
        endpoint_url=running.endpoints["minio"].url,
        region_name="us-east-1",
        verify=str(running.ca_file()),
        config=Config(signature_version=UNSIGNED, s3={"addressing_style": "path"}, proxies={}),
    )
    assert _error(stranger.list_buckets) == REFUSED
    for bucket in (*PLATFORM_BUCKETS, *(name for pack in storing for name in pack.buckets)):
        assert _error(lambda bucket=bucket: stranger.list_objects_v2(Bucket=bucket)) == REFUSED, bucket


def test_archived_wal_is_encrypted(running: Running) -> None:
    backup = clients.objects(running, "backup")
    pages = backup.get_paginator("list_objects_v2").paginate(Bucket=BACKUP_BUCKET, Prefix="main/")
    keys = [item.get("Key", "") for page in pages for item in page.get("Contents", [])]
    segments = [key for key in keys if "/archive/" in key and key.endswith(".zst")]
    assert segments
    for key in (*segments[-3:], *(key for key in keys if key.endswith("archive.info"))):
        content = backup.get_object(Bucket=BACKUP_BUCKET, Key=key)["Body"].read()
        assert content.startswith(ENCRYPTED), key


def test_what_is_archived_is_locked_for_as_long_as_declared(running: Running, root: "S3Client") -> None:
    kept = from_file(stacks.config_file(running.stack), running.stack).backup
    locks = {BACKUP_BUCKET: kept.lock_days, COLD_BUCKET: kept.keep_cold_days}
    for bucket, days in locks.items():
        lock = root.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
        assert lock.get("Rule") == {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": days}}, bucket
    days = kept.lock_days
    key = root.list_objects_v2(Bucket=BACKUP_BUCKET, Prefix="main/").get("Contents", [])[-1].get("Key", "")
    found = root.head_object(Bucket=BACKUP_BUCKET, Key=key)
    assert found.get("ObjectLockMode") == "COMPLIANCE"
    until = found.get("ObjectLockRetainUntilDate")
    assert until
    assert abs(until - found["LastModified"] - timedelta(days=days)) < timedelta(minutes=1)
    with pytest.raises(ClientError, match="WORM protected"):
        root.delete_object(Bucket=BACKUP_BUCKET, Key=key, VersionId=found.get("VersionId", ""))


def _error(attempt: Callable[[], object]) -> str:
    """Return the code with which the store refuses; empty when it does not."""
    try:
        attempt()
    except ClientError as error:
        return error.response.get("Error", {}).get("Code", "")
    return ""


def _forget(root: "S3Client", bucket: str, version: str) -> None:
    """Remove what a versioned bucket keeps of a test's object: the version and the marker of its deletion."""
    if version:
        for kept in root.list_object_versions(Bucket=bucket, Prefix=OBJECT).get("DeleteMarkers", []):
            root.delete_object(Bucket=bucket, Key=OBJECT, VersionId=kept.get("VersionId", ""))
        root.delete_object(Bucket=bucket, Key=OBJECT, VersionId=version)
