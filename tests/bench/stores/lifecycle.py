"""Rules that delete what is no longer wanted, and leave what is locked.

Only rules that are due at once: a day cannot be shortened in either store.
"""

import time
from typing import TYPE_CHECKING

from infra.demands import Bucket
from infra.hooks.buckets import lifecycle_of, present_lifecycle
from tests.bench.stores.objects import KEY, locking_bucket, put, read
from tests.bench.stores.seen import Check, Seen, Verdict
from tests.bench.stores.server import Server

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_SECONDS = 180
_VERSIONS, _KEPT = 5, 1

_RULES = lifecycle_of(Bucket(versioning=True, noncurrent_days=7))
"""What the platform sets on a bucket: versions of a week go, and then the marker of the deletion."""


def _are_kept(server: Server) -> Seen:
    client = server.client()
    client.create_bucket(Bucket="rules")
    client.put_bucket_versioning(Bucket="rules", VersioningConfiguration={"Status": "Enabled"})
    client.put_bucket_lifecycle_configuration(Bucket="rules", LifecycleConfiguration={"Rules": _RULES})
    found = present_lifecycle(client, "rules")
    if found == _RULES:
        return Seen(Verdict.YES, "read back as they were set")
    return Seen(Verdict.PARTLY, f"read back as {found}")


def _versions(server: Server) -> Seen:
    client = server.client()
    client.create_bucket(Bucket="noncurrent")
    client.put_bucket_versioning(Bucket="noncurrent", VersioningConfiguration={"Status": "Enabled"})
    for number in range(_VERSIONS):
        put(client, "noncurrent", b"%d" % number)
    _keep_one(client, "noncurrent")
    return _until(server, "noncurrent", (1 + _KEPT, 0), f"of {_VERSIONS} versions the newest {1 + _KEPT} are left")


def _markers(server: Server) -> Seen:
    client = server.client()
    client.create_bucket(Bucket="markers")
    client.put_bucket_versioning(Bucket="markers", VersioningConfiguration={"Status": "Enabled"})
    version = put(client, "markers")
    client.delete_object(Bucket="markers", Key=KEY)
    client.delete_object(Bucket="markers", Key=KEY, VersionId=version)
    client.put_bucket_lifecycle_configuration(Bucket="markers", LifecycleConfiguration={"Rules": _RULES})
    return _until(server, "markers", (0, 0), "a marker without versions is gone")


def _locked(server: Server) -> Seen:
    client = server.client()
    bucket = locking_bucket(client, "locked-rules", "COMPLIANCE")
    versions = [put(client, bucket, b"kept") for _ in range(_VERSIONS)]
    client.create_bucket(Bucket="unlocked")
    client.put_bucket_versioning(Bucket="unlocked", VersioningConfiguration={"Status": "Enabled"})
    for _ in range(_VERSIONS):
        put(client, "unlocked")
    for name in (bucket, "unlocked"):
        _keep_one(client, name)
    expired = _until(server, "unlocked", (1 + _KEPT, 0), "")
    left = sum(read(client, bucket, version) == b"kept" for version in versions)
    told = f"{left} of {_VERSIONS} locked versions are left where unlocked ones expired"
    if expired.verdict is not Verdict.YES:
        return Seen(Verdict.PARTLY, f"nothing expired in {_SECONDS} s")
    return Seen(Verdict.YES if left == _VERSIONS else Verdict.NO, told)


def _keep_one(client: "S3Client", bucket: str) -> None:
    client.put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "versions",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "NoncurrentVersionExpiration": {"NewerNoncurrentVersions": _KEPT},
                }
            ]
        },
    )


def _until(server: Server, bucket: str, expected: tuple[int, int], meant: str) -> Seen:
    """Wait until a bucket has so many versions and delete markers."""
    client = server.client()
    started = time.monotonic()
    while True:
        server.run_lifecycle()
        listed = client.list_object_versions(Bucket=bucket)
        counts = len(listed.get("Versions", [])), len(listed.get("DeleteMarkers", []))
        took = time.monotonic() - started
        if counts == expected:
            return Seen(Verdict.YES, f"{meant} after {took:.0f} s")
        if took > _SECONDS:
            return Seen(Verdict.NO, f"after {took:.0f} s there are {counts[0]} versions and {counts[1]} markers")


CHECKS = (
    Check("lifecycle rules are kept", _are_kept),
    Check("old versions expire", _versions),
    Check("delete markers expire", _markers),
    Check("what is locked does not expire", _locked),
)
