"""Cold copies as a restore finds them in their bucket."""

# Stand-ins are lambdas, which have no types:
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from novax_backup import cold, store
from novax_backup.config import Config
from novax_backup.failure import Failure

KEYS = (
    "20261101T050000Z/main/7/backup/main/20261101-020000F/backup.manifest",
    "20261101T050000Z/main/7/archive/main/archive.info",
    "20261001T050000Z/main/6/backup/main/20261001-020000F/backup.manifest",
)


@pytest.fixture(autouse=True)
def _bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    def folders(_s3: Any, bucket: str, prefix: str) -> Iterator[str]:  # noqa: ANN401 - no client
        assert bucket == "novax-cold"
        below = (key.removeprefix(prefix) for key in KEYS if key.startswith(prefix))
        yield from dict.fromkeys(rest.partition("/")[0] for rest in below if "/" in rest)

    monkeypatch.setattr(store, "client", lambda _config: None)
    monkeypatch.setattr(store, "folders", folders)


def test_copies_of_every_cluster_are_found_the_oldest_first(config: Config) -> None:
    assert [(copy.path, copy.label, copy.begun) for copy in cold.listed(config)] == [
        ("20261001T050000Z/main/6", "20261001-020000F", datetime(2026, 10, 1, 2, tzinfo=UTC)),
        ("20261101T050000Z/main/7", "20261101-020000F", datetime(2026, 11, 1, 2, tzinfo=UTC)),
    ]


def test_a_copy_is_restored_to_its_backups_end_which_is_all_the_wal_that_it_has(config: Config) -> None:
    origin = cold.origin(config, "20261001T050000Z/main/6")
    assert origin.label == "20261001-020000F"
    assert origin.options == ("--type=immediate", "--target-action=promote")
    assert origin.config.overrides == {
        "PGBACKREST_REPO1_S3_BUCKET": "novax-cold",
        "PGBACKREST_REPO1_PATH": "/20261001T050000Z/main/6",
    }


def test_a_copy_that_is_not_there_is_named(config: Config) -> None:
    with pytest.raises(Failure, match="there is no cold copy 20250101T000000Z/main/7"):
        cold.origin(config, "20250101T000000Z/main/7")
