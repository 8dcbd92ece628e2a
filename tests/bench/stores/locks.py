"""Versions and locks: what is still there after everybody tried to remove it."""

import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tests.bench.stores.objects import EXPIRING, KEY, locking_bucket, put, put_in_parts, read
from tests.bench.stores.seen import Check, Seen, Verdict, code_of, refused, worst
from tests.bench.stores.server import Server, new_keys

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.literals import ObjectLockRetentionModeType

_SHORT_SECONDS = 3
_DAY = timedelta(days=1)


def _versioning(server: Server) -> Seen:
    client = server.client()
    client.create_bucket(Bucket="versions")
    client.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    first, second = put(client, "versions", b"first"), put(client, "versions", b"second")
    marker = client.delete_object(Bucket="versions", Key=KEY).get("VersionId", "")
    listed = client.list_object_versions(Bucket="versions")
    gone = code_of(partial(client.get_object, Bucket="versions", Key=KEY))
    kept = [read(client, "versions", version) for version in (first, second)]
    client.delete_object(Bucket="versions", Key=KEY, VersionId=marker)
    back = client.get_object(Bucket="versions", Key=KEY)["Body"].read()
    counts = len(listed.get("Versions", [])), len(listed.get("DeleteMarkers", []))
    whole = (counts, gone, kept, back) == ((2, 1), "NoSuchKey", [b"first", b"second"], b"second")
    told = "two versions under a delete marker, both read, undeleted" if whole else f"{counts}, {gone}, {kept}, {back}"
    return Seen(Verdict.YES if whole else Verdict.NO, told)


def _compliance(server: Server) -> Seen:
    client = server.client()
    bucket = locking_bucket(client, "compliance")
    until = datetime.now(UTC) + _DAY
    version = client.put_object(
        Bucket=bucket, Key=KEY, Body=b"kept", ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until
    ).get("VersionId", "")
    named = {"Bucket": bucket, "Key": KEY, "VersionId": version}
    seen = refused(
        {
            "delete": partial(client.delete_object, **named),
            "delete with bypass": partial(client.delete_object, **named, BypassGovernanceRetention=True),
            "delete in a batch": lambda: _delete_in_a_batch(client, bucket, version),
            "shorten": lambda: _retain(client, bucket, version, "COMPLIANCE", _DAY / 2),
            "shorten with bypass": lambda: _retain(client, bucket, version, "COMPLIANCE", _DAY / 2, bypass=True),
            "weaken to governance": lambda: _retain(client, bucket, version, "GOVERNANCE", _DAY, bypass=True),
            "delete the bucket": partial(client.delete_bucket, Bucket=bucket),
            "suspend versions": partial(
                client.put_bucket_versioning, Bucket=bucket, VersioningConfiguration={"Status": "Suspended"}
            ),
        },
        "attempts of the root account",
    )
    put(client, bucket, b"written over")
    client.delete_object(Bucket=bucket, Key=KEY)
    if read(client, bucket, version) != b"kept":
        return Seen(Verdict.NO, f"the locked version is gone ({seen.what})")
    return seen


def _delete_in_a_batch(client: "S3Client", bucket: str, version: str) -> None:
    """Delete as `DeleteObjects` does, which tells refusals in its answer."""
    answer = client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": KEY, "VersionId": version}]})
    for error in answer.get("Errors", []):
        raise ClientError({"Error": {"Code": error.get("Code", "")}}, "DeleteObjects")


def _retain(  # noqa: PLR0913  # a request has many parts
    client: "S3Client",
    bucket: str,
    version: str,
    mode: "ObjectLockRetentionModeType",
    period: timedelta,
    *,
    bypass: bool = False,
) -> None:
    client.put_object_retention(
        Bucket=bucket,
        Key=KEY,
        VersionId=version,
        Retention={"Mode": mode, "RetainUntilDate": datetime.now(UTC) + period},
        BypassGovernanceRetention=bypass,
    )


def _ends_in_time(server: Server) -> Seen:
    client = server.client()
    bucket = locking_bucket(client, "ends")
    version = client.put_object(
        Bucket=bucket,
        Key=KEY,
        Body=b"kept",
        ObjectLockMode="COMPLIANCE",
        ObjectLockRetainUntilDate=datetime.now(UTC) + timedelta(seconds=_SHORT_SECONDS),
    ).get("VersionId", "")
    before = code_of(lambda: client.delete_object(Bucket=bucket, Key=KEY, VersionId=version))
    time.sleep(_SHORT_SECONDS + 1)
    after = code_of(lambda: client.delete_object(Bucket=bucket, Key=KEY, VersionId=version))
    if before and not after and not read(client, bucket, version):
        return Seen(Verdict.YES, f"refused for {_SHORT_SECONDS} s, then deleted")
    return Seen(Verdict.NO, f"before its end {before or 'deleted'}, after it {after or 'deleted'}")


def _default(server: Server) -> Seen:
    client = server.client()
    bucket = locking_bucket(client, "default", "COMPLIANCE")
    version = put(client, bucket)
    found = client.head_object(Bucket=bucket, Key=KEY)
    put_in_parts(client, bucket, "parts", [b"part"])
    in_parts = client.head_object(Bucket=bucket, Key="parts")
    modes = found.get("ObjectLockMode", "none"), in_parts.get("ObjectLockMode", "none")
    refusal = code_of(lambda: client.delete_object(Bucket=bucket, Key=KEY, VersionId=version))
    if modes == ("COMPLIANCE", "COMPLIANCE") and refusal:
        return Seen(Verdict.YES, "objects and uploads in parts are locked for a day, unasked")
    return Seen(Verdict.NO, f"modes {modes}, deleting: {refusal or 'went through'}")


def _default_is_kept(server: Server) -> Seen:
    client = server.client()
    bucket = locking_bucket(client, "kept-default", "COMPLIANCE")
    keys = new_keys()
    allowed = ["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectRetention"]
    arns = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    statement = {"Effect": "Allow", "Action": [*allowed, "s3:ListBucket"], "Resource": arns}
    server.set_account(keys, {"Version": "2012-10-17", "Statement": [statement]})
    account = server.client(keys)
    version = put(account, bucket)
    return refused(
        {
            "remove the default": partial(
                account.put_object_lock_configuration,
                Bucket=bucket,
                ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"},
            ),
            "shorten its own": lambda: _retain(account, bucket, version, "COMPLIANCE", _DAY / 2, bypass=True),
            "delete its own": lambda: account.delete_object(Bucket=bucket, Key=KEY, VersionId=version),
            "set a lifecycle": partial(
                account.put_bucket_lifecycle_configuration,
                Bucket=bucket,
                LifecycleConfiguration={"Rules": [EXPIRING]},
            ),
        },
        "attempts of an account that may delete versions and lock",
    )


def _governance(server: Server) -> Seen:
    client = server.client()
    bucket = locking_bucket(client, "governance", "GOVERNANCE")
    version = put(client, bucket)
    keys = new_keys()
    arns = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"]
    statement = {"Effect": "Allow", "Action": actions, "Resource": arns}
    server.set_account(keys, {"Version": "2012-10-17", "Statement": [statement]})
    account = server.client(keys)
    without = refused(
        {
            "delete": lambda: account.delete_object(Bucket=bucket, Key=KEY, VersionId=version),
            "delete with bypass": lambda: account.delete_object(
                Bucket=bucket, Key=KEY, VersionId=version, BypassGovernanceRetention=True
            ),
        },
        "attempts without the right to bypass",
    )
    by_root = code_of(
        lambda: client.delete_object(Bucket=bucket, Key=KEY, VersionId=version, BypassGovernanceRetention=True)
    )
    root = Seen(Verdict.NO, f"root with bypass: {by_root}") if by_root else Seen(Verdict.YES, "root bypasses it")
    return worst((without, root))


def _legal_hold(server: Server) -> Seen:
    client = server.client()
    bucket = locking_bucket(client, "hold")
    version = put(client, bucket)
    client.put_object_legal_hold(Bucket=bucket, Key=KEY, VersionId=version, LegalHold={"Status": "ON"})
    held = code_of(lambda: client.delete_object(Bucket=bucket, Key=KEY, VersionId=version))
    client.put_object_legal_hold(Bucket=bucket, Key=KEY, VersionId=version, LegalHold={"Status": "OFF"})
    free = code_of(lambda: client.delete_object(Bucket=bucket, Key=KEY, VersionId=version))
    if held and not free:
        return Seen(Verdict.YES, "refused while it is on, deleted when it is off")
    return Seen(Verdict.NO, f"on: {held or 'deleted'}, off: {free or 'deleted'}")


CHECKS = (
    Check("versions and delete markers", _versioning),
    Check("lock in compliance mode, against root", _compliance),
    Check("a lock ends in time", _ends_in_time),
    Check("default lock of a bucket", _default),
    Check("default lock, against the account that writes", _default_is_kept),
    Check("lock in governance mode", _governance),
    Check("legal hold", _legal_hold),
)
