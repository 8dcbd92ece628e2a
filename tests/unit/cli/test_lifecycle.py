"""`novax up --start-empty`: what it takes, and how the program hears of it."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from infra.cli import digests, lifecycle, rules, stack, status
from infra.cli.main import make_app
from infra.errors import UserError
from infra.images import resolve
from infra.images.lock import Lock


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> None:
        """Stand in for what is there already."""

    def images(**_: object) -> Lock:
        return Lock(images={})

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


def test_pulumi_reads_the_stacks_file_and_the_images_as_they_were_at_the_beginning(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run may write both meanwhile."""
    before = machine.stack_file.read_text()

    def meddle(*_: object, **__: object) -> None:
        machine.stack_file.write_text(f"{before}    novax:packs: []\n")

    monkeypatch.setattr(lifecycle, "prepare", meddle)
    script = (
        f'echo "images: $(cat $NOVAX_IMAGE_LOCK)" >> {machine.folder}/calls\n'
        'while [ "$1" != --config-file ]; do shift; done\n'
        f"cat $2 > {machine.folder}/read"
    )
    machine.script(machine.pulumi, script)
    done = CliRunner().invoke(make_app(), ["up", "-s", "ci"])
    assert done.exit_code == 0, done.exception
    assert (machine.folder / "read").read_text() == before
    assert any(call.startswith("images: {") for call in machine.calls)


def test_a_file_that_changes_while_its_rules_are_checked_is_refused(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meddle(*_: object) -> None:
        machine.stack_file.write_text(f"{machine.stack_file.read_text()}    novax:packs: []\n")

    monkeypatch.setattr(rules, "refuse_violations", meddle)
    done = up(machine)
    assert str(done.exception) == (
        "Pulumi.ci.yaml was changed while it was being read; nothing was done; run this again"
    )
    assert machine.calls == []


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("prepare", "infra/a.py changed since this `novax up` began; nothing was deployed; run it again"),
        (
            "deployment",
            (
                "infra/a.py changed while stack ci was being deployed, so it may be partly of before and partly of "
                "after; run `novax up -s ci` again"
            ),
        ),
    ],
)
def test_code_that_is_edited_meanwhile_is_refused_before_the_deployment_and_told_after_it(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, at: str, sentence: str
) -> None:
    edited = {"prepare": False, "deployment": False}

    def code() -> dict[str, str]:
        return {"infra/a.py": str(edited[at]), "infra/b.py": "same"}

    def edit(moment: str) -> Callable[..., None]:
        return lambda *_, **__: edited.update({moment: True})

    monkeypatch.setattr(digests, "code", code)
    monkeypatch.setattr(lifecycle, "prepare", edit("prepare"))
    monkeypatch.setattr(stack, "run", edit("deployment"))
    done = up(machine)
    assert str(done.exception) == sentence
    assert edited["deployment"] is (at == "deployment")


def test_what_has_no_data_of_its_own_is_refused_before_anything_runs(machine: SimpleNamespace) -> None:
    done = up(machine, "--start-empty", "haproxy")
    assert isinstance(done.exception, UserError)
    assert str(done.exception).startswith("--start-empty is haproxy; allowed: minio, nats, postgres, ")
    assert machine.calls == []


def test_what_is_for_one_run_is_not_left_in_the_environment(machine: SimpleNamespace) -> None:
    up(machine, "--start-empty", "postgres")
    stack.query("stack")
    assert machine.calls[-1] == "empty: "
