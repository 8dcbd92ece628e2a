"""`novax backup`: what it asks of the backup container, and how a person reads the answer."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from typer.testing import Result

from infra.cli import backup_runner
from infra.cli.running import Running
from infra.errors import UserError

LISTED: dict[str, Any] = {
    "archive": {"first": "000000010000000000000001", "last": "000000010000000000000009"},
    "backups": [
        {
            "label": "20261121-120000F",
            "kind": "full",
            "finished": 1795262400.0,
            "database_bytes": 3 * 2**20,
            "repository_bytes": 2**20,
            "faulty": False,
        }
    ],
    "snapshots": [{"database": "novax", "taken": 1795262400.0, "bytes": 2048}],
    "cold": [{"path": "20261101T050000Z/main/7", "label": "20261101-020000F", "begun": 1793498400.0}],
    "runs": [{"kind": "drill", "started": 1795262400.0, "seconds": None, "outcome": "running", "message": ""}],
}

Asked = list[Sequence[str]]


pytestmark = pytest.mark.usefixtures("up")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return what is asked of the container, which answers with the kind's record, or the list."""
    found: Asked = []

    def ask(_running: Running, _title: str, *arguments: str) -> dict[str, Any]:
        found.append(arguments)
        if arguments[0] == "list":
            return LISTED
        if arguments[0] == "expire":
            return {"backups": ["expire full backup 20261101-020000F"], "snapshots": ["snapshots/novax/x.dump.gpg"]}
        return {"kind": arguments[1], "facts": {"label": "20261121-120000F", "bytes": {"novax": 7}}}

    monkeypatch.setattr(backup_runner, "ask", ask)
    return found


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        (["backup"], ("run", "incremental")),
        (["backup", "--full"], ("run", "full")),
        (["backup", "verify"], ("run", "verify")),
        (["backup", "snapshot"], ("run", "snapshot")),
        (["backup", "cold"], ("run", "cold")),
        (["backup", "list"], ("list",)),
        (
            ["backup", "list", "--as-of", "2026-11-21T18:00:00+07:00"],
            ("list", "--as-of", "2026-11-21T11:00:00+00:00"),
        ),
        (["backup", "expire"], ("expire",)),
        (["backup", "expire", "--dry-run"], ("expire", "--dry-run")),
    ],
    ids=" ".join,
)
def test_a_command_asks_for_its_kind_of_run(
    novax: Callable[..., Result], asked: Asked, command: Sequence[str], arguments: Sequence[str]
) -> None:
    assert novax(*command).exit_code == 0
    assert asked == [arguments]


@pytest.mark.usefixtures("asked")
def test_facts_are_read_by_people(novax: Callable[..., Result]) -> None:
    said = novax("backup", "--full").stdout
    assert "20261121-120000F" in said
    assert "novax 7" in said


@pytest.mark.usefixtures("asked")
def test_the_list_shows_backups_snapshots_and_runs(novax: Callable[..., Result]) -> None:
    said = novax("backup", "list").stdout
    for part in ("20261121-120000F", "2026-11-21 12:00:00", "sound", "3.0", "2.0", "running"):
        assert part in said
    assert "WAL from 000000010000000000000001 to 000000010000000000000009" in said


@pytest.mark.usefixtures("asked")
def test_of_another_time_only_the_backups_are_shown(novax: Callable[..., Result]) -> None:
    said = novax("backup", "list", "--as-of", "2026-11-21 11:00:00").stdout
    assert "20261121-120000F" in said
    assert "Snapshots" not in said


@pytest.mark.usefixtures("asked")
def test_programs_get_the_answer_as_it_is(novax: Callable[..., Result]) -> None:
    assert json.loads(novax("backup", "list", "--json").stdout) == LISTED


def test_a_stack_without_archiving_has_no_backups(up: Running) -> None:
    with pytest.raises(UserError, match=r"takes no backups, because novax:postgres\.archive is false"):
        backup_runner.ask(up, "a backup", "list")


def program(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let a script stand in for the program of the backup container."""

    def container(_running: Running) -> str:
        return "novax-ci-backup"

    def command(*_: object, **__: object) -> list[str]:
        return ["sh", "-c", script]

    monkeypatch.setattr(backup_runner, "container", container)
    monkeypatch.setattr(backup_runner.inside, "command", command)


def test_what_a_run_waits_for_is_said_while_it_waits(
    up: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(backup_runner, "_LOOK_SECONDS", 0.05)
    program(monkeypatch, "echo 'waiting for the end of run full' >&2; sleep 0.5; echo '{}'")
    assert backup_runner.ask(up, "a backup", "run", "verify") == {}
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["  a backup ...", "  waiting for the end of run full"]
    assert lines[-1].startswith("  ✓ a backup")


def test_what_a_run_waited_for_is_not_why_it_failed(up: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, "echo 'no room' >&2; echo 'waiting for the end of run full' >&2; exit 1")
    with pytest.raises(UserError, match=r"^no room$"):
        backup_runner.ask(up, "a backup", "run", "verify")


def test_a_run_that_ends_without_a_word_is_a_sentence(up: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, "exit 3")
    with pytest.raises(UserError, match=r"a backup ended with exit code 3 and without a word: novax-ci-backup was"):
        backup_runner.ask(up, "a backup", "run", "verify")
