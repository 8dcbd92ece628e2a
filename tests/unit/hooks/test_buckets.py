"""What buckets are declared as, and what the object store is asked for."""

import json
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, cast

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError, SSLError

from infra.errors import UserError
from infra.hooks import buckets
from infra.hooks.access import Access
from infra.hooks.waiting import until_ready
from infra.packs import Pack

if TYPE_CHECKING:
    from minio import MinioAdmin


def test_the_declaration_shows_every_bucket(shop: Pack) -> None:
    assert buckets.declared([shop])["buckets"] == {
        "novax-backup": {"versioning": False, "noncurrent_days": None, "locking": False},
        "novax-cold": {"versioning": True, "noncurrent_days": None, "locking": True},
        "novax-drill": {"versioning": False, "noncurrent_days": None, "locking": False},
        "shop": {"versioning": True, "noncurrent_days": 30, "locking": False},
        "shop-archive": {"versioning": False, "noncurrent_days": None, "locking": False},
    }


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
        changes = buckets._ensure_quota(cast("MinioAdmin", store), "small", 10)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        assert (store.size, store.calls) == (10, calls)
        assert changes == (("set quota of bucket small: 10 bytes",) if calls else ())


def test_the_bucket_that_drills_find_full_has_no_room_for_a_part_of_a_backup(shop: Pack) -> None:
    quotas = cast("Mapping[str, int]", buckets.declared([shop])["quotas"])
    assert quotas["novax-drill"] < 5 * 1024 * 1024


def test_secrets_are_named_after_their_pack(shop: Pack) -> None:
    assert buckets.secret_names([shop]) == (
        "minio-root",
        "minio-backup.user",
        "minio-backup",
        "minio-shop.user",
        "minio-shop",
    )


def test_a_pack_without_buckets_has_no_account() -> None:
    plain = Pack(name="plain", description="A product")
    assert buckets.secret_names([plain]) == ("minio-root", "minio-backup.user", "minio-backup")


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
        buckets.apply(access, [shop], dict.fromkeys(buckets.secret_names([shop]), "irrelevant-here"))
