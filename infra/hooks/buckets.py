"""Buckets of the packs and of the backups, and then the accounts that reach them.

Buckets speak S3, so any S3 service will do; quotas and accounts are MinIO's own API. A bucket that differs is corrected
in place, but for one without locks: those a store gives to new buckets alone. Nothing here deletes a bucket, an object
or a version.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from infra.demands import Bucket
from infra.errors import UserError
from infra.hooks import bucket_accounts
from infra.hooks.access import Access
from infra.hooks.bucket_accounts import accounts_of, admin_client
from infra.hooks.declaration import JSON, Change, Changes, made
from infra.hooks.s3 import s3_client
from infra.hooks.waiting import until_ready
from infra.packs import BACKUP_BUCKET, COLD_BUCKET, DRILL_BUCKET, SCRATCH_BUCKET, Pack
from infra.service_settings import BackupSettings
from infra.services.minio import ROOT_PASSWORD

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from minio import MinioAdmin
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import LifecycleRuleOutputTypeDef, LifecycleRuleTypeDef, ObjectLockConfigurationTypeDef

QUOTAS = {DRILL_BUCKET: 1024 * 1024}
"""What buckets may hold, in bytes. A part of a backup is larger than this one: to a backup the bucket is full."""

_LIFECYCLE_RULE = "novax-noncurrent"
_TIMEOUT_SECONDS = 20
_UNAVAILABLE = ("503", "ServiceUnavailable", "SlowDown", "XMinioServerNotInitialized")


def buckets_of(packs: Sequence[Pack], kept: BackupSettings) -> dict[str, Bucket]:
    """Return every bucket by its name, those of the backups first, with locks for as long as the settings say."""
    return {
        BACKUP_BUCKET: _locked(kept.lock_days),
        COLD_BUCKET: _locked(kept.keep_cold_days),
        DRILL_BUCKET: Bucket(),
        SCRATCH_BUCKET: Bucket(),
        **{name: bucket for pack in packs for name, bucket in pack.buckets.items()},
    }


def _locked(days: int) -> Bucket:
    # What was deleted or expired goes once its lock has ended, which began no later.
    return Bucket(versioning=True, noncurrent_days=days, locking=True, lock_days=days)


def declared(packs: Sequence[Pack], kept: BackupSettings) -> dict[str, JSON]:
    """Return everything that `apply` will see to, for the marker."""
    return {
        "buckets": {name: bucket.model_dump() for name, bucket in buckets_of(packs, kept).items()},
        "quotas": dict(QUOTAS),
        "users": {account.name: account.policy for account in accounts_of(packs)},
    }


def secret_names(packs: Sequence[Pack]) -> tuple[str, ...]:
    """Return the names of all secrets that `apply` needs: the root account's password, and each account's two."""
    passwords = [account.password for account in accounts_of(packs)]
    return (ROOT_PASSWORD.name, *(secret.name for password in passwords for secret in (password.user, password)))


def apply(access: Access, packs: Sequence[Pack], kept: BackupSettings, secrets: Mapping[str, str]) -> Changes:
    """Bring buckets, accounts and policies to what is declared and return what that took.

    `access` has the root account; `secrets` holds a value for each of `secret_names`.

    Raises:
        UserError: the object store did not come up in time, or a bucket that is there cannot be given locks.
        botocore.exceptions.ClientError, minio.error.MinioAdminException: it refused.
    """
    changes: list[str] = []
    with access.ca_file() as ca:
        client = client_of(access, secrets[ROOT_PASSWORD.name], str(ca))
        until_ready(f"the object store at {access}", client.list_buckets, is_coming_up)
        changes += made(pending(client, buckets_of(packs, kept)))
    admin = admin_client(access, access.user, secrets[ROOT_PASSWORD.name])
    changes += made(pending_quotas(admin))
    changes += bucket_accounts.apply(access, secrets[ROOT_PASSWORD.name], accounts_of(packs), secrets)
    return tuple(changes)


def client_of(access: Access, password: str, ca: str) -> "S3Client":
    """Return a client of the buckets; `ca` is a file."""
    return s3_client(f"https://{access}", access.user, password, ca, seconds=_TIMEOUT_SECONDS)


def is_coming_up(error: Exception) -> bool:
    """Tell whether a request failed because the store is not listening, or listening and not ready, yet."""
    from botocore.exceptions import (  # noqa: PLC0415  # a plan runs no hook, and needs no client
        ClientError,
        ConnectionError,  # noqa: A004
        HTTPClientError,
        SSLError,
    )

    if isinstance(error, ClientError):
        return _code(error) in _UNAVAILABLE
    if isinstance(error, SSLError):
        return "certificate" not in str(error).lower()
    return isinstance(error, ConnectionError | HTTPClientError)


def pending(client: "S3Client", buckets: Mapping[str, Bucket]) -> Iterator[Change]:
    """Yield what is not as declared of each bucket; of one that is gone and not made there is no more to say."""
    present = {bucket.get("Name") for bucket in client.list_buckets()["Buckets"]}
    for name, bucket in buckets.items():
        if name not in present:
            # Only a new bucket can be given locks.
            make = partial(client.create_bucket, Bucket=name, ObjectLockEnabledForBucket=bucket.locking)
            gone = Change(f"bucket {name}", "is gone, with everything that was in it", f"created bucket {name}", make)
            yield gone
            if not gone.made:
                continue
        yield from _of_bucket(client, name, bucket)


def _of_bucket(client: "S3Client", name: str, bucket: Bucket) -> Iterator[Change]:
    subject = f"bucket {name}"
    if bucket.locking:
        yield from pending_lock(client, name, bucket)
    # A bucket that never had versions has no status at all, which is what "no versioning" means.
    wanted = "Enabled" if bucket.versioning else "Suspended"
    if (versioning := client.get_bucket_versioning(Bucket=name).get("Status", "Suspended")) != wanted:
        yield Change(
            subject,
            f"its versioning is {versioning.lower()}; declared is {wanted.lower()}",
            f"set versioning of bucket {name}: {wanted.lower()}",
            partial(client.put_bucket_versioning, Bucket=name, VersioningConfiguration={"Status": wanted}),
        )
    rules = lifecycle_of(bucket)
    if present_lifecycle(client, name) != rules:
        make = (
            partial(client.put_bucket_lifecycle_configuration, Bucket=name, LifecycleConfiguration={"Rules": rules})
            if rules
            else partial(client.delete_bucket_lifecycle, Bucket=name)
        )
        yield Change(subject, "its lifecycle was changed by hand", f"set lifecycle of bucket {name}", make)


def pending_lock(client: "S3Client", name: str, bucket: Bucket) -> Iterator[Change]:
    """Yield the lock of a bucket where it is another; one that was made without any is refused."""
    present, wanted = present_lock(client, name), lock_of(bucket)
    if present == wanted:
        return
    difference = f"its lock is {_told(present)}; declared is {_told(wanted)}"
    if present:
        make = partial(client.put_object_lock_configuration, Bucket=name, ObjectLockConfiguration=wanted)
    else:
        make = partial(_refuse_without_locks, name)
    done = f"set lock of bucket {name}: {f'{bucket.lock_days} days' if bucket.lock_days else 'by object'}"
    yield Change(f"bucket {name}", difference, done, make, mends=bool(present))


def _told(lock: "ObjectLockConfigurationTypeDef") -> str:
    if not lock:
        return "gone, and what is in it can be deleted for good"
    retention = lock.get("Rule", {}).get("DefaultRetention", {})
    if not retention:
        return "that of each object alone"
    kept = f"{retention['Days']} days" if "Days" in retention else f"{retention.get('Years')} years"
    return f"{retention.get('Mode')} for {kept}"


def _refuse_without_locks(name: str) -> None:
    raise UserError(_without_locks(name))


def _without_locks(name: str) -> str:
    return (
        f"bucket {name} was made without object lock, which the store gives to new buckets alone, so whoever has an "
        "account for it could delete what is in it for good; copy out of it what you need, delete it with all versions "
        "by an S3 client as the root account (`novax credentials minio`), and run `novax up` again, which makes it "
        "anew; the first full backup into it starts by itself"
    )


def lock_of(bucket: Bucket) -> "ObjectLockConfigurationTypeDef":
    """Return the lock that a bucket with locks is declared with: of everything in it, or of what is locked by name."""
    if bucket.lock_days is None:
        return {"ObjectLockEnabled": "Enabled"}
    return {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": bucket.lock_days}},
    }


def present_lock(client: "S3Client", name: str) -> "ObjectLockConfigurationTypeDef":
    """Return the lock that a bucket has; nothing for a bucket without locks."""
    from botocore.exceptions import ClientError  # noqa: PLC0415  # as above

    try:
        return client.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"]
    except ClientError as error:
        if _code(error) == "ObjectLockConfigurationNotFoundError":
            return {}
        raise


def lifecycle_of(bucket: Bucket) -> "list[LifecycleRuleTypeDef]":
    """Return the lifecycle rules that a bucket is declared with."""
    if bucket.noncurrent_days is None:
        return []
    return [
        {
            "ID": _LIFECYCLE_RULE,
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "NoncurrentVersionExpiration": {"NoncurrentDays": bucket.noncurrent_days},
            # The marker of a deletion, once it marks nothing any more.
            "Expiration": {"ExpiredObjectDeleteMarker": True},
        }
    ]


def present_lifecycle(client: "S3Client", name: str) -> "Sequence[LifecycleRuleOutputTypeDef]":
    """Return the lifecycle rules that a bucket has."""
    from botocore.exceptions import ClientError  # noqa: PLC0415  # as above

    try:
        return client.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    except ClientError as error:
        if _code(error) == "NoSuchLifecycleConfiguration":
            return []
        raise


def _code(error: "ClientError") -> str:
    return error.response.get("Error", {}).get("Code", "")


def pending_quotas(admin: "MinioAdmin", quotas: Mapping[str, int] = QUOTAS) -> Iterator[Change]:
    """Yield each bucket that may hold more or less than is declared."""
    for name, size in quotas.items():
        if (present := present_quota(admin, name)) != size:
            yield Change(
                f"bucket {name}",
                f"its quota is {present or 'not set'}; declared is {size} bytes",
                f"set quota of bucket {name}: {size} bytes",
                partial(admin.bucket_quota_set, name, size),
            )


def present_quota(admin: "MinioAdmin", name: str) -> int:
    """Return how many bytes a bucket may hold; 0 for one without a quota."""
    stored = cast("dict[str, int]", json.loads(admin.bucket_quota_get(name)))
    # The field's name depends on the server's version.
    return stored.get("quota") or stored.get("size") or 0
