"""`novax restore` beside what runs: what it asks of the backup container, and what does not go together."""

# Stand-ins are lambdas, which have no types:
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false

import os
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from typer.testing import Result

from infra.cli import backup_runner
from infra.cli.running import Running
from infra.errors import UserError
from infra.restore import state
from infra.restore.state import State

COPY = {"name": "look", "state": "running", "backup": "20261121-120000F", "point": "--latest", "made": 0.0, "bytes": 7}
LISTED = {"snapshots": [], "cold": [{"path": "c/main/7", "label": "20261121-120000F", "begun": 1795262400.0}]}
WAY = {"PGHOST": "/copies/look", "PGUSER": "restore_reader", "PGDATABASE": "postgres", "PGSERVICEFILE": ""}

Asked = list[Sequence[str]]

pytestmark = pytest.mark.usefixtures("up")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return what is asked of the container."""
    found: Asked = []
    answers: dict[str, Any] = {"list": {"copies": [COPY]}, "make": COPY, "open": WAY, "remove": {"copies": []}}

    def ask(_running: Running, _title: str, *arguments: str) -> dict[str, Any]:
        found.append(arguments)
        return answers[arguments[1]] if arguments[0] == "copy" else LISTED

    monkeypatch.setattr(backup_runner, "ask", ask)
    monkeypatch.setattr(backup_runner, "container", lambda _running: "novax-dev-backup")
    monkeypatch.setattr(state, "look", lambda _running: State("postgres-1", "7", 1, 0, ("novax", "postgres"), ""))
    return found


def test_a_copy_is_made_of_a_cold_one_where_the_container_is(novax: Callable[..., Result], asked: Asked) -> None:
    said = novax("restore", "--latest", "--into", "look", "--source", "cold")
    assert said.exit_code == 0, said.output
    assert asked[-1] == ("copy", "make", "--cold", "c/main/7", "--", "look")


def test_copies_are_listed_and_removed(novax: Callable[..., Result], asked: Asked) -> None:
    assert "look" in novax("restore", "list").stdout
    assert novax("restore", "remove", "look").exit_code == 0
    assert asked == [("copy", "list"), ("copy", "remove", "look")]


@pytest.mark.usefixtures("asked")
def test_psql_opens_the_copy_as_its_reader(novax: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[list[str], dict[str, str]]] = []

    def begin(_file: str, command: list[str], way: dict[str, str]) -> None:
        begun.append((command, way))

    monkeypatch.setattr(os, "execvpe", begin)
    assert novax("restore", "psql", "look", "--database", "livechat", "--", "-c", "select 1").exit_code == 0
    ((command, way),) = begun
    assert command[:3] == ["docker", "exec", "-i"]
    assert command[-4:] == ["novax-dev-backup", "psql", "-c", "select 1"]
    assert {name: way[name] for name in ("PGHOST", "PGUSER", "PGDATABASE")} == {
        "PGHOST": "/copies/look",
        "PGUSER": "restore_reader",
        "PGDATABASE": "livechat",
    }


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--into", "a", "--database", "novax"], "are four ways to restore"),
        (["--into", "a", "--source", "dump"], "--source dump goes with --database;"),
        (["--source", "cold"], "--source cold goes with --database and --into;"),
        (["--database", "novax", "--source", "dump", "--timeline", "1"], "--timeline and --as-of are for WAL"),
        (["--database", "shop", "--source", "dump"], "--database is 'shop'; allowed: livechat, novax"),
        (["--database", "novax", "--source", "dump"], "there is no daily dump of database novax"),
    ],
    ids=" ".join,
)
def test_what_does_not_go_together_is_refused_before_anything_is_asked_for(
    novax: Callable[..., Result], asked: Asked, options: list[str], sentence: str
) -> None:
    said = novax("restore", "--latest", *options)
    assert isinstance(said.exception, UserError)
    assert sentence in str(said.exception)
    assert not any(arguments[0] in ("copy", "give") for arguments in asked)
