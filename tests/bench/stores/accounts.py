"""What an account reaches, what it is denied, and how much a bucket holds."""

import json
import os
import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from infra.hooks.bucket_accounts import bucket_policy
from infra.identity import new_password
from tests.bench.stores.objects import EXPIRING, KEY, put, read
from tests.bench.stores.seen import Check, Seen, Verdict, code_of, refused, worst
from tests.bench.stores.server import Keys, Server, new_keys

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MIB = 1024 * 1024
_QUOTA_MIB, _WRITTEN_MIB = 4, 32
_QUOTA_SECONDS = 150
_SOON_SECONDS = 10


def _isolation(server: Server) -> Seen:
    root = server.client()
    for name in ("mine", "theirs"):
        root.create_bucket(Bucket=name)
        put(root, name)
    keys = new_keys()
    server.set_account(keys, bucket_policy(("mine",)))
    account = server.client(keys)
    works = _works(account, "mine")
    listed = [bucket.get("Name") for bucket in account.list_buckets()["Buckets"]]
    elsewhere = refused(
        {
            "list": partial(account.list_objects_v2, Bucket="theirs"),
            "read": partial(account.get_object, Bucket="theirs", Key=KEY),
            "write": partial(account.put_object, Bucket="theirs", Key=KEY, Body=b""),
            "delete": partial(account.delete_object, Bucket="theirs", Key=KEY),
            "copy from": partial(
                account.copy_object, Bucket="mine", Key="copy", CopySource={"Bucket": "theirs", "Key": KEY}
            ),
            "make a bucket": partial(account.create_bucket, Bucket="another"),
            "delete the bucket": partial(account.delete_bucket, Bucket="theirs"),
            "open its own": partial(account.put_bucket_policy, Bucket="mine", Policy=_open_to_all("mine")),
            "change versions of its own": partial(
                account.put_bucket_versioning, Bucket="mine", VersioningConfiguration={"Status": "Enabled"}
            ),
        },
        "requests beyond its bucket",
    )
    sees = Seen(Verdict.YES if listed == ["mine"] else Verdict.PARTLY, f"sees buckets {', '.join(map(str, listed))}")
    return worst((works, elsewhere, sees))


def _works(account: "S3Client", bucket: str) -> Seen:
    code = code_of(lambda: put(account, bucket, b"own", "own"))
    code = code or code_of(partial(account.get_object, Bucket=bucket, Key="own"))
    code = code or code_of(partial(account.list_objects_v2, Bucket=bucket))
    code = code or code_of(partial(account.delete_object, Bucket=bucket, Key="own"))
    return Seen(Verdict.NO, f"its own bucket: {code}") if code else Seen(Verdict.YES, "uses its own bucket")


def _keeps_versions(server: Server) -> Seen:
    root = server.client()
    root.create_bucket(Bucket="pushed")
    root.put_bucket_versioning(Bucket="pushed", VersioningConfiguration={"Status": "Enabled"})
    keys = new_keys()
    server.set_account(keys, bucket_policy(("pushed",), keeps=("pushed",)))
    account = server.client(keys)
    version = put(account, "pushed")
    marked = code_of(partial(account.delete_object, Bucket="pushed", Key=KEY))
    marks = Seen(Verdict.NO, f"a plain delete: {marked}") if marked else Seen(Verdict.YES, "a plain delete marks")
    versions = refused(
        {
            "delete a version": partial(account.delete_object, Bucket="pushed", Key=KEY, VersionId=version),
            "expire versions": partial(
                account.put_bucket_lifecycle_configuration,
                Bucket="pushed",
                LifecycleConfiguration={"Rules": [EXPIRING]},
            ),
            "suspend versions": partial(
                account.put_bucket_versioning, Bucket="pushed", VersioningConfiguration={"Status": "Suspended"}
            ),
        },
        "ways to lose a version",
    )
    account.delete_objects(Bucket="pushed", Delete={"Objects": [{"Key": KEY, "VersionId": version}]})
    kept = read(root, "pushed", version) == b"kept"
    batch = Seen(Verdict.YES, "kept in a batch") if kept else Seen(Verdict.NO, "a batch deletes versions")
    reads = Seen(Verdict.YES, "reads old versions") if read(account, "pushed", version) else Seen(Verdict.NO, "blind")
    return worst((marks, versions, batch, reads))


def _without_restart(server: Server) -> Seen:
    server.client().create_bucket(Bucket="staffed")
    policy = bucket_policy(("staffed",))
    first = new_keys()
    started = time.monotonic()
    server.set_account(first, policy)
    made = _seconds_until(server, first, "")
    server.remove_account(first)
    removed = _seconds_until(server, first, "InvalidAccessKeyId")
    second = Keys(first.name, new_password())
    server.set_account(second, policy)
    again = _seconds_until(server, second, "")
    old = code_of(server.client(first).list_buckets)
    took = time.monotonic() - started
    if None in (made, removed, again) or not old:
        return Seen(Verdict.NO, f"made {made}, removed {removed}, again {again} s; the old password: {old or 'valid'}")
    return Seen(Verdict.YES, f"made, removed, made again with another password in {took:.1f} s")


def _seconds_until(server: Server, keys: Keys, expected: str) -> float | None:
    client = server.client(keys)
    started = time.monotonic()
    while code_of(partial(client.list_objects_v2, Bucket="staffed")) != expected:
        if time.monotonic() > started + _SOON_SECONDS:
            return None
        time.sleep(0.05)
    return time.monotonic() - started


def _bucket_policy(server: Server) -> Seen:
    root = server.client()
    root.create_bucket(Bucket="shown")
    for key in ("public/page", "private/page"):
        put(root, "shown", key=key)
    root.put_bucket_policy(Bucket="shown", Policy=_open_to_all("shown"))
    stranger = server.stranger()
    public = code_of(partial(stranger.get_object, Bucket="shown", Key="public/page"))
    others = refused(
        {
            "read elsewhere": partial(stranger.get_object, Bucket="shown", Key="private/page"),
            "list": partial(stranger.list_objects_v2, Bucket="shown"),
            "write": partial(stranger.put_object, Bucket="shown", Key="public/page", Body=b""),
            "delete": partial(stranger.delete_object, Bucket="shown", Key="public/page"),
        },
        "other requests",
    )
    root.delete_bucket_policy(Bucket="shown")
    closed = code_of(partial(stranger.get_object, Bucket="shown", Key="public/page"))
    if public or not closed:
        return Seen(Verdict.NO, f"with the policy {public or 'read'}, without it {closed or 'read'}")
    return worst((Seen(Verdict.YES, "strangers read one prefix while the policy stands"), others))


def _open_to_all(bucket: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": ["*"]},
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{bucket}/public/*"],
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _quota(server: Server) -> Seen:
    root = server.client()
    root.create_bucket(Bucket="small")
    server.set_quota("small", _QUOTA_MIB * _MIB)
    started = time.monotonic()
    stored = _fill(root, "small", range(_WRITTEN_MIB))
    if stored < _WRITTEN_MIB:
        return Seen(Verdict.YES, f"{_QUOTA_MIB} MiB allowed, refused after {stored} MiB")
    while time.monotonic() < started + _QUOTA_SECONDS:
        if _fill(root, "small", [_WRITTEN_MIB]) == 0:
            took = time.monotonic() - started
            return Seen(
                Verdict.PARTLY,
                f"{_QUOTA_MIB} MiB allowed, {_WRITTEN_MIB} MiB stored at once, refused after {took:.0f} s",
            )
        time.sleep(1)
    return Seen(Verdict.NO, f"{_QUOTA_MIB} MiB allowed, {_WRITTEN_MIB} MiB stored, not refused in {_QUOTA_SECONDS} s")


def _fill(client: "S3Client", bucket: str, numbers: Sequence[int]) -> int:
    """Store objects of one MiB that nothing compresses until one is refused; return how many were stored."""
    stored = 0
    for number in numbers:
        if code_of(lambda number=number: put(client, bucket, os.urandom(_MIB), f"{number}")):
            break
        stored += 1
    return stored


CHECKS = (
    Check("an account reaches one bucket only", _isolation),
    Check("the backups' account ends no version", _keeps_versions),
    Check("accounts without a restart", _without_restart),
    Check("bucket policies", _bucket_policy),
    Check("quota of a bucket", _quota),
)
