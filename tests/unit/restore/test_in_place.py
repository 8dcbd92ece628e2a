"""A restore in place: what it finds half done it takes as it is, and nothing old is left where it could come back."""

# A step is tried by itself:
# pyright: reportPrivateUsage=false

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import repeat
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from infra.drills import cluster
from infra.errors import UserError
from infra.restore import in_place, plan, target
from infra.restore.repository import Backup, Repository, Timeline
from infra.restore.state import State

if TYPE_CHECKING:
    from infra.restore.in_place import Restore

WORK = cast(
    "Restore",
    SimpleNamespace(
        container="postgres-1",
        others=["postgres-2", "postgres-3"],
        running=SimpleNamespace(members={"postgres-2": "novax-2"}),
        moves=False,
        before=SimpleNamespace(leader="postgres-1", options="/usr/lib/postgresql/17/bin/postgres -D data --port=5432"),
        where=SimpleNamespace(backup=SimpleNamespace(label="20261121-020000F"), options=["--type=immediate"]),
        source=SimpleNamespace(fetch="get %f", environment={}),
    ),
)


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what members are told, each command as its container and one line; they answer that they take writes."""
    told: list[str] = []

    def execute(container: str, command: list[str], **_: object) -> str:
        told.append(f"{container}: {' '.join(command)}")
        return "f"

    monkeypatch.setattr(in_place, "execute", execute)
    return told


def answer(monkeypatch: pytest.MonkeyPatch, said: Callable[[str, list[str]], str]) -> None:
    monkeypatch.setattr(in_place, "execute", lambda container, command, **_: said(container, command))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]


def pause(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    def refuse(container: str, command: list[str]) -> str:
        raise UserError(f"{command[0]} in {container} failed: {said}")

    answer(monkeypatch, refuse)
    in_place._pause(WORK)  # noqa: SLF001


def test_a_cluster_that_is_paused_already_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pause(monkeypatch, "Error: Cluster is already paused")


def test_one_that_cannot_be_paused_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="Can not find a running member"):
        pause(monkeypatch, "Error: Can not find a running member")


def test_wal_that_is_not_archived_ends_the_restore_before_anything_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, lambda _, __: "000000010000000000000004.done\n000000010000000000000005.ready\n")
    members(monkeypatch, repeat("stopped"))
    with pytest.raises(UserError, match=r"1 segments of WAL, from 0{7}10{15}5.* on, are not archived"):
        in_place._halt(WORK)  # noqa: SLF001
    answer(monkeypatch, lambda _, __: "000000010000000000000004.done\n")
    in_place._halt(WORK)  # noqa: SLF001


def test_the_target_is_forgotten_before_the_server_starts_for_good(commands: list[str]) -> None:
    """The first start is the replay: not as a standby, which would wait for limits that were higher once."""
    in_place._restore(WORK)  # noqa: SLF001
    (replay, good) = (place for place, command in enumerate(commands) if "pg_ctl start" in command)
    assert "hot_standby=off" in commands[replay]
    assert "hot_standby" not in commands[good]
    kept, restored = f"{in_place.KEPT}/postgresql.auto.conf", f"{in_place.DATA}/"
    (forgotten,) = (place for place, command in enumerate(commands) if f"cp -p {kept} {restored}" in command)
    assert replay < forgotten < good


def test_replicas_lose_the_old_data_before_patroni_goes_on(
    commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "wait", lambda *_: 0.0)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    in_place._hand_to_patroni(WORK)  # noqa: SLF001
    emptied = [f"{container}: sh -c {in_place._STOP}\nrm -rf {in_place.DATA}" for container in WORK.others]  # noqa: SLF001
    assert commands == [*emptied, f"postgres-1: patronictl resume --wait {in_place.SCOPE}"]


def members(monkeypatch: pytest.MonkeyPatch, states: Iterator[str]) -> None:
    """Have Patroni list postgres-2 in these states, one after the other."""

    def listed(_container: str) -> list[dict[str, str]]:
        return [{"Member": "postgres-1", "State": "running"}, {"Member": "postgres-2", "State": next(states)}]

    monkeypatch.setattr(in_place.state, "listed", listed)


def test_a_replica_that_is_being_made_anew_is_ended_as_often_as_patroni_tries(
    commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server that such a copy makes would run into the restore."""
    members(monkeypatch, iter(["creating replica", "creating replica", "stopped"]))
    monkeypatch.setattr(in_place.time, "sleep", commands.__contains__)
    in_place._halt(WORK)  # noqa: SLF001
    assert commands[:2] == [f"novax-2: sh -c {in_place._END_COPY}"] * 2  # noqa: SLF001


def test_a_restore_that_was_interrupted_can_be_undone_by_the_point_that_it_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The point lies behind the end that the cluster had when the command looked at it."""

    class Archive(Repository):
        def backups(self) -> tuple[Backup, ...]:
            return (Backup("20261121-100000F", "full", now, 0x2000100, 1),)

        def timeline(self, number: int) -> Timeline:
            return Timeline(number)

        def end(self, timeline: Timeline) -> int:
            return 0x9000000 * timeline.number

    now = datetime(2026, 11, 21, 14, tzinfo=UTC)
    monkeypatch.setattr(plan.wal, "committed_before", lambda _source, _chain, _lsn: now)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    place = target.chosen(None, "0/8000000", None, latest=False, now=now)
    stopped = State("postgres-1", "777", 1, 0x7000000, ("novax",), "", "before-restore")
    assert plan.point(Archive("c", "777"), stopped, place, None, now).lsn == 0x8000000
