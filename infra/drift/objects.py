"""Buckets, their locks, lifecycles, quotas and policies, and the accounts' policies as they are, against the packs."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError
from minio import MinioAdmin

from infra.demands import Bucket
from infra.drift.report import Finding
from infra.hooks.bucket_accounts import Account, answer_of, sorted_lists
from infra.hooks.bucket_accounts import undeclared as former_names
from infra.hooks.buckets import QUOTAS, lifecycle_of, lock_of, present_lifecycle, present_lock, present_quota

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectLockConfigurationTypeDef

AREA = "minio"

HOOK = "buckets"
"""The marker whose work brings buckets, policies and accounts back."""


def bucket_findings(client: "S3Client", buckets: Mapping[str, Bucket]) -> Iterator[Finding]:
    """Yield each of these declared buckets that is gone or was changed by hand."""
    present = {bucket.get("Name") for bucket in client.list_buckets()["Buckets"]}
    for name, bucket in buckets.items():
        subject = f"bucket {name}"
        if name not in present:
            yield Finding(area=AREA, subject=subject, message="is gone, with everything that was in it", hook=HOOK)
            continue
        versioning = client.get_bucket_versioning(Bucket=name).get("Status", "Suspended")
        if versioning != (wanted := "Enabled" if bucket.versioning else "Suspended"):
            message = f"its versioning is {versioning.lower()}; declared is {wanted.lower()}"
            yield Finding(area=AREA, subject=subject, message=message, hook=HOOK)
        if bucket.locking and (lock := present_lock(client, name)) != (declared := lock_of(bucket)):
            message = f"its lock is {_told(lock)}; declared is {_told(declared)}"
            yield Finding(area=AREA, subject=subject, message=message, hook=HOOK if lock else "")
        if present_lifecycle(client, name) != lifecycle_of(bucket):
            yield Finding(area=AREA, subject=subject, message="its lifecycle was changed by hand", hook=HOOK)
        if policy := _bucket_policy(client, name):
            allowed = ", ".join(sorted(_actions(policy)))
            yield Finding(
                area=AREA, subject=subject, message=f"has a policy that nothing declares; it allows {allowed}"
            )


def _told(lock: "ObjectLockConfigurationTypeDef") -> str:
    if not lock:
        return "gone, and what is in it can be deleted for good"
    retention = lock.get("Rule", {}).get("DefaultRetention", {})
    if not retention:
        return "that of each object alone"
    kept = f"{retention['Days']} days" if "Days" in retention else f"{retention.get('Years')} years"
    return f"{retention.get('Mode')} for {kept}"


def quota_findings(admin: MinioAdmin) -> Iterator[Finding]:
    """Yield each bucket that may hold more or less than is declared."""
    for name, size in QUOTAS.items():
        if (present := present_quota(admin, name)) != size:
            message = f"its quota is {present or 'not set'}; declared is {size} bytes"
            yield Finding(area=AREA, subject=f"bucket {name}", message=message, hook=HOOK)


def account_findings(admin: MinioAdmin, users: Mapping[Account, str]) -> Iterator[Finding]:
    """Yield each account whose policy or state is not as declared; `users` are the names that they have."""
    for account, name in users.items():
        subject = f"account {account.name}"
        policy = answer_of(lambda policy=account.name: admin.policy_info(policy))
        if sorted_lists(policy) != sorted_lists(account.policy):
            message = "its policy was changed by hand" if policy else "its policy is gone"
            yield Finding(area=AREA, subject=subject, message=message, hook=HOOK)
        user = answer_of(lambda name=name: admin.user_info(name))
        if not user:
            yield Finding(area=AREA, subject=subject, message="is gone", hook=HOOK)
        elif user.get("status") != "enabled":
            yield Finding(area=AREA, subject=subject, message=f"is {user.get('status')}", hook=HOOK)
        elif user.get("policyName") != account.name:
            yield Finding(
                area=AREA,
                subject=subject,
                message=f"has the policies {user.get('policyName')}; declared is its own alone",
                hook=HOOK,
            )
    for user, sharing in former_names(admin, {account.name: name for account, name in users.items()}):
        yield Finding(
            area=AREA,
            subject=f"account {sharing}",
            message=f"its policy is also that of user {user}, which nothing declares",
            hook=HOOK,
        )


def undeclared(admin: MinioAdmin, root: str, users: Collection[str]) -> Iterator[Finding]:
    """Yield each user and each service account that nothing declares; `users` are the names of those declared."""
    stored = cast("dict[str, dict[str, str]]", json.loads(admin.user_list()))
    for user in sorted(stored.keys() - set(users)):
        policies = stored[user].get("policyName") or "none"
        message = f"is declared by nothing; its policies are {policies}"
        yield Finding(area=AREA, subject=f"user {user}", message=message, undeclared=True)
    for user in sorted({root, *stored}):
        listed = cast("dict[str, Any]", json.loads(admin.list_service_account(user)))
        for account in listed.get("accounts") or ():
            whose = "the root account" if user == root else f"user {user}"
            message = f"is declared by nothing; it acts for {whose}"
            subject = f"service account {account['accessKey']}"
            yield Finding(area=AREA, subject=subject, message=message, undeclared=True)


def _bucket_policy(client: "S3Client", name: str) -> str:
    try:
        return client.get_bucket_policy(Bucket=name)["Policy"]
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == "NoSuchBucketPolicy":
            return ""
        raise


def _actions(policy: str) -> set[str]:
    found: set[str] = set()
    for statement in json.loads(policy).get("Statement", ()):
        actions: str | list[str] = statement.get("Action", ())
        found |= {actions} if isinstance(actions, str) else set(actions)
    return found
