"""What versions tell: what is held that is not current, and whether somebody touched an object."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest
from novax_backup import held, runs, store
from novax_backup.config import Config


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is asked of a store with two versions that are not current."""
    asked: list[str] = []

    def versions(_s3: object, bucket: str, prefix: str) -> Iterator[Mapping[str, Any]]:
        asked.append(f"{bucket}/{prefix}")
        for size, latest in ((5, True), (7, False), (11, False)):
            yield {"Size": size, "IsLatest": latest}

    def client(_config: Config) -> object:
        return object()

    monkeypatch.setattr(store, "client", client)
    monkeypatch.setattr(store, "versions", versions)
    return asked


def test_versions_that_are_not_current_are_counted(config: Config, asked: list[str]) -> None:
    assert held.counted(config) is None
    found = held.refreshed(config)
    assert (found.versions, found.bytes) == (2, 18)
    assert held.counted(config) == found
    assert asked == ["novax-backup/"]


def test_a_count_is_good_for_a_quarter_of_an_hour(
    config: Config, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = held.refreshed(config)
    monkeypatch.setattr(runs, "now", lambda: first.counted + 899)
    assert held.refreshed(config) == first
    monkeypatch.setattr(runs, "now", lambda: first.counted + 901)
    assert held.refreshed(config).counted == first.counted + 901
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("versions", "untouched"),
    [
        ([("a", True)], True),
        ([("a", True), ("a.copy", True), ("a.copy", False)], True),
        ([("a", True), ("a", False)], False),
        ([("a", False)], False),
        ([("a.copy", True)], False),
    ],
    ids=["written once", "beside another", "overwritten", "deleted", "never written"],
)
def test_whether_an_object_is_as_it_was_first_written(
    monkeypatch: pytest.MonkeyPatch, versions: list[tuple[str, bool]], *, untouched: bool
) -> None:
    def listed(_s3: object, _bucket: str, _prefix: str) -> Iterator[Mapping[str, Any]]:
        return ({"Key": key, "IsLatest": latest} for key, latest in versions)

    monkeypatch.setattr(store, "versions", listed)
    assert store.untouched(cast("Any", None), "novax-backup", "a") == untouched
