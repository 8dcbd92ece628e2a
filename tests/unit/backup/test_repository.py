"""What is read out of pgBackRest's answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from novax_backup import cold, database, repository
from novax_backup.config import Config
from novax_backup.contents import Backup
from novax_backup.failure import Failure

FULL = Backup(
    "20261121-120051F", "full", 1, 2, 100, 10, "000000010000000000000006", "000000010000000000000007", faulty=False
)


DELETED = replace(FULL, label="20261120-120051F")


def info(**changes: object) -> dict[str, Any]:
    return {
        "label": FULL.label,
        "type": "full",
        "timestamp": {"start": 1, "stop": 2},
        "info": {"size": 100, "repository": {"delta": 10}},
        "archive": {"start": FULL.wal_from, "stop": FULL.wal_to},
        "error": False,
        **changes,
    }


def stanza(code: int = 0, **contents: object) -> list[dict[str, Any]]:
    return [{"status": {"code": code}, **contents}]


def answer(monkeypatch: pytest.MonkeyPatch, **answers: str) -> None:
    """Have pgBackRest answer each of its commands so, by the command's name."""

    def pgbackrest(_config: Config, *arguments: str, **_options: object) -> str:
        (command,) = {name for name in answers if name.replace("_", "-") in arguments}
        return answers[command]

    monkeypatch.setattr(repository, "pgbackrest", pgbackrest)
    monkeypatch.setattr(repository, "_SETTLE_SECONDS", 0.0)


def test_a_backup_is_read(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, info=json.dumps(stanza(backup=[info()], archive=[{"min": "a", "max": "b"}])))
    assert repository.backups(config) == (FULL,)
    assert repository.archive(config) == ("a", "b")


@pytest.mark.parametrize(("kind", "called"), [("full", "full"), ("incremental", "incr")])
def test_a_backup_is_taken_as_its_kind_and_as_many_are_kept_as_declared(
    config: Config, monkeypatch: pytest.MonkeyPatch, kind: str, called: str
) -> None:
    asked: list[tuple[str, ...]] = []

    def pgbackrest(_config: Config, *arguments: str, **_options: object) -> str:
        asked.append(arguments)
        return json.dumps(stanza(backup=[info()]))

    monkeypatch.setattr(repository, "pgbackrest", pgbackrest)
    assert repository.take(config, kind) == FULL
    repository.expire(config, dry_run=True)
    assert asked[0] == (f"--type={called}", "--repo1-retention-full=7", "backup")
    assert asked[-1] == ("--repo1-retention-full=7", "--log-level-console=info", "--dry-run", "expire")


def test_a_damaged_backup_is_marked(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, info=json.dumps(stanza(backup=[info(error=True)])))
    assert repository.backups(config)[0].faulty


def test_an_empty_repository_has_nothing(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, info="[]")
    assert repository.backups(config) == ()
    assert repository.archive(config) == ("", "")


def test_a_repository_of_another_key_is_refused(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, info=json.dumps(stanza(99)))
    with pytest.raises(Failure, match="encrypted with another key"):
        repository.backups(config)


SOUND = """\
stanza: main
status: ok
  archiveId: 17-1, total WAL checked: 8, total valid WAL: 8
    missing: 0, checksum invalid: 0, size invalid: 0, other: 0
"""


ARCHIVED = (FULL.wal_from, FULL.wal_to)


def repository_of(
    monkeypatch: pytest.MonkeyPatch,
    said: str = SOUND,
    segments: Sequence[str] = ARCHIVED,
    more: Sequence[Mapping[str, Any]] = (),
) -> None:
    archived = [f"17-1/0000000100000000/{name}-{'a' * 40}.zst" for name in segments]
    kept = [f"{FULL.label}/backup.manifest", "backup.info"]

    def pgbackrest(_config: Config, *arguments: str, **_options: object) -> str:
        if "repo-ls" in arguments:
            assert "--recurse" in arguments
            files = {key: {"type": "file"} for key in (archived if arguments[-1].startswith("archive/") else kept)}
            # A store that keeps versions goes on to list a folder whose files were deleted.
            return json.dumps({**files, DELETED.label: {"type": "path"}})
        return said if "verify" in arguments else json.dumps(stanza(backup=[info(), *more]))

    monkeypatch.setattr(repository, "pgbackrest", pgbackrest)
    monkeypatch.setattr(repository, "_SETTLE_SECONDS", 0.0)


def test_a_backup_whose_files_were_deleted_is_damage_though_the_store_lists_its_folder(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository_of(monkeypatch, more=[info(label=DELETED.label)])
    with pytest.raises(Failure, match=f"backup {DELETED.label} is listed and its files are gone"):
        repository.verify(config)


def test_a_sound_repository_is_verified(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    repository_of(monkeypatch)
    assert repository.verify(config) == {"backups": 1}


@pytest.mark.parametrize(
    "said",
    [
        SOUND.replace("missing: 0", "missing: 1"),
        SOUND.replace("checksum invalid: 0", "checksum invalid: 2"),
        SOUND.replace("status: ok", "status: error"),
    ],
    ids=["missing", "checksum", "status"],
)
def test_what_pgbackrest_finds_is_damage(config: Config, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    repository_of(monkeypatch, said)
    with pytest.raises(Failure, match="the repository is damaged"):
        repository.verify(config)


def test_a_segment_that_pgbackrest_does_not_miss_is_damage(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    repository_of(monkeypatch, segments=[FULL.wal_from])
    with pytest.raises(Failure, match=f"the archive lacks segment {FULL.wal_to}"):
        repository.verify(config)


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("archive.info", True),
        ("archive.info.copy", True),
        ("17-1/00000002.history", True),
        ("17-1/0000000100000000/000000010000000000000006-abc.zst", True),
        ("17-1/0000000100000000/000000010000000000000007-abc.zst", True),
        ("17-1/0000000100000000/000000010000000000000005-abc.zst", False),
        ("17-1/0000000100000000/000000010000000000000008-abc.zst", False),
    ],
)
def test_a_cold_copy_takes_the_wal_of_its_backup(path: str, *, needed: bool) -> None:
    assert cold._of_archive(path, FULL) is needed  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def test_a_repository_is_read_as_of_a_whole_second(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 11, 21, 19, 0, 0, 900000, tzinfo=timezone(timedelta(hours=7)))
    then = repository.as_of(moment)
    assert then == {"PGBACKREST_REPO": "1", "PGBACKREST_REPO_TARGET_TIME": "2026-11-21 12:00:00+00"}
    monkeypatch.setattr(database, "system_identifier", lambda _: "7")  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    assert repository.environment(replace(config, overrides=then)).items() >= then.items()


@pytest.mark.parametrize(("code", "readable"), [(0, True), (2, True), (1, False), (3, False), (99, False)])
def test_whether_there_is_an_index(
    config: Config, monkeypatch: pytest.MonkeyPatch, code: int, *, readable: bool
) -> None:
    answer(monkeypatch, info=json.dumps(stanza(code)))
    assert repository.readable(config) == readable


@pytest.mark.parametrize(
    ("lock", "progress"),
    [
        ({"held": False}, None),
        ({"held": True}, (0, 0)),
        ({"held": True, "size": 157464084, "size-cplt": 23164436}, (23164436, 157464084)),
    ],
)
def test_how_far_a_backup_is(
    config: Config, monkeypatch: pytest.MonkeyPatch, lock: Mapping[str, object], progress: tuple[int, int] | None
) -> None:
    answer(monkeypatch, info=json.dumps([{"status": {"code": 0, "lock": {"backup": lock}}}]))
    assert repository.progress(config) == progress


def test_files_that_were_written_over_are_damage_and_other_failures_are_told_as_they_are(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = ["pgbackrest verify failed with 95: P00 ERROR: [095]: cipher header missing", "pgbackrest failed with 49"]

    def pgbackrest(_config: Config, *_arguments: str, **_options: object) -> str:
        raise Failure(ends.pop(0))

    monkeypatch.setattr(repository, "pgbackrest", pgbackrest)
    with pytest.raises(Failure, match="somebody wrote over them; take a full backup now"):
        repository.verify(config)
    with pytest.raises(Failure, match="failed with 49"):
        repository.verify(config)
