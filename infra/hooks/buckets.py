"""Buckets of the packs and of the backups, each with one account that reaches nothing else.

Buckets speak S3, so any S3 service will do; accounts and policies are MinIO's own API. A bucket or a policy that
differs is corrected in place. Nothing here deletes a bucket, an object or a version.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import boto3
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError, SSLError  # noqa: A004
from minio import MinioAdmin
from minio.credentials.providers import StaticProvider
from minio.error import MinioAdminException

from infra.demands import Bucket
from infra.hooks.access import Access
from infra.hooks.declaration import JSON, Changes
from infra.hooks.waiting import until_ready
from infra.packs import BACKUP_BUCKET, COLD_BUCKET, DRILL_BUCKET, Pack
from infra.services.pgbackrest import USER as BACKUP_USER

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import LifecycleRuleOutputTypeDef, LifecycleRuleTypeDef

ROOT_SECRET = "minio-root"  # noqa: S105 - the name of a secret
REGION = "us-east-1"
"""What MinIO calls itself unless told otherwise; it is part of each signature."""

QUOTAS = {DRILL_BUCKET: 1024 * 1024}
"""What buckets may hold, in bytes. A part of a backup is larger than this one: to a backup the bucket is full."""

_LIFECYCLE_RULE = "novax-noncurrent"
_TIMEOUT_SECONDS = 20
_UNAVAILABLE = ("503", "ServiceUnavailable", "SlowDown", "XMinioServerNotInitialized")
_UNKNOWN = ("XMinioAdminNoSuchPolicy", "XMinioAdminNoSuchUser")
_REFUSED = ("InvalidAccessKeyId", "SignatureDoesNotMatch")
"""What MinIO answers to an account that does not exist or is disabled, and to a wrong password."""


@dataclass(frozen=True)
class Account:
    """A user of the object store, what it may reach, and the name of its password."""

    user: str
    secret: str
    buckets: tuple[str, ...]
    adds_to: tuple[str, ...] = ()
    """Buckets in which it may read, write and lock, and delete nothing."""

    @property
    def policy(self) -> dict[str, JSON]:
        """The policy document, as it is stored."""
        return bucket_policy(self.buckets, self.adds_to)


def bucket_policy(buckets: Sequence[str], adds_to: Sequence[str] = ()) -> dict[str, JSON]:
    """Return the policy that lets its holder read, write, list and delete objects of these buckets, and nothing else.

    The buckets themselves are the platform's: making, deleting and configuring them is not included. In `adds_to` it
    may read, write, list and lock.
    """
    locking: list[JSON] = [
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:GetObjectRetention", "s3:PutObject", "s3:PutObjectRetention"],
            "Resource": [f"arn:aws:s3:::{bucket}/*" for bucket in sorted(adds_to)],
        }
    ]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
                "Resource": [f"arn:aws:s3:::{bucket}" for bucket in sorted((*buckets, *adds_to))],
            },
            {
                "Effect": "Allow",
                "Action": [
                    "s3:AbortMultipartUpload",
                    "s3:DeleteObject",
                    "s3:GetObject",
                    "s3:ListMultipartUploadParts",
                    "s3:PutObject",
                ],
                "Resource": [f"arn:aws:s3:::{bucket}/*" for bucket in sorted(buckets)],
            },
            *(locking if adds_to else []),
        ],
    }


def _buckets(packs: Sequence[Pack]) -> dict[str, Bucket]:
    return {
        BACKUP_BUCKET: Bucket(),
        COLD_BUCKET: Bucket(versioning=True, locking=True),
        DRILL_BUCKET: Bucket(),
        **{name: bucket for pack in packs for name, bucket in pack.buckets.items()},
    }


def _accounts(packs: Sequence[Pack]) -> tuple[Account, ...]:
    """Return every account; a pack without buckets has none."""
    return (
        Account(BACKUP_USER, "minio-backup", (BACKUP_BUCKET, DRILL_BUCKET), (COLD_BUCKET,)),
        *(Account(f"{pack.name}-app", f"minio-{pack.name}", tuple(pack.buckets)) for pack in packs if pack.buckets),
    )


def declared(packs: Sequence[Pack]) -> dict[str, JSON]:
    """Return everything that `apply` will see to, for the marker."""
    return {
        "buckets": {name: bucket.model_dump() for name, bucket in _buckets(packs).items()},
        "quotas": dict(QUOTAS),
        "users": {account.user: account.policy for account in _accounts(packs)},
    }


def secret_names(packs: Sequence[Pack]) -> tuple[str, ...]:
    """Return the names of all passwords that `apply` needs, the root account's first."""
    return (ROOT_SECRET, *(account.secret for account in _accounts(packs)))


def apply(access: Access, packs: Sequence[Pack], secrets: Mapping[str, str]) -> Changes:
    """Bring buckets, accounts and policies to what is declared and return what that took.

    `access` has the root account; `secrets` holds a password for each of `secret_names`.

    Raises:
        UserError: the object store did not come up in time.
        botocore.exceptions.ClientError, minio.error.MinioAdminException: it refused.
    """
    changes: list[str] = []
    with access.ca_file() as ca:
        client = _client(access, secrets[ROOT_SECRET], str(ca))
        answer = until_ready(f"the object store at {access}", client.list_buckets, is_coming_up)
        present = {bucket.get("Name") for bucket in answer["Buckets"]}
        for name, bucket in _buckets(packs).items():
            changes += _ensure_bucket(client, name, bucket, exists=name in present)
    admin = _admin(access, access.user, secrets[ROOT_SECRET])
    for name, size in QUOTAS.items():
        changes += _ensure_quota(admin, name, size)
    for account in _accounts(packs):
        changes += _ensure_policy(admin, account)
        changes += _ensure_user(admin, access, account, secrets[account.secret])
    return tuple(changes)


def _client(access: Access, password: str, ca: str) -> "S3Client":
    return boto3.client(  # pyright: ignore[reportUnknownMemberType] - the stubs know S3 alone
        "s3",
        endpoint_url=f"https://{access}",
        aws_access_key_id=access.user,
        aws_secret_access_key=password,
        region_name=REGION,
        verify=ca,
        config=Config(
            s3={"addressing_style": "path"},
            connect_timeout=_TIMEOUT_SECONDS,
            read_timeout=_TIMEOUT_SECONDS,
            # Waiting is ours to do, with a deadline that is told; and the address is never behind a proxy.
            retries={"total_max_attempts": 1},
            proxies={},
        ),
    )


def is_coming_up(error: Exception) -> bool:
    """Tell whether a request failed because the store is not listening, or listening and not ready, yet."""
    if isinstance(error, ClientError):
        return _code(error) in _UNAVAILABLE
    if isinstance(error, SSLError):
        return "certificate" not in str(error).lower()
    return isinstance(error, ConnectionError | HTTPClientError)


def _ensure_bucket(client: "S3Client", name: str, bucket: Bucket, *, exists: bool) -> Changes:
    changes: list[str] = []
    if not exists:
        # Only a new bucket can be given locks.
        client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=bucket.locking)
        changes.append(f"created bucket {name}")
    # A bucket that never had versions has no status at all, which is what "no versioning" means.
    wanted = "Enabled" if bucket.versioning else "Suspended"
    if client.get_bucket_versioning(Bucket=name).get("Status", "Suspended") != wanted:
        client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": wanted})
        changes.append(f"set versioning of bucket {name}: {wanted.lower()}")
    rules = _lifecycle(bucket)
    if _present_lifecycle(client, name) != rules:
        if rules:
            client.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})
        else:
            client.delete_bucket_lifecycle(Bucket=name)
        changes.append(f"set lifecycle of bucket {name}")
    return tuple(changes)


def _lifecycle(bucket: Bucket) -> "list[LifecycleRuleTypeDef]":
    if bucket.noncurrent_days is None:
        return []
    return [
        {
            "ID": _LIFECYCLE_RULE,
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "NoncurrentVersionExpiration": {"NoncurrentDays": bucket.noncurrent_days},
        }
    ]


def _present_lifecycle(client: "S3Client", name: str) -> "Sequence[LifecycleRuleOutputTypeDef]":
    try:
        return client.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    except ClientError as error:
        if _code(error) == "NoSuchLifecycleConfiguration":
            return []
        raise


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def _admin(access: Access, user: str, password: str) -> MinioAdmin:
    pool = urllib3.PoolManager(ssl_context=access.ssl_context(), timeout=_TIMEOUT_SECONDS, retries=False)
    return MinioAdmin(endpoint=str(access), credentials=StaticProvider(user, password), region=REGION, http_client=pool)


def _ensure_quota(admin: MinioAdmin, name: str, size: int) -> Changes:
    stored = cast("dict[str, object]", json.loads(admin.bucket_quota_get(name)))
    # The field's name depends on the server's version.
    if size in (stored.get("quota"), stored.get("size")):
        return ()
    admin.bucket_quota_set(name, size)
    return (f"set quota of bucket {name}: {size} bytes",)


def _ensure_policy(admin: MinioAdmin, account: Account) -> Changes:
    stored = _stored(lambda: admin.policy_info(account.user))
    if sorted_lists(stored) == sorted_lists(account.policy):
        return ()
    admin.policy_add(account.user, policy=account.policy)  # pyright: ignore[reportUnknownMemberType] - a bare dict
    return (f"set policy {account.user}",)


def _ensure_user(admin: MinioAdmin, access: Access, account: Account, password: str) -> Changes:
    changes: list[str] = []
    stored = _stored(lambda: admin.user_info(account.user))
    if stored.get("status") != "enabled" or not _accepts(access, account.user, password):
        admin.user_add(account.user, password)
        changes.append(f"set user {account.user}")
    if stored.get("policyName") != account.user:
        # Sets rather than adds: a policy that somebody attached by hand is gone.
        admin.policy_set(account.user, user=account.user)
        changes.append(f"gave user {account.user} its policy alone")
    return tuple(changes)


def _accepts(access: Access, user: str, password: str) -> bool:
    """Tell whether the password is the user's: the store tells nobody what it keeps, so one logs in to see."""
    try:
        _admin(access, user, password).account_info()
    except MinioAdminException as error:
        if _is_one_of(error, _REFUSED):
            return False
        raise
    return True


def _stored(ask: Callable[[], str]) -> dict[str, object]:
    """Return the answer to a question about a policy or user, empty when there is no such thing."""
    try:
        return cast("dict[str, object]", json.loads(ask()))
    except MinioAdminException as error:
        if _is_one_of(error, _UNKNOWN):
            return {}
        raise


def _is_one_of(error: MinioAdminException, codes: Iterable[str]) -> bool:
    # The exception has no public field; its message holds the answer's body, which is JSON with a "Code".
    return any(f'"{code}"' in str(error) for code in codes)


def sorted_lists(value: object) -> object:
    """Return the document with every list sorted: in a policy order means nothing, and the store has its own."""
    if isinstance(value, dict):
        return {key: sorted_lists(item) for key, item in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return sorted((sorted_lists(item) for item in cast("list[object]", value)), key=json.dumps)
    return value
