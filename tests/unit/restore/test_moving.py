"""What travels from one stack to another: its repository, its data keys, and no password."""

import io
import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from infra.cli import stack as stacks
from infra.cli.running import Running, Service
from infra.errors import UserError
from infra.packs import BACKUP_BUCKET, SCRATCH_BUCKET
from infra.restore import archive, moves, moving
from infra.restore.in_place import Restore, options
from infra.restore.moving import Origin
from infra.restore.plan import Point
from infra.restore.repository import Backup, Repository, Timeline
from infra.restore.state import State
from infra.services.pgbackrest import CONFIG

STATE = State("postgres-2", "777", 3, 0, ("novax", "postgres"), "")
CONFIGS = {
    "old-2": "[global]\nrepo1-s3-key-secret=old-store\nrepo1-cipher-pass=old\\1-cipher\n\n[main]\n",
    "new-1": "[global]\nrepo1-s3-bucket=novax-backup\nrepo1-s3-key=new\nrepo1-cipher-pass=new-cipher\n\n[main]\n",
}


def stack(name: str, packs: tuple[str, ...] = ("novax", "wira"), keys: dict[str, str] | None = None) -> Running:
    members = {f"postgres-{number}": f"{name}-{number}" for number in (1, 2)}
    return Running(
        stack=name,
        ca="",
        packs=packs,
        services={"postgres": Service("postgres", "postgres", 64, present=True, members=members)},
        endpoints={},
        accounts={},
        keys=keys or {},
    )


@dataclass
class Store:
    """A bucket in memory."""

    name: str
    objects: dict[str, bytes] = field(default_factory=dict[str, bytes])

    @contextmanager
    def client(self) -> Generator["Store"]:
        yield self

    def get_paginator(self, _: str) -> "Store":
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> Iterator[dict[str, Any]]:  # noqa: N803 - boto3's names
        assert Bucket == self.name
        yield {"Contents": [{"Key": key} for key in sorted(self.objects) if key.startswith(Prefix)]}

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803
        assert Bucket == self.name
        return {"Body": io.BytesIO(self.objects[Key]), "ContentLength": len(self.objects[Key])}

    def upload_fileobj(self, body: BinaryIO, bucket: str, key: str) -> None:
        assert bucket == self.name
        self.objects[key] = body.read()

    def delete_objects(self, *, Bucket: str, Delete: dict[str, list[dict[str, str]]]) -> None:  # noqa: N803
        assert Bucket == self.name
        for item in Delete["Objects"]:
            del self.objects[item["Key"]]


@dataclass
class Machine:
    """Both stacks' stores, and what was done in which container."""

    stores: dict[str, Store]
    done: list[tuple[str, Sequence[str], str]] = field(default_factory=list[tuple[str, Sequence[str], str]])


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    objects = {"main/777/backup/a": b"one", "main/777/archive/b": b"two", "main/888/backup/c": b"another's"}
    # What is brought lies where nothing is locked, so that it can be taken away again.
    scratch = Store(SCRATCH_BUCKET, {"main/999/backup/d": b"own"})
    found = Machine({"old": Store(BACKUP_BUCKET, objects), "new": scratch})

    def execute(container: str, command: Sequence[str], *, text: str = "", **_: object) -> str:
        found.done.append((container, command, text))
        return CONFIGS[container] if command == ["cat", CONFIG] else ""

    def bucket(running: Running, name: str) -> Store:
        store = found.stores[running.stack]
        assert name == store.name
        return store

    def switch(container: str) -> str:
        found.done.append((container, ["switch"], ""))
        return "0" * 24

    monkeypatch.setattr(moving, "execute", execute)
    monkeypatch.setattr(moving, "_bucket", bucket)
    monkeypatch.setattr(archive, "switch", switch)
    return found


def origin() -> Origin:
    return Origin(stack("old"), STATE, Repository("old-2", "777"))


def test_the_clusters_repository_alone_is_copied_and_keeps_out_of_the_way(machine: Machine) -> None:
    moving.bring(origin(), stack("new"), "new-1")
    assert machine.stores["new"].objects == {
        "main/999/backup/d": b"own",
        "moved/777/backup/a": b"one",
        "moved/777/archive/b": b"two",
    }
    # What is still in the primary's hands comes along.
    assert machine.done[0] == ("old-2", ["switch"], "")


def test_it_is_read_with_the_key_that_it_was_written_with(machine: Machine) -> None:
    repository = moving.bring(origin(), stack("new"), "new-1")
    container, command, text = machine.done[-1]
    assert container == "new-1"
    assert text == CONFIGS["new-1"].replace("new-cipher", "old\\1-cipher").replace(BACKUP_BUCKET, SCRATCH_BUCKET)
    assert not any("cipher" in part for part in command)
    assert repository.config in command[-1]


def test_nothing_of_it_stays(machine: Machine) -> None:
    repository = moving.bring(origin(), stack("new"), "new-1")
    moving.forget(repository, stack("new"))
    assert machine.stores["new"].objects == {"main/999/backup/d": b"own"}
    assert machine.done[-1][1][:2] == ["rm", "-f"]
    assert repository.config in machine.done[-1][1]


def test_a_repository_is_found_by_its_cluster_and_a_moved_one_by_its_own_configuration() -> None:
    own, moved = Repository("c", "999"), Repository("c", "777", folder="moved", config="/tmp/moved.conf")  # noqa: S108
    assert own.environment == {"PGBACKREST_REPO1_PATH": "/main/999"}
    assert own.fetch == 'novax-pgbackrest archive-get %f "%p"'
    assert moved.environment == {
        "PGBACKREST_REPO1_PATH": "/moved/777",
        "PGBACKREST_CONFIG": "/tmp/moved.conf",  # noqa: S108
    }
    assert moved.fetch == (
        'env PGBACKREST_REPO1_PATH=/moved/777 PGBACKREST_CONFIG=/tmp/moved.conf novax-pgbackrest archive-get %f "%p"'
    )


def test_only_another_clusters_repository_is_a_move() -> None:
    backup = Backup("20261121-100000F", "full", datetime(2026, 11, 21, tzinfo=UTC), 1, 1)
    where = Point(Timeline(1), backup, None, None, "")
    own, other = Repository("new-1", "777"), Repository("new-1", "111", folder="moved", config="/c")
    assert not Restore(stack("new"), STATE, own, where, "").moves
    assert Restore(stack("new"), STATE, other, where, "").moves
    assert f"--recovery-option=restore_command={other.fetch}" in options(where, other.fetch)


def test_a_stack_does_not_move_to_itself() -> None:
    with pytest.raises(UserError, match="--from is old, the stack that is restored; name another one"):
        moves.refuse(stack("old"), stack("old"))


def test_stacks_with_other_packs_are_refused() -> None:
    moves.refuse(stack("old", ("a", "b")), stack("new", ("b", "a")))
    with pytest.raises(UserError, match="stack old has the packs a, b and stack new has a; give both the same"):
        moves.refuse(stack("old", ("a", "b")), stack("new", ("a",)))


def test_data_keys_and_nothing_else_become_the_origins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def stash(name: str) -> dict[str, Any]:
        def secret() -> dict[str, str]:
            return {"plaintext": json.dumps(f"own {name}")}

        return {
            "urn": f"urn:pulumi:new::novax::pulumi:index:Stash::{name}",
            "inputs": {"input": secret()},
            "outputs": {"input": secret(), "output": secret()},
        }

    state = {"deployment": {"resources": [stash("password-wira-data-key"), stash("password-postgres-wira-app")]}}
    given: list[str] = []

    def query(*arguments: str, given: str | None = None, into: list[str] = given) -> str:
        if arguments[:2] == ("stack", "import"):
            assert given
            into.append(given)
        return json.dumps(state)

    monkeypatch.setattr(stacks, "query", query)
    monkeypatch.setattr(stacks, "STACKS", tmp_path)
    (tmp_path / "Pulumi.new.yaml").write_text("config: {}")
    moves.carry_keys(stack("old", keys={"wira-data-key": "the old one"}), "new")
    key, password = json.loads(given[0])["deployment"]["resources"]
    texts = [json.loads(s["plaintext"]) for s in (key["inputs"]["input"], *key["outputs"].values())]
    assert texts == ["the old one"] * 3
    assert password == stash("password-postgres-wira-app")


def test_the_way_back_to_a_stack_that_gave_its_data_away_is_refused() -> None:
    with pytest.raises(UserError, match=r"the data of one cluster .*777 in both.*novax down -s old --volumes"):
        moves.refuse_same_cluster("new", STATE, "old", STATE)
    moves.refuse_same_cluster("new", STATE, "old", replace(STATE, system_identifier="778"))
