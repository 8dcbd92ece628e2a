"""The first full backup: taken where the present cluster has none, and tried again until it is there."""

import threading
from collections.abc import Callable, Sequence

import pytest
from novax_backup import index, jobs, protection, repository, runs, store
from novax_backup.config import Config
from novax_backup.contents import Backup
from novax_backup.failure import Failure

FULL = Backup("20261121-120051F", "full", 1, 2, 100, 10, "0" * 24, "0" * 24, faulty=False)
FAULTY = Backup("20261121-110000F", "full", 1, 2, 100, 10, "0" * 24, "0" * 24, faulty=True)
INCREMENTAL = Backup("20261121-120051F_20261121-130000I", "incr", 1, 2, 100, 10, "0" * 24, "0" * 24, faulty=False)


class World:
    """A repository, the keys that are in the store, and how the next full backups end."""

    def __init__(self, *backups: Backup) -> None:
        self.backups: list[Backup] = list(backups)
        self.keys = {f"main/7/backup/main/{backup.label}/backup.manifest" for backup in backups}
        self.failures: list[Failure] = []
        self.away = False
        self.taken = 0
        self.said: list[str] = []

    def full(self, config: Config) -> dict[str, object]:
        self.said.append(protection.standing(config).reason)
        self.taken += 1
        if self.failures:
            raise self.failures.pop()
        self.backups.append(FULL)
        self.keys.add(f"main/7/backup/main/{FULL.label}/backup.manifest")
        return {"label": FULL.label}

    def mend(self, _config: Config) -> str:
        if self.away:
            raise Failure("the object store did not list")
        return ""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Callable[..., World]:
    def make(*backups: Backup) -> World:
        made = World(*backups)

        def untouched(_s3: object, bucket: str, key: str) -> bool:
            assert bucket == "novax-backup"
            return key in made.keys

        def listed(_config: Config) -> Sequence[Backup]:
            return made.backups

        def environment(_config: Config) -> dict[str, str]:
            return {"PGBACKREST_REPO1_PATH": "/main/7"}

        def client(_config: Config) -> object:
            return object()

        monkeypatch.setitem(jobs.KINDS, "full", made.full)  # pyright: ignore[reportArgumentType] - facts of any kind
        monkeypatch.setattr(index, "mend", made.mend)
        monkeypatch.setattr(repository, "backups", listed)
        monkeypatch.setattr(repository, "environment", environment)
        monkeypatch.setattr(store, "client", client)
        monkeypatch.setattr(store, "untouched", untouched)
        return made

    return make


@pytest.mark.parametrize("before", [(), (FAULTY,), (INCREMENTAL,)], ids=["nothing", "a damaged one", "no full one"])
def test_a_cluster_without_a_sound_full_backup_gets_one(
    config: Config, world: Callable[..., World], before: Sequence[Backup]
) -> None:
    made = world(*before)
    assert protection.protect(config) == FULL.label
    assert protection.standing(config).protected
    assert made.said[0].startswith("the first full backup runs since ")
    (run,) = runs.read(config.state, "full")
    assert (run.outcome, run.facts) == ("succeeded", {"label": FULL.label})


def test_one_that_has_one_is_left_alone(config: Config, world: Callable[..., World]) -> None:
    made = world(FULL, INCREMENTAL)
    assert protection.protect(config) == FULL.label
    assert made.taken == 0
    assert protection.standing(config).protected


def test_a_backup_that_is_listed_and_whose_manifest_was_touched_protects_nobody(
    config: Config, world: Callable[..., World]
) -> None:
    made = world(FULL)
    made.keys.clear()
    protection.protect(config)
    assert made.taken == 1


def test_a_backup_that_was_taken_meanwhile_is_enough(
    config: Config, world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world()

    def pause(_seconds: float) -> None:
        made.full(config)
        other.__exit__(None, None, None)

    monkeypatch.setattr(jobs, "_PATIENCE_SECONDS", 5.0)
    other = jobs.alone(config, "run full")
    other.__enter__()
    assert protection.protect(config, pause) == FULL.label
    assert made.said == ["the first full backup waits for another run to end"]


def test_a_failed_try_says_why(config: Config, world: Callable[..., World]) -> None:
    made = world()
    made.failures = [Failure("the bucket is full")]
    with pytest.raises(Failure, match="the bucket is full"):
        protection.protect(config)
    found = protection.standing(config)
    assert not found.protected
    assert found.reason.startswith("the last try failed at ")
    assert found.reason.endswith(": the bucket is full")


def test_what_was_known_stands_while_the_store_is_away(config: Config, world: Callable[..., World]) -> None:
    made = world()
    made.away = True
    with pytest.raises(Failure):
        protection.protect(config)
    assert "did not list" in protection.standing(config).reason
    made.away = False
    protection.protect(config)
    made.away = True
    with pytest.raises(Failure):
        protection.protect(config)
    assert protection.standing(config).protected


class Clock(threading.Event):
    """Counts what is waited for, and stops after so many waits."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self.waits = waits
        self.pauses: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout or 0.0)
        if len(self.pauses) == self.waits:
            self.set()
        return self.is_set()


def test_it_is_tried_again_with_growing_pauses_until_it_is_there(config: Config, world: Callable[..., World]) -> None:
    made = world()
    made.failures = [Failure("no room")] * 8
    clock = Clock(10)
    protection.watch(config, clock)
    assert clock.pauses == [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0, 60.0, 60.0]
    assert made.taken == 9


def test_a_repository_that_is_new_or_was_emptied_gets_one_again(config: Config, world: Callable[..., World]) -> None:
    made = world(FULL)

    class Emptied(Clock):
        def wait(self, timeout: float | None = None) -> bool:
            made.backups = []
            return super().wait(timeout)

    protection.watch(config, Emptied(2))
    assert made.taken == 1


def test_a_defect_does_not_end_the_watch(
    config: Config, world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world(FULL)

    def broken(_config: Config) -> str:
        raise KeyError("x")

    monkeypatch.setattr(index, "mend", broken)
    clock = Clock(2)
    protection.watch(config, clock)
    assert clock.pauses == [300.0, 300.0]


def test_before_the_first_look_nobody_is_protected(config: Config) -> None:
    assert protection.standing(config) == protection.Standing(
        protected=False, reason="nobody has looked into the repository yet"
    )
