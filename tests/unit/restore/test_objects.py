"""Which versions of a bucket's objects are put back, and which wishes cannot be met."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from infra.errors import UserError
from infra.packs import load_packs
from infra.paths import PROJECT
from infra.restore import objects

if TYPE_CHECKING:
    from infra.retention.store import Bucket

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PACKS = load_packs(("novax", "wira"), PROJECT / "sql")


def version(key: str, hours: float, etag: str | None, *, newest: bool = False) -> dict[str, Any]:
    facts = {"Key": key, "VersionId": f"{key}{hours:+g}", "LastModified": NOON + timedelta(hours=hours)}
    return {**facts, "IsLatest": newest, **({} if etag is None else {"ETag": etag, "Size": 10})}


class Store:
    """A bucket with these versions; those without an ETag are markers."""

    name = "novax"

    def __init__(self, *versions: dict[str, Any]) -> None:
        self.versions = versions
        self.copied: list[Any] = []

    @contextmanager
    def client(self) -> Generator["Store"]:
        yield self

    def get_paginator(self, _name: str) -> "Store":
        return self

    def paginate(self, **_where: str) -> Iterator[dict[str, Sequence[Any]]]:
        yield {"Versions": [one for one in self.versions if "ETag" in one]}
        yield {"DeleteMarkers": [one for one in self.versions if "ETag" not in one]}

    def copy_object(self, **wanted: Any) -> None:  # noqa: ANN401 - boto3's keywords
        self.copied.append((wanted["Key"], wanted["CopySource"]["VersionId"]))


def plan(*versions: dict[str, Any]) -> objects.Plan:
    return objects.plan(cast("Bucket", Store(*versions)), "", NOON)


def ids(versions: Sequence[objects.Version]) -> list[str]:
    return [one.id for one in versions]


def test_what_was_deleted_or_overwritten_since_comes_back() -> None:
    found = plan(
        version("gone", -2, "a"),
        version("gone", -1, "b"),
        version("gone", 1, None, newest=True),
        version("other", -1, "c"),
        version("other", 1, "d"),
        version("other", 2, "e", newest=True),
    )
    assert (ids(found.deleted), ids(found.changed), found.newer) == (["gone-1"], ["other-1"], 0)
    assert objects.size(found.wanted) == 20


def test_what_is_as_it_was_is_left_alone() -> None:
    found = plan(
        version("same", -1, "a", newest=True),
        version("written again", -1, "b"),
        version("written again", 1, "b", newest=True),
    )
    assert found.wanted == ()


def test_what_came_after_the_time_stays() -> None:
    found = plan(
        version("new", 1, "a", newest=True),
        version("deleted then", -2, "b"),
        version("deleted then", -1, None),
        version("deleted then", 1, "c", newest=True),
        version("came and went", 1, "d"),
        version("came and went", 2, None, newest=True),
    )
    assert (found.wanted, found.newer) == ((), 2)


def test_each_version_is_copied_on_top_of_its_object() -> None:
    store = Store(version("gone", -1, "a"), version("gone", 1, None, newest=True))
    where = cast("Bucket", store)
    ticks: list[None] = []
    objects.put_back(where, objects.plan(where, "", NOON).wanted, lambda: ticks.append(None))
    assert (store.copied, len(ticks)) == ([("gone", "gone-1")], 1)


@pytest.mark.parametrize(
    ("name", "days", "sentence"),
    [
        ("shop", 1, "the bucket is 'shop'; allowed: novax, wira"),
        ("novax-backup", 1, "the bucket is 'novax-backup'"),
        ("wira", 8, "bucket wira keeps what was deleted or overwritten for 7 days; allowed: from 2026-11-14 12:00:00"),
    ],
)
def test_what_cannot_be_had_back_is_refused(name: str, days: int, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        objects.refuse(PACKS, name, NOON - timedelta(days=days), NOON)


def test_a_time_within_the_buckets_own_is_allowed() -> None:
    objects.refuse(PACKS, "wira", NOON - timedelta(days=6), NOON)
    objects.refuse(PACKS, "novax", NOON - timedelta(days=29), NOON)
