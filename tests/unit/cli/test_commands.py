"""The command line as people meet it: help, exit codes, refusals."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from infra.cli.console import print_table
from infra.cli.main import make_app
from infra.errors import UserError
from infra.restore import state
from infra.restore.state import State

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


@pytest.fixture
def deployed(machine: SimpleNamespace) -> SimpleNamespace:
    """Return the machine with a stack `ci` that has two volumes."""
    machine.script(
        machine.pulumi, """case "$*" in *ls*) echo '[{"name": "ci"}]';; *export*) echo '{"deployment": {}}';; esac"""
    )
    machine.script(machine.docker, 'case "$*" in volume\\ ls*) echo data-1; echo data-2;; esac')
    return machine


def _removals(machine: SimpleNamespace) -> list[str]:
    """Return in their order the commands that take something away."""
    words = ("unprotect", "destroy", "stack rm", "volume rm")
    return [call for call in machine.calls if any(word in call for word in words)]


@pytest.mark.parametrize("answer", [["--yes"], []])
def test_down_with_volumes_deletes_data_and_then_the_state(deployed: SimpleNamespace, answer: list[str]) -> None:
    result = _novax("down", "-s", "ci", "--volumes", *answer, typed="ci\n")
    assert result.exit_code == 0, result.exception
    destroyed, removed, forgotten = _removals(deployed)
    assert "destroy" in destroyed
    assert "--exclude-protected" in destroyed
    assert removed == "docker volume rm data-1 data-2"
    assert forgotten.endswith("stack rm --yes --force --preserve-config ci")


@pytest.fixture
def copies(machine: SimpleNamespace) -> dict[Path, str]:
    """Return files that Pulumi keeps, with the stack that each is of; some are what a kill left."""
    store = machine.state / ".pulumi"
    names = ("stacks/novax/{}.json.bak", "stacks/novax/{}.json.bak.1f.tmp", "backups/novax/{0}/{0}.1.json")
    files = {store / name.format(stack): stack for stack in ("ci", "ci-2") for name in names}
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return files


@pytest.mark.parametrize("known", ['[{"name": "ci"}]', "[]"])
def test_down_with_volumes_leaves_no_earlier_state(
    deployed: SimpleNamespace, copies: dict[Path, str], known: str
) -> None:
    """Also where an earlier run was killed before the end."""
    answers = f"""case "$*" in *ls*) echo '{known}';; *export*) echo '{{"deployment": {{}}}}';; esac"""
    deployed.script(deployed.pulumi, answers)
    assert _novax("down", "-s", "ci", "--volumes", "--yes").exit_code == 0
    assert {stack for file, stack in copies.items() if file.exists()} == {"ci-2"}


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize(("volumes", "left"), [(["--volumes", "--yes"], False), ([], True)])
def test_down_with_volumes_forgets_a_restore_that_was_interrupted(volumes: list[str], left: bool) -> None:  # noqa: FBT001
    state.remember("ci", State("postgres-1", "777", 1, 0, (), ""))
    assert _novax("down", "-s", "ci", *volumes).exit_code == 0
    assert (state.recall("ci") is not None) is left


@pytest.mark.usefixtures("deployed")
def test_down_keeps_earlier_states(copies: dict[Path, str]) -> None:
    assert _novax("down", "-s", "ci").exit_code == 0
    assert all(file.exists() for file in copies)


def test_down_that_cannot_remove_volumes_keeps_the_state_with_their_secrets(deployed: SimpleNamespace) -> None:
    deployed.script(
        deployed.docker,
        'case "$*" in volume\\ ls*) echo data-1;; volume\\ rm*) echo "volume is in use" >&2; exit 1;; esac',
    )
    result = _novax("down", "-s", "ci", "--volumes", "--yes")
    assert "`docker volume` failed: volume is in use" in str(result.exception)
    assert not any("stack rm" in call for call in deployed.calls)


def test_down_keeps_what_is_protected(deployed: SimpleNamespace) -> None:
    assert _novax("down", "-s", "ci").exit_code == 0
    (destroyed,) = _removals(deployed)
    assert "--exclude-protected" in destroyed
    assert not any("volume" in call for call in deployed.calls)


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
