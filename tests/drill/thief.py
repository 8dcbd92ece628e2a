"""A thief of the stack's secrets at the object store: finds accounts in containers, and tries all that ends a backup.

Every attempt is counted by what it is for and by what the store answered, so that one which was never made properly is
not taken for one that was refused.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from minio.error import MinioAdminException

from infra.cli import inside
from infra.cli.running import Running
from infra.hooks.access import Access
from infra.hooks.bucket_accounts import admin_client
from infra.toolchain.commands import answer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DONE = "done"
DENIED = "AccessDenied"
LOCKED = "locked"
"""How the store refuses where it looks at the lock first, whoever asks."""

NOT_SERVED = "not served"
"""How it refuses whoever asks to bypass a lock."""

REFUSED = frozenset({DENIED, LOCKED, NOT_SERVED})

_WORDS = {"WORM protected": LOCKED, "Object Locking enabled": LOCKED, "does not serve": NOT_SERVED}


HARMLESS = frozenset({"delete", "overwrite"})
"""What an account for backups may do: both leave every version where it is."""

Key = tuple[str, str]
"""An account's name and its password."""

Version = tuple[str, str]
"""A key and the identifier of a version of it."""

_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{20}(?![A-Za-z0-9])")
_PASSWORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{32}(?![A-Za-z0-9])")
_BATCH = 500


def loot(running: Running, services: Iterable[str]) -> str:
    """Return all that the containers of services have been given: their files, and their environment."""
    script = "find /etc/novax -type f -exec cat {} +; env"
    members = [container for service in services for container in running.services[service].members.values()]
    return "\n".join(answer(inside.command(container, ["sh", "-c", script]), limit=30) for container in members)


def accounts_in(running: Running, found: str) -> list[Key]:
    """Return every account of the object store whose name and password are somewhere in a text."""
    pairs = product(sorted(set(_NAME.findall(found))), sorted(set(_PASSWORD.findall(found))))
    return [pair for pair in pairs if _signs_in(client(running, pair))]


def client(running: Running, key: Key) -> "S3Client":
    """Return a client of the object store for an account."""
    return boto3.client(  # pyright: ignore[reportUnknownMemberType] - the stubs know S3 alone
        "s3",
        endpoint_url=running.endpoints["minio"].url,
        aws_access_key_id=key[0],
        aws_secret_access_key=key[1],
        region_name="us-east-1",
        verify=str(running.ca_file()),
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, proxies={}),
    )


def _signs_in(store: "S3Client") -> bool:
    try:
        store.list_buckets()
    except ClientError:
        return False
    return True


def versions(store: "S3Client", bucket: str) -> set[Version]:
    """Return every version of every object of a bucket."""
    pages = store.get_paginator("list_object_versions").paginate(Bucket=bucket)
    return {(one.get("Key", ""), one.get("VersionId", "")) for page in pages for one in page.get("Versions", ())}


class Thief:
    """One account in the wrong hands; ``tried`` counts attempts by kind and answer."""

    def __init__(self, running: Running, key: Key) -> None:
        self.store = client(running, key)
        endpoint = running.endpoints["minio"]
        self._admin = admin_client(Access(endpoint.host, endpoint.port, key[0], running.ca), *key)
        self._user = key[0]
        self.tried: Counter[tuple[str, str]] = Counter()

    def ruin(self, bucket: str, known: Iterable[Version]) -> None:
        """Try all that takes a bucket's objects away for good, and then what only hides them.

        `known` are versions that are there, for an account that cannot list them.
        """
        there = sorted(known)
        for name, attempt in self._on_the_bucket(bucket):
            self._try(name, attempt)
        for key, version in there:
            for name, attempt in self._on_a_version(bucket, key, version):
                self._try(name, attempt)
        for start in range(0, len(there), _BATCH):
            batch = [{"Key": key, "VersionId": version} for key, version in there[start : start + _BATCH]]
            self._count_errors("delete versions at once", bucket, batch)
        for name, attempt in self._on_the_account():
            self._try(name, attempt)
        keys = sorted({key for key, _ in there})
        for key in keys:
            self._try("overwrite", lambda key=key: self.store.put_object(Bucket=bucket, Key=key, Body=b"pay"))
        for start in range(0, len(keys), _BATCH):
            self._count_errors("delete", bucket, [{"Key": key} for key in keys[start : start + _BATCH]])

    def _on_the_bucket(self, bucket: str) -> Iterator[tuple[str, Callable[[], object]]]:
        store = self.store
        rule: Mapping[str, Any] = {"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
        everyone = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:*"],'
        policy = f'{everyone}"Resource":["arn:aws:s3:::{bucket}","arn:aws:s3:::{bucket}/*"]}}]}}'
        suspended: Any = {"Status": "Suspended"}
        lifecycle: Any = {"Rules": [rule]}
        unlocked: Any = {"ObjectLockEnabled": "Enabled"}
        yield "suspend versions", lambda: store.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=suspended)
        yield (
            "set lifecycle",
            lambda: store.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration=lifecycle),
        )
        yield "remove lifecycle", lambda: store.delete_bucket_lifecycle(Bucket=bucket)
        yield (
            "end the bucket's lock",
            lambda: store.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=unlocked),
        )
        yield "open the bucket", lambda: store.put_bucket_policy(Bucket=bucket, Policy=policy)
        yield "delete the bucket", lambda: store.delete_bucket(Bucket=bucket)
        yield "delete the bucket by force", lambda: self._by_force("DeleteBucket", Bucket=bucket)
        lifetime: Any = {
            "ObjectLockMode": "COMPLIANCE",
            "ObjectLockRetainUntilDate": datetime.now(UTC) + timedelta(days=36500),
        }
        yield (
            "write what is locked for a lifetime",
            lambda: store.put_object(Bucket=bucket, Key="main/pay", Body=b"pay", **lifetime),
        )
        yield "delete all by force", lambda: self._by_force("DeleteObject", Bucket=bucket, Key="main/")

    def _by_force(self, operation: str, **where: str) -> object:
        """Send a request with the header by which MinIO deletes all that is below."""

        def add(request: Any, **_: object) -> None:  # noqa: ANN401 - botocore's request
            request.headers["x-minio-force-delete"] = "true"

        event = f"before-sign.s3.{operation}"
        self.store.meta.events.register(event, add)
        try:
            return self.store.delete_bucket(**where) if "Key" not in where else self.store.delete_object(**where)  # pyright: ignore[reportArgumentType] - two requests of one kind
        finally:
            self.store.meta.events.unregister(event, add)

    def _on_a_version(self, bucket: str, key: str, version: str) -> Iterator[tuple[str, Callable[[], object]]]:
        where: Any = {"Bucket": bucket, "Key": key, "VersionId": version}
        now = datetime.now(UTC)
        weaker: Any = {"Mode": "GOVERNANCE", "RetainUntilDate": now + timedelta(minutes=1)}
        longer: Any = {"Mode": "COMPLIANCE", "RetainUntilDate": now + timedelta(days=36500)}
        yield "delete a version", lambda: self.store.delete_object(**where)
        yield "shorten a lock", lambda: self.store.put_object_retention(**where, Retention=weaker)
        yield "lock for a lifetime", lambda: self.store.put_object_retention(**where, Retention=longer)
        past: Any = {**where, "BypassGovernanceRetention": True}
        yield "delete a version past its lock", lambda: self.store.delete_object(**past)
        for kind, lock in (("shorten a lock", weaker), ("lock for a lifetime", longer)):
            yield (
                f"{kind} past its lock",
                lambda lock=lock: self.store.put_object_retention(**past, Retention=lock),
            )
        yield "end a legal hold", lambda: self.store.put_object_legal_hold(**where, LegalHold={"Status": "OFF"})

    def _on_the_account(self) -> Iterator[tuple[str, Callable[[], object]]]:
        yield "become the store's administrator", lambda: self._admin.policy_set("consoleAdmin", user=self._user)
        yield "make an account", lambda: self._admin.user_add("thief-of-backups", "thief-of-backups")
        yield "stop the store", self._admin.service_restart

    def _count_errors(self, name: str, bucket: str, objects: list[dict[str, str]]) -> None:
        wanted: Any = {"Objects": objects}
        try:
            refused = self.store.delete_objects(Bucket=bucket, Delete=wanted).get("Errors", [])
        except ClientError as error:
            self.tried[name, _code(error)] += len(objects)
            return
        self.tried.update((name, one.get("Code", "")) for one in refused)
        if done := len(objects) - len(refused):
            self.tried[name, DONE] += done

    def _try(self, name: str, attempt: Callable[[], object]) -> None:
        try:
            attempt()
        except ClientError as error:
            self.tried[name, _code(error)] += 1
        except MinioAdminException as error:
            self.tried[name, DENIED if f'"{DENIED}"' in str(error) else str(error)] += 1
        else:
            self.tried[name, DONE] += 1


def _code(error: ClientError) -> str:
    told = next((answer for words, answer in _WORDS.items() if words in str(error)), "")
    return told or error.response.get("Error", {}).get("Code", "")
