"""An earlier cluster of the same stack: found in its store, replaced in place, and known to the state."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from infra.cli import stack as stacks
from infra.cli.running import Running, Service
from infra.errors import UserError
from infra.restore import earlier, moves, repository
from infra.restore.repository import Repository
from infra.restore.state import State
from infra.restore.target import Kind, Target

BEFORE = State("postgres-1", "888", 1, 0, ("novax", "postgres"), "")
HISTORY = "1\t0/5000000\tno recovery target specified\n"


@pytest.fixture
def running() -> Running:
    members = {"postgres-1": "ci-1", "postgres-2": "ci-2"}
    service = Service("postgres", "postgres", 64, present=True, members=members)
    return Running("ci", "", ("novax",), {"postgres": service}, {}, {}, {})


@pytest.fixture(autouse=True)
def archive(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Stand in for pgBackRest in a store with three clusters; the second has two timelines."""
    asked: list[tuple[str, str]] = []

    def execute(container: str, command: Sequence[str], *, env: dict[str, str] | None = None, **_: object) -> str:
        assert container == "ci-1"
        said = " ".join(command)
        if command[0] == "pgbackrest":
            asked.append(((env or {}).get("PGBACKREST_REPO1_PATH", ""), said))
        if "--recurse" in said:
            names = ("000000010000000000000004", "000000020000000000000005", "000000020000000000000006")
            files = [f"17-1/{name[:16]}/{name}-{'a' * 40}.zst" for name in names]
            return "\n".join([*files, "17-1/00000002.history"])
        if "repo-ls" in said:
            return json.dumps({".": {}, "777": {"type": "path"}, "888": {}, "666": {}, "notes": {}})
        # By the data of the cluster that runs pgBackRest would look for another one's (seen).
        assert "archive-get" not in said
        return HISTORY if said == "pgbackrest repo-get archive/main/17-1/00000002.history" else ""

    monkeypatch.setattr(earlier, "execute", execute)
    monkeypatch.setattr(repository, "execute", execute)
    return asked


def test_it_is_read_from_its_own_place_in_the_stack_s_store(running: Running, archive: list[tuple[str, str]]) -> None:
    found = earlier.repository(running, BEFORE, "777")
    assert found == Repository("ci-1", "777", runs=False)
    assert archive == [("/main", "pgbackrest --output=json repo-ls")]


def test_it_ended_where_its_archive_does(running: Running, archive: list[tuple[str, str]]) -> None:
    source = earlier.repository(running, BEFORE, "777")
    found = earlier.end(source)
    assert (found.system_identifier, found.timeline, found.end) == ("777", 2, 0x7000000)
    assert source.timeline(2).switches == ((1, 0x5000000),)
    assert {place for place, _ in archive[1:]} == {"/main/777"}


@pytest.mark.parametrize(
    ("identifier", "sentence"),
    [
        ("888", "--cluster is 888, the cluster that stack ci runs; leave it out"),
        ("555", "--cluster is 555, and the object store of stack ci has no backups of it; allowed: 666, 777; correct"),
        ("../x", "--cluster is ../x, and the object store"),
    ],
)
def test_any_other_is_refused(running: Running, identifier: str, sentence: str) -> None:
    with pytest.raises(UserError) as raised:
        earlier.repository(running, BEFORE, identifier)
    assert str(raised.value).startswith(sentence)


@pytest.mark.parametrize("kind", [Kind.NAME, Kind.LSN])
def test_a_point_that_only_wal_knows_is_refused(kind: Kind) -> None:
    with pytest.raises(UserError, match=f"--{kind} needs a cluster that runs; with --cluster give --latest or"):
        earlier.refuse_target(Target(kind, "x"))


def test_a_time_and_the_latest_point_are_not() -> None:
    earlier.refuse_target(Target(Kind.TIME, "x"))
    earlier.refuse_target(Target(Kind.LATEST))


def test_an_archive_without_wal_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> str:
        return ""

    monkeypatch.setattr(Repository, "ask", silent)
    with pytest.raises(UserError, match="the archive has no WAL to restore"):
        earlier.end(Repository("ci-1", "777"))


def test_the_state_knows_both_clusters_until_the_next_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def kept(name: str, *marks: str) -> dict[str, Any]:
        facts = {"marks": list(marks), "beginning": 2}
        return {
            "urn": f"urn:pulumi:ci::novax::pulumi:index:Stash::{name}",
            "inputs": {"input": dict(facts)},
            "outputs": {"input": dict(facts), "output": {"marks": ["first"]}},
        }

    state = {"deployment": {"resources": [kept("data-postgres", "888"), kept("data-minio", "d")]}}
    given: list[str] = []

    def query(*_: str, given: str | None = None, into: list[str] = given) -> str:
        into += [given] if given else []
        return json.dumps(state)

    monkeypatch.setattr(stacks, "query", query)
    monkeypatch.setattr(stacks, "STACKS", tmp_path)
    (tmp_path / "Pulumi.ci.yaml").write_text("config: {}")
    moves.expect_cluster("ci", "777")
    postgres, minio = json.loads(given[0])["deployment"]["resources"]
    assert [place["input"]["marks"] for place in (postgres["inputs"], postgres["outputs"])] == [["777", "888"]] * 2
    assert postgres["inputs"]["input"]["beginning"] == 2
    assert minio == kept("data-minio", "d")


def test_a_stack_that_has_no_record_yet_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def query(*_: object, **__: object) -> str:
        return json.dumps({"deployment": {"resources": []}})

    monkeypatch.setattr(stacks, "query", query)
    monkeypatch.setattr(stacks, "STACKS", tmp_path)
    (tmp_path / "Pulumi.ci.yaml").write_text("config: {}")
    moves.expect_cluster("ci", "777")
