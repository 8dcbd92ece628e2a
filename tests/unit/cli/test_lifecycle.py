"""`novax up --start-empty`: what it takes, and how the program hears of it."""

from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from infra.cli import lifecycle, rules, stack, status
from infra.cli.main import make_app
from infra.errors import UserError
from infra.images import resolve


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> None:
        """Stand in for what is there already."""

    def images(**_: object) -> SimpleNamespace:
        return SimpleNamespace(images={})

    def healthy(*_: object, **__: object) -> bool:
        return True

    monkeypatch.setattr(rules, "refuse_violations", nothing)
    monkeypatch.setattr(lifecycle, "prepare", nothing)
    monkeypatch.setattr(lifecycle, "see_to_the_first_backup", nothing)
    monkeypatch.setattr(resolve, "resolve_all", images)
    monkeypatch.setattr(status, "print_status", healthy)


def up(machine: SimpleNamespace, *arguments: str) -> Result:
    machine.script(machine.pulumi, f'echo "empty: $NOVAX_START_EMPTY" >> {machine.folder}/calls')
    return CliRunner().invoke(make_app(), ["up", "-s", "ci", *arguments], catch_exceptions=True)


def test_the_program_is_told_by_a_variable_of_this_run(machine: SimpleNamespace) -> None:
    done = up(machine, "--start-empty", "postgres", "--start-empty", "nats")
    assert done.exit_code == 0, done.exception
    assert "empty: nats,postgres" in machine.calls


def test_without_the_option_nothing_begins_empty(machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOVAX_START_EMPTY", "postgres")
    assert up(machine).exit_code == 0
    assert "empty: " in machine.calls


def test_what_has_no_data_of_its_own_is_refused_before_anything_runs(machine: SimpleNamespace) -> None:
    done = up(machine, "--start-empty", "haproxy")
    assert isinstance(done.exception, UserError)
    assert str(done.exception).startswith("--start-empty is haproxy; allowed: minio, nats, postgres, ")
    assert machine.calls == []


def test_what_is_for_one_run_is_not_left_in_the_environment(machine: SimpleNamespace) -> None:
    up(machine, "--start-empty", "postgres")
    stack.query("stack")
    assert machine.calls[-1] == "empty: "
