"""What is read out of pgBackRest's answers."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from novax_backup import cold, repository
from novax_backup.config import Config
from novax_backup.contents import Backup
from novax_backup.failure import Failure

FULL = Backup(
    "20261121-120051F", "full", 1, 2, 100, 10, "000000010000000000000006", "000000010000000000000007", faulty=False
)


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


def repository_of(monkeypatch: pytest.MonkeyPatch, said: str = SOUND, segments: Sequence[str] = ARCHIVED) -> None:
    folders = dict.fromkeys((FULL.label, "backup.info"))
    files = dict.fromkeys(f"17-1/0000000100000000/{name}-{'a' * 40}.zst" for name in segments)

    def listing(_config: Config, folder: str, *_options: str) -> Mapping[str, object]:
        return folders if folder.startswith("backup/") else files

    answer(monkeypatch, info=json.dumps(stanza(backup=[info()])), verify=said)
    monkeypatch.setattr(repository, "_listing", listing)


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
