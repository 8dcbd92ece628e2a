"""A backup into a bucket that has no room for it, by its quota: the run must fail, and say so."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from novax_backup import repository, store
from novax_backup.config import Config
from novax_backup.drill.damage import PREFIX, Finding
from novax_backup.failure import Failure

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FAULT = "full bucket"


def rehearse(config: Config) -> Finding:
    """Take a full backup into a repository of its own in the full bucket, and return what the run said.

    Raises:
        Failure: not even an empty repository could be made there.
    """
    bucket = config.store.drill_bucket
    overrides = {
        "PGBACKREST_REPO1_S3_BUCKET": bucket,
        "PGBACKREST_REPO1_PATH": f"/{PREFIX}",
        # The servers archive into the real repository; here nobody waits for their WAL.
        "PGBACKREST_ARCHIVE_CHECK": "n",
    }
    full = replace(config, overrides=overrides)
    s3 = store.client(config)
    # What an interrupted drill left is of no use.
    _empty(s3, bucket)
    try:
        repository.create(full)
        started = time.monotonic()
        sentence = _said(full)
        seconds = round(time.monotonic() - started, 3)
    finally:
        _empty(s3, bucket)
    return Finding(FAULT, f"the bucket {bucket} is full" in sentence, sentence, seconds)


def _said(config: Config) -> str:
    try:
        repository.take(config, "full")
    except Failure as failure:
        return str(failure)
    return ""


def _empty(s3: "S3Client", bucket: str) -> None:
    try:
        for key in _keys(s3, bucket):
            s3.delete_object(Bucket=bucket, Key=key)
    except store.REFUSALS as error:
        raise store.refused(f"empty the bucket {bucket}", error) from error


def _keys(s3: "S3Client", bucket: str) -> Iterator[str]:
    return (facts.get("Key", "") for facts in store.objects(s3, bucket, f"{PREFIX}/"))
