"""Objects as the checks store, read and lock them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.literals import ObjectLockRetentionModeType
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef, LifecycleRuleTypeDef

KEY = "base/backup"
EXPIRING: "LifecycleRuleTypeDef" = {
    "ID": "all",
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
}
"""A rule that an intruder would set to lose versions."""


def locking_bucket(client: "S3Client", name: str, mode: "ObjectLockRetentionModeType | None" = None) -> str:
    """Make a bucket with locks, and with a default of one day where a mode is given; return its name."""
    client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    if mode:
        client.put_object_lock_configuration(
            Bucket=name,
            ObjectLockConfiguration={
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": mode, "Days": 1}},
            },
        )
    return name


def put(client: "S3Client", bucket: str, body: bytes = b"kept", key: str = KEY) -> str:
    """Store an object and return its version."""
    return client.put_object(Bucket=bucket, Key=key, Body=body).get("VersionId", "")


def read(client: "S3Client", bucket: str, version: str, key: str = KEY) -> bytes:
    """Return a version's content; nothing where it is gone."""
    try:
        return client.get_object(Bucket=bucket, Key=key, VersionId=version)["Body"].read()
    except ClientError:
        return b""


def put_in_parts(client: "S3Client", bucket: str, key: str, contents: Sequence[bytes]) -> None:
    """Store an object by an upload in parts."""
    upload = client.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    parts: list[CompletedPartTypeDef] = [
        {
            "PartNumber": number,
            "ETag": client.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=content).get(
                "ETag", ""
            ),
        }
        for number, content in enumerate(contents, start=1)
    ]
    client.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts})
