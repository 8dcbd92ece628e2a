"""Snapshots as they expire and as they are given out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from novax_backup import snapshots, store
from novax_backup.config import Config
from novax_backup.failure import Failure
from novax_backup.snapshots import Snapshot

NOW = datetime.now(UTC)


def key(database: str, days: int) -> str:
    return f"snapshots/{database}/{NOW - timedelta(days=days):%Y%m%dT%H%M%SZ}.dump.gpg"


STORED = (key("novax", 15), key("novax", 13), key("left", 40), key("left", 30))


@pytest.fixture
def deleted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is deleted in a store that has these snapshots."""
    deleted: list[str] = []

    def objects(*_: object) -> Iterator[Mapping[str, Any]]:
        yield from ({"Key": name, "Size": 1} for name in STORED)

    def client(_: Config) -> SimpleNamespace:
        return SimpleNamespace(delete_object=lambda Bucket, Key: deleted.append(f"{Bucket}/{Key}"))  # noqa: N803  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]

    monkeypatch.setattr(store, "objects", objects)
    monkeypatch.setattr(store, "client", client)
    return deleted


@pytest.mark.parametrize("dry_run", [True, False])
def test_only_what_is_old_and_not_the_newest_is_deleted(config: Config, deleted: list[str], *, dry_run: bool) -> None:
    old = [key("left", 40), key("novax", 15)]
    assert snapshots.expire(config, store.client(config), dry_run=dry_run) == old
    assert deleted == ([] if dry_run else [f"novax-backup/{name}" for name in old])


def test_a_damaged_snapshot_is_refused(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def download_file(_bucket: str, _key: str, file: str) -> None:
        Path(file).write_text("not what was stored")

    def head_object(**_: str) -> Mapping[str, Any]:
        return {"Metadata": {"sha256": "0" * 64}}

    def client(_: Config) -> SimpleNamespace:
        return SimpleNamespace(download_file=download_file, head_object=head_object)

    monkeypatch.setattr(store, "client", client)
    (tmp_path / "cipher").write_text("passphrase")
    readable = replace(config, cipher_file=str(tmp_path / "cipher"))
    with pytest.raises(Failure, match=r"x is damaged: its SHA-256 is .*; take another snapshot"):
        snapshots.fetch(readable, Snapshot("novax", "x", NOW, 1), tmp_path / "clear")
