"""The command line as people meet it: help, exit codes, refusals."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from infra.cli.console import print_table
from infra.cli.main import make_app
from infra.errors import UserError

RUNNER = CliRunner()


def _novax(*arguments: str, typed: str = "") -> Result:
    return RUNNER.invoke(make_app(), arguments, input=typed)


def test_every_command_has_examples() -> None:
    commands = make_app().registered_commands
    assert len(commands) >= 5
    for command in commands:
        name = command.name or getattr(command.callback, "__name__", "")
        assert f"Examples:\n    novax {name}" in _novax(name, "--help").stdout.replace('eval "$(', "")


def test_the_help_page_loads_nothing_heavy() -> None:
    heavy = ("pulumi", "pydantic", "rich.table", "yaml", "requests", "psycopg")
    script = f"import sys, infra.cli.main as m; m.make_app(); print([n for n in {heavy!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_users_error_is_one_line_on_stderr_and_exit_code_1() -> None:
    script = "import sys; sys.argv = ['novax', 'down', '-s', 'nope']; from infra.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("novax: There is no stack 'nope'")
    assert len(done.stderr.splitlines()) == 1


def test_wrong_usage_is_exit_code_2() -> None:
    assert _novax("up", "--nope").exit_code == 2


def test_data_is_deleted_only_after_the_right_name(machine: SimpleNamespace) -> None:
    result = _novax("down", "-s", "ci", "--volumes", typed="dev\n")
    assert isinstance(result.exception, UserError)
    assert "nothing has been deleted" in str(result.exception)
    assert machine.calls == []


def test_yes_deletes_data_of_ci_only(machine: SimpleNamespace) -> None:
    machine.stack_file.write_text("config: {novax:environment: dev}\n")
    result = _novax("down", "-s", "ci", "--volumes", "--yes")
    assert "novax:environment is dev, allowed is ci" in str(result.exception)
    assert machine.calls == []


@pytest.mark.parametrize("answer", [["--yes"], []])
def test_down_with_volumes_deletes_stack_and_data(machine: SimpleNamespace, answer: list[str]) -> None:
    machine.script(
        machine.pulumi, """case "$*" in *ls*) echo '[{"name": "ci"}]';; *export*) echo '{"deployment": {}}';; esac"""
    )
    machine.script(machine.docker, 'case "$*" in volume\\ ls*) echo data-1; echo data-2;; esac')
    result = _novax("down", "-s", "ci", "--volumes", *answer, typed="ci\n")
    assert result.exit_code == 0, result.exception
    done = [
        call
        for call in machine.calls
        if any(word in call for word in ("unprotect", "destroy", "stack rm", "volume rm"))
    ]
    assert ["unprotect" in done[0], "destroy" in done[1], "stack rm" in done[2]] == [True, True, True]
    assert "--exclude-protected" not in done[1]
    assert "--preserve-config" in done[2]
    assert done[3] == "docker volume rm data-1 data-2"


def test_down_keeps_what_is_protected(machine: SimpleNamespace) -> None:
    machine.script(
        machine.pulumi, """case "$*" in *ls*) echo '[{"name": "ci"}]';; *export*) echo '{"deployment": {}}';; esac"""
    )
    assert _novax("down", "-s", "ci").exit_code == 0
    assert any("destroy" in call and "--exclude-protected" in call for call in machine.calls)
    assert not any("volume" in call or "unprotect" in call for call in machine.calls)


def test_down_of_a_stack_that_was_never_up_is_no_failure(machine: SimpleNamespace) -> None:
    machine.script(machine.pulumi, "echo \"error: no stack named 'ci' found\" >&2; exit 255")
    assert _novax("down", "-s", "ci", "--volumes", "--yes").exit_code == 0
    assert not any("destroy" in call for call in machine.calls)


def test_down_without_an_engine_is_a_sentence(machine: SimpleNamespace) -> None:
    machine.script(machine.docker, "echo 'Cannot connect' >&2; exit 1")
    assert "No Docker Engine answers" in str(_novax("down", "-s", "ci").exception)


def test_a_table_without_a_terminal_is_aligned_words(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name", "size"), [("postgres", "1 [MB]"), ("nats", "")], "Images")
    assert capsys.readouterr().out == "Images\nname      size\npostgres  1 [MB]\nnats\n"
