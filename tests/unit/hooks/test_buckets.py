"""What buckets are declared as, and what the object store is asked for."""

import json
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError, SSLError

from infra.demands import Bucket
from infra.errors import UserError
from infra.hooks import buckets
from infra.hooks.access import Access
from infra.hooks.declaration import made
from infra.hooks.waiting import until_ready
from infra.packs import Pack
from infra.service_settings import BackupSettings

if TYPE_CHECKING:
    from minio import MinioAdmin
    from mypy_boto3_s3 import S3Client

KEPT = BackupSettings.model_validate({"lockDays": 5, "keepColdDays": 40})


def test_the_declaration_shows_every_bucket(shop: Pack) -> None:
    plain = {"versioning": False, "noncurrent_days": None, "locking": False, "lock_days": None}
    assert buckets.declared([shop], KEPT)["buckets"] == {
        "novax-backup": {"versioning": True, "noncurrent_days": 5, "locking": True, "lock_days": 5},
        "novax-cold": {"versioning": True, "noncurrent_days": 40, "locking": True, "lock_days": 40},
        "novax-drill": plain,
        "novax-scratch": plain,
        "shop": {"versioning": True, "noncurrent_days": 30, "locking": False, "lock_days": None},
        "shop-archive": plain,
    }


class Locks:
    """Keeps the lock of one bucket as the store does, which gives none to a bucket that was made without."""

    def __init__(self, lock: Mapping[str, Any] | None) -> None:
        self.lock, self.calls = lock, 0

    def get_object_lock_configuration(self, **_: str) -> Mapping[str, Any]:
        if self.lock is None:
            raise ClientError({"Error": {"Code": "ObjectLockConfigurationNotFoundError"}}, "GetObjectLockConfiguration")
        return {"ObjectLockConfiguration": self.lock}

    def put_object_lock_configuration(self, **given: Any) -> None:  # noqa: ANN401 - boto3's documents
        self.lock, self.calls = given["ObjectLockConfiguration"], self.calls + 1


def ensure_lock(store: Locks, days: int | None) -> tuple[str, ...]:
    bucket = Bucket(versioning=True, locking=True, lock_days=days)
    return made(buckets.pending_lock(cast("S3Client", store), "kept", bucket))


def test_a_lock_is_set_once_and_corrected() -> None:
    enabled = {"ObjectLockEnabled": "Enabled"}
    wanted = {**enabled, "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 5}}}
    weaker = {**enabled, "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 5}}}
    for before, calls in ((enabled, 1), (weaker, 1), (wanted, 0)):
        store = Locks(before)
        assert ensure_lock(store, 5) == (("set lock of bucket kept: 5 days",) if calls else ())
        assert (store.lock, store.calls) == (wanted, calls)
    store = Locks(wanted)
    assert ensure_lock(store, None) == ("set lock of bucket kept: by object",)
    assert store.lock == enabled


def test_a_bucket_that_was_made_without_locks_is_refused_and_stays_as_it_is() -> None:
    store = Locks(None)
    with pytest.raises(UserError, match=r"bucket kept was made without object lock.*delete it with all versions"):
        ensure_lock(store, 5)
    assert (store.lock, store.calls) == (None, 0)


class Quotas:
    """Keeps quotas as the store's administration does; ``name`` is what its version calls them."""

    def __init__(self, name: str, size: int | None = None) -> None:
        self.name, self.size, self.calls = name, size, 0

    def bucket_quota_get(self, _bucket: str) -> str:
        return json.dumps({} if self.size is None else {self.name: self.size})

    def bucket_quota_set(self, _bucket: str, size: int) -> str:
        self.size, self.calls = size, self.calls + 1
        return ""


@pytest.mark.parametrize("name", ["quota", "size"])
def test_a_quota_is_set_once_and_corrected(name: str) -> None:
    for before, calls in ((None, 1), (5, 1), (10, 0)):
        store = Quotas(name, before)
        changes = made(buckets.pending_quotas(cast("MinioAdmin", store), {"small": 10}))
        assert (store.size, store.calls) == (10, calls)
        assert changes == (("set quota of bucket small: 10 bytes",) if calls else ())


def test_the_bucket_that_drills_find_full_has_no_room_for_a_part_of_a_backup(shop: Pack) -> None:
    quotas = cast("Mapping[str, int]", buckets.declared([shop], KEPT)["quotas"])
    assert quotas["novax-drill"] < 5 * 1024 * 1024


def test_secrets_are_named_after_their_pack(shop: Pack) -> None:
    assert buckets.secret_names([shop]) == (
        "minio-root",
        "minio-archive.user",
        "minio-archive",
        "minio-backup.user",
        "minio-backup",
        "minio-shop.user",
        "minio-shop",
    )


def test_a_pack_without_buckets_has_no_account() -> None:
    plain = Pack(name="plain", description="A product")
    assert buckets.secret_names([plain]) == (
        "minio-root",
        "minio-archive.user",
        "minio-archive",
        "minio-backup.user",
        "minio-backup",
    )


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "ListBuckets")


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="https://127.0.0.1:1"),
        ConnectionClosedError(endpoint_url="https://127.0.0.1:1"),
        SSLError(endpoint_url="https://127.0.0.1:1", error=OSError("unexpected EOF while reading")),
        refused("XMinioServerNotInitialized"),
        refused("503"),
    ],
)
def test_a_store_that_comes_up_is_waited_for(error: Exception) -> None:
    assert buckets.is_coming_up(error)


@pytest.mark.parametrize(
    "error",
    [
        refused("SignatureDoesNotMatch"),
        SSLError(endpoint_url="https://127.0.0.1:1", error=OSError("certificate verify failed")),
        ValueError("anything else"),
    ],
)
def test_a_store_that_refuses_is_not(error: Exception) -> None:
    assert not buckets.is_coming_up(error)


def test_nobody_listening_is_told_with_the_address(
    shop: Pack, authority: Mapping[str, str], closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "until_ready", partial(until_ready, within=0))
    access = Access("127.0.0.1", closed_port, "root", authority["crt"])
    with pytest.raises(UserError, match=f"the object store at 127.0.0.1:{closed_port} was not ready within 0 s"):
        buckets.apply(access, [shop], KEPT, dict.fromkeys(buckets.secret_names([shop]), "irrelevant-here"))
