"""`novax preview` as a command: exit codes, files written, refusals; Pulumi is a script that prints a recorded plan."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from infra.cli import lifecycle, mending, rules, stack
from infra.cli.main import make_app
from infra.drift.report import Finding
from infra.errors import UserError
from infra.paths import PROJECT
from infra.preview import revisions
from infra.preview.revisions import Rendered

PLANS = PROJECT / "tests" / "unit" / "preview" / "plans"


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def prepare(*_: object) -> None:
        """Stand in for the engine and tools that are there."""

    def checkout(stacks: tuple[str, ...]) -> dict[str, Rendered]:
        return {name: Rendered(()) for name in stacks}

    def nothing(*_: object) -> tuple[()]:
        return ()

    monkeypatch.setattr(lifecycle, "prepare", prepare)
    monkeypatch.setattr(revisions, "checkout", checkout)
    monkeypatch.setattr(rules, "violations", nothing)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the state know a password, and the component that it belongs to."""
    names = {"identity::password-x": False, "stash::password-x": True, "stash::databases": True}
    resources = [{"urn": f"urn:pulumi:ci::novax::{name}", "custom": custom} for name, custom in names.items()]

    def state(_: str) -> dict[str, object]:
        return {"resources": resources}

    monkeypatch.setattr(stack, "state", state)


def preview(machine: SimpleNamespace, plan: str, *arguments: str, status: int = 0) -> Result:
    machine.script(machine.pulumi, f"cat {PLANS / plan}.json; exit {status}")
    return CliRunner().invoke(make_app(), ["preview", "-s", "ci", *arguments])


@pytest.mark.parametrize(
    ("plan", "status", "code"), [("same", 0, 0), ("memory", 0, 2), ("volume_path", 0, 3), ("volume_name", 255, 3)]
)
def test_the_exit_code_tells_programs(machine: SimpleNamespace, plan: str, status: int, code: int) -> None:
    assert preview(machine, plan, status=status).exit_code == code


def test_data_may_be_put_at_risk_with_a_reason(machine: SimpleNamespace) -> None:
    done = preview(machine, "volume_path", "--allow", "archived on Friday")
    assert done.exit_code == 2
    assert "DATA AT RISK, allowed: archived on Friday" in done.stdout


@pytest.mark.usefixtures("known")
def test_the_plan_is_made_of_the_world_as_it_is(machine: SimpleNamespace) -> None:
    preview(machine, "same", "--replace", "password-x")
    (call,) = [call for call in machine.calls if call.startswith("pulumi preview ")]
    assert {"--refresh", "--json", "--replace", "urn:pulumi:ci::novax::stash::password-x"} <= set(call.split())


@pytest.mark.usefixtures("known")
def test_what_is_to_be_made_anew_has_to_be_there(machine: SimpleNamespace) -> None:
    done = preview(machine, "same", "--replace", "pasword-x")
    assert isinstance(done.exception, UserError)
    assert str(done.exception) == "--replace pasword-x names nothing of stack ci; near are password-x"
    assert not [call for call in machine.calls if call.startswith("pulumi preview ")]


def test_a_stack_that_keeps_all_rules_is_rendered_only_to_tell_of_changes(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []

    def checkout(stacks: tuple[str, ...]) -> dict[str, Rendered]:
        rendered.extend(stacks)
        return {name: Rendered(()) for name in stacks}

    monkeypatch.setattr(revisions, "checkout", checkout)
    for allowed, renderings in (("first", 1), ("second", 1)):
        assert preview(machine, "same", "--allow", allowed).exit_code == 0
        assert len(rendered) == renderings
    assert preview(machine, "memory").exit_code == 2
    assert len(rendered) == 2


def test_files_are_written(machine: SimpleNamespace, tmp_path: Path) -> None:
    files = {name: tmp_path / "evidence" / f"{name}.out" for name in ("markdown", "json", "summary")}
    options = [part for name, file in files.items() for part in (f"--{name}", str(file))]
    for _ in range(2):
        assert preview(machine, "memory", *options).exit_code == 2
    assert files["markdown"].read_text().startswith("<!-- novax-preview:ci -->")
    assert json.loads(files["json"].read_text())["counts"] == {"update": 2}
    # A job's summary is appended to.
    assert files["summary"].read_text().count("<!-- novax-preview:ci -->") == 2


def test_a_plan_that_fails_is_a_sentence_without_secrets(machine: SimpleNamespace) -> None:
    said = {"diagnostics": [{"severity": "error", "message": "error: password=pl4nted-V4lue refused"}]}
    machine.script(machine.pulumi, f"echo '{json.dumps(said)}'; exit 255")
    done = CliRunner().invoke(make_app(), ["preview", "-s", "ci"])
    assert str(done.exception) == "stack ci cannot be planned: password=[masked] refused"


def test_an_answer_that_is_no_plan_is_a_sentence(machine: SimpleNamespace) -> None:
    machine.script(machine.pulumi, "echo 'error: no passphrase' >&2; exit 255")
    done = CliRunner().invoke(make_app(), ["preview", "-s", "ci"])
    assert str(done.exception) == "pulumi preview of stack ci failed: error: no passphrase"


@pytest.mark.parametrize("arguments", [("--offline",), ("--base", "HEAD")])
def test_half_an_offline_preview_is_refused(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(make_app(), ["preview", *arguments])
    assert str(done.exception).startswith("--offline and --base go together")


def plans(machine: SimpleNamespace) -> int:
    return len([call for call in machine.calls if call.startswith("pulumi preview ")])


def test_a_plan_without_changes_is_made_once_while_nothing_changes(machine: SimpleNamespace) -> None:
    first = preview(machine, "same")
    second = preview(machine, "same")
    assert (second.exit_code, second.stdout, plans(machine)) == (0, first.stdout, 1)
    assert "nothing that it was made of has changed since" in second.stderr
    machine.stack_file.write_text(f"{machine.stack_file.read_text()}    novax:packs: [novax]\n")
    preview(machine, "same")
    assert plans(machine) == 2


@pytest.mark.usefixtures("known")
def test_what_was_changed_by_hand_is_announced_though_a_plan_without_changes_is_remembered(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_hand(*_: object) -> tuple[Finding, ...]:
        return (Finding(area="roles", subject="role novax_app", message="was changed by hand: x", hook="databases"),)

    preview(machine, "same")
    monkeypatch.setattr(mending, "changes", by_hand)
    said = " ".join(preview(machine, "same").stdout.split())
    assert "role novax_app: was changed by hand: x; the next `novax up` brings it back" in said
    assert plans(machine) == 2
    (call,) = [call for call in machine.calls if "--replace" in call]
    assert "urn:pulumi:ci::novax::stash::databases" in call


@pytest.mark.parametrize("plan", ["memory", "volume_path"])
def test_a_plan_with_changes_is_made_each_time(machine: SimpleNamespace, plan: str) -> None:
    for _ in range(2):
        preview(machine, plan)
    assert plans(machine) == 2


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("options", [("--replace", "password-x"), ("--allow", "archived")])
def test_a_plan_that_was_asked_for_otherwise_is_made_each_time(
    machine: SimpleNamespace, options: tuple[str, str]
) -> None:
    preview(machine, "same")
    preview(machine, "same", *options)
    assert plans(machine) == 2
