"""The object store through S3: what of it snapshots, cold copies and evidence need."""

from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config as ClientConfig
from botocore.exceptions import BotoCoreError, ClientError

from novax_backup.config import Config
from novax_backup.failure import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectTypeDef, ObjectVersionTypeDef

_TIMEOUT_SECONDS = 20

REFUSALS = (BotoCoreError, ClientError)
"""What the library raises when the store is away or refuses."""


def client(config: Config) -> "S3Client":
    """Return a client of the platform's object store."""
    return boto3.client(  # pyright: ignore[reportUnknownMemberType] - the stubs know S3 alone
        "s3",
        endpoint_url=config.store.endpoint,
        aws_access_key_id=config.store.user,
        aws_secret_access_key=Path(config.store.password_file).read_text(encoding="ascii").strip(),
        region_name=config.store.region,
        verify=config.ca_file,
        config=ClientConfig(
            s3={"addressing_style": "path"},
            connect_timeout=_TIMEOUT_SECONDS,
            read_timeout=_TIMEOUT_SECONDS,
            retries={"total_max_attempts": 3, "mode": "standard"},
            proxies={},
        ),
    )


def objects(s3: "S3Client", bucket: str, prefix: str) -> "Iterator[ObjectTypeDef]":
    """Yield the objects of a bucket whose names start so, in order.

    Raises:
        Failure: the store is away or refuses.
    """
    try:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            yield from page.get("Contents", ())
    except REFUSALS as error:
        raise refused(f"list {bucket}/{prefix}", error) from error


def folders(s3: "S3Client", bucket: str, prefix: str) -> "Iterator[str]":
    """Yield the names of the folders in a folder of a bucket; ``prefix`` ends with a slash, or is empty.

    Raises:
        Failure: the store is away or refuses.
    """
    try:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, Delimiter="/"):
            for folder in page.get("CommonPrefixes", ()):
                yield folder.get("Prefix", "").removeprefix(prefix).removesuffix("/")
    except REFUSALS as error:
        raise refused(f"list {bucket}/{prefix}", error) from error


def versions(s3: "S3Client", bucket: str, prefix: str) -> "Iterator[ObjectVersionTypeDef]":
    """Yield every version of a bucket's objects whose names start so; markers of deletions are none.

    Raises:
        Failure: the store is away or refuses.
    """
    try:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
            yield from page.get("Versions", ())
    except REFUSALS as error:
        raise refused(f"list the versions of {bucket}/{prefix}", error) from error


def untouched(s3: "S3Client", bucket: str, key: str) -> bool:
    """Tell whether a bucket has an object as it was first written: it was neither overwritten nor deleted since.

    Raises:
        Failure: the store is away or refuses.
    """
    return [facts.get("IsLatest") for facts in versions(s3, bucket, key) if facts.get("Key") == key] == [True]


def refused(what: str, error: Exception) -> Failure:
    """Return the sentence for a request that failed."""
    return Failure(f"the object store did not {what}: {error}")
