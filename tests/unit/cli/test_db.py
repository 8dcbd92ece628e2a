"""`novax db`: help, and what it asks before it undoes anything; the rest needs a server."""

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from infra.cli import pack_database
from infra.cli.main import make_app
from infra.errors import UserError
from infra.migrations import runs
from infra.packs import Pack

RUNNER = CliRunner()


def _novax(*arguments: str, typed: str = "") -> Result:
    return RUNNER.invoke(make_app(), ["db", *arguments], input=typed)


@pytest.fixture(autouse=True)
def undone(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for a stack whose pack has one migration applied, and return what a rollback undid."""
    found: list[str] = []
    last = SimpleNamespace(file="0001_create_things.sql", path=Path("0001_create_things.sql"))
    database = SimpleNamespace(
        pack=Pack(name="shop", description="A product"), migrator=SimpleNamespace(connect=nullcontext)
    )

    def rollback(*_: object) -> None:
        found.append(last.file)

    def open_pack(*_: object) -> SimpleNamespace:
        return database

    def last_applied(*_: object) -> SimpleNamespace:
        return last

    monkeypatch.setattr(pack_database, "open_pack", open_pack)
    monkeypatch.setattr(runs, "last_applied", last_applied)
    monkeypatch.setattr(runs, "rollback", rollback)
    return found


@pytest.mark.parametrize("command", ["status", "up", "rollback", "drift", "dump"])
def test_every_command_has_examples(command: str) -> None:
    assert f"Examples:\n    novax db {command}" in _novax(command, "--help").stdout


def test_nothing_is_undone_without_the_pack_s_name(undone: list[str]) -> None:
    result = _novax("rollback", "shop", "-s", "ci", typed="yes\n")
    assert "0001_create_things.sql in database shop of stack ci" in result.stdout
    assert isinstance(result.exception, UserError)
    assert "nothing has been undone" in str(result.exception)
    assert undone == []


def test_the_pack_s_name_undoes_the_last_file(undone: list[str]) -> None:
    assert _novax("rollback", "shop", "-s", "ci", typed="shop\n").exit_code == 0
    assert undone == ["0001_create_things.sql"]


def test_yes_undoes_on_ci_alone(undone: list[str], machine: SimpleNamespace) -> None:
    assert _novax("rollback", "shop", "-s", "ci", "--yes").exit_code == 0
    machine.stack_file.write_text("config: {novax:environment: dev}\n")
    assert "novax:environment is dev, allowed is ci" in str(_novax("rollback", "shop", "-s", "ci", "--yes").exception)
    assert undone == ["0001_create_things.sql"]
