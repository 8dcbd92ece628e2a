"""Buckets, their locks, lifecycles, quotas and policies, and the accounts' policies as they are, against the packs."""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError
from minio import MinioAdmin

from infra.drift.report import Finding
from infra.hooks import names
from infra.hooks.declaration import Change

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

AREA = "minio"


def findings(changes: Iterable[Change]) -> Iterator[Finding]:
    """Yield what the hook would change."""
    for change in changes:
        hook = names.BUCKETS if change.mends else ""
        yield Finding(area=AREA, subject=change.subject, message=change.difference, hook=hook)


def open_buckets(client: "S3Client", names: Iterable[str]) -> Iterator[Finding]:
    """Yield each of these buckets, as far as they are there, that has a policy: the platform gives none."""
    present = {bucket.get("Name") for bucket in client.list_buckets()["Buckets"]}
    for name in names:
        if name in present and (policy := _bucket_policy(client, name)):
            allowed = ", ".join(sorted(_actions(policy)))
            message = f"has a policy that nothing declares; it allows {allowed}"
            yield Finding(area=AREA, subject=f"bucket {name}", message=message, undeclared=True)


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
