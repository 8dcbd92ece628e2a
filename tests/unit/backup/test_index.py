"""The repository's index: the newest that can be read is put back where it is gone or damaged."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from novax_backup import index, repository, store
from novax_backup.config import Config
from novax_backup.failure import Failure

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEYS = [f"main/7/{area}/main/{area}.info{ending}" for area in ("archive", "backup") for ending in ("", ".copy")]


class Store:
    """Versions of the index's objects, by key: what was written when; and what is put on top."""

    def __init__(self, **written: datetime) -> None:
        self.written = written
        self.put: dict[str, str] = {}

    def versions(self, _s3: object, bucket: str, prefix: str) -> Iterator[Mapping[str, Any]]:
        assert bucket == "novax-backup"
        for key in KEYS:
            if key.startswith(prefix):
                for name, moment in self.written.items():
                    yield {"Key": key, "VersionId": name, "LastModified": moment, "Size": 1}

    def copy_object(self, *, Bucket: str, Key: str, CopySource: Mapping[str, str]) -> None:  # noqa: N803 - boto3's
        assert Bucket == CopySource["Bucket"] == "novax-backup"
        assert CopySource["Key"] == Key
        self.put[Key] = CopySource["VersionId"]


def readable(monkeypatch: pytest.MonkeyPatch, made: Store, *sound: str, now: bool = False) -> None:
    """Have pgBackRest read the index where the newest version at the time that it is asked for is one of `sound`."""

    def answer(config: Config) -> bool:
        told = config.overrides.get("PGBACKREST_REPO_TARGET_TIME")
        if told is None:
            return now
        assert config.overrides["PGBACKREST_REPO"] == "1"
        moment = datetime.fromisoformat(told)
        there = {name: written for name, written in made.written.items() if written <= moment}
        return max(there, key=lambda name: there[name], default="") in sound

    def client(_config: Config) -> Store:
        return made

    def environment(_config: Config) -> dict[str, str]:
        return {"PGBACKREST_REPO1_PATH": "/main/7"}

    monkeypatch.setattr(repository, "readable", answer)
    monkeypatch.setattr(repository, "environment", environment)
    monkeypatch.setattr(store, "client", client)
    monkeypatch.setattr(store, "versions", made.versions)


def test_an_index_that_can_be_read_is_left_alone(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Store(first=NOON)
    readable(monkeypatch, made, "first", now=True)
    assert index.mend(config) == ""
    assert made.put == {}


def test_the_newest_that_can_be_read_is_put_back(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Store(
        first=NOON, second=NOON + timedelta(hours=1, milliseconds=700), rubbish=NOON + timedelta(hours=1, seconds=5)
    )
    readable(monkeypatch, made, "first", "second")
    assert index.mend(config) == "2026-11-21T13:00:01+00:00"
    assert made.put == dict.fromkeys(KEYS, "second")


@pytest.mark.parametrize("made", [Store(), Store(rubbish=NOON)], ids=["none was ever made", "none can be read"])
def test_without_one_that_can_be_read_nothing_is_written(
    config: Config, monkeypatch: pytest.MonkeyPatch, made: Store
) -> None:
    readable(monkeypatch, made)
    with pytest.raises(Failure, match="has no index that can be read: PostgreSQL's primary makes it"):
        index.mend(config)
    assert made.put == {}
