"""A bucket without room: a backup that fails for it says so, and the rehearsal takes no other sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from novax_backup import repository, soundness, store
from novax_backup.config import Config
from novax_backup.drill import room
from novax_backup.failure import Failure

# What pgBackRest 2.55 said when MinIO refused a part of a backup for its bucket's quota.
REFUSED = "pgbackrest --type=full --repo1-retention-full=7 failed with 39: <Code>XMinioAdminBucketQuotaExceeded</Code>"


@pytest.mark.parametrize("said", [REFUSED, "<Code>XMinioStorageFull</Code>"])
def test_a_store_without_room_is_recognised(said: str) -> None:
    assert soundness.out_of_room(said)


def test_other_refusals_are_no_lack_of_room() -> None:
    assert not soundness.out_of_room("<Code>AccessDenied</Code>")


def identifier(_config: Config) -> str:
    return "7"


def refusing(said: str) -> Callable[..., str]:
    def pgbackrest(_config: Config, *arguments: str, **_options: object) -> str:
        if "backup" in arguments:
            raise Failure(said)
        return ""

    return pgbackrest


def test_a_backup_names_the_full_bucket(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository.database, "system_identifier", identifier)
    monkeypatch.setattr(repository, "pgbackrest", refusing(REFUSED))
    with pytest.raises(Failure, match="the bucket novax-backup is full, so no backup was taken; raise its quota"):
        repository.take(config, "full")


def test_a_backup_that_fails_for_another_reason_keeps_its_sentence(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "pgbackrest", refusing("AccessDenied"))
    with pytest.raises(Failure, match=r"^AccessDenied$"):
        repository.take(config, "full")


BUSY = "pgbackrest stanza-create failed with 56: unable to acquire lock on file main-archive-1.lock"


def failing(*said: str) -> Callable[..., str]:
    """Return a pgBackRest that fails with each sentence once."""
    waiting = list(said)

    def pgbackrest(_config: Config, *_arguments: str, **_options: object) -> str:
        if waiting:
            raise Failure(waiting.pop(0))
        return ""

    return pgbackrest


def test_a_repository_is_made_once_the_archiver_is_done(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "_PAUSE_SECONDS", 0)
    monkeypatch.setattr(repository, "pgbackrest", failing(BUSY, BUSY))
    repository.create(config)


@pytest.mark.parametrize(("said", "patience"), [("AccessDenied", 60), (BUSY, -1)])
def test_a_repository_that_cannot_be_made_says_why(
    config: Config, monkeypatch: pytest.MonkeyPatch, said: str, patience: int
) -> None:
    monkeypatch.setattr(repository, "_ARCHIVING_SECONDS", patience)
    monkeypatch.setattr(repository, "pgbackrest", failing(said))
    with pytest.raises(Failure, match=said.partition(":")[0]):
        repository.create(config)


@pytest.mark.parametrize(("said", "found"), [(REFUSED, True), ("AccessDenied", False)])
def test_the_rehearsal_is_in_a_bucket_of_its_own(
    config: Config, monkeypatch: pytest.MonkeyPatch, said: str, *, found: bool
) -> None:
    def objects(_s3: object, bucket: str, _prefix: str) -> tuple[dict[str, Any], ...]:
        assert bucket == "novax-drill"
        return ()

    monkeypatch.setattr(repository.database, "system_identifier", identifier)
    monkeypatch.setattr(repository, "pgbackrest", refusing(said))
    monkeypatch.setattr(store, "client", identifier)
    monkeypatch.setattr(store, "objects", objects)
    finding = room.rehearse(config)
    assert (finding.fault, finding.found) == ("full bucket", found)
    assert ("the bucket novax-drill is full" in finding.sentence) is found
