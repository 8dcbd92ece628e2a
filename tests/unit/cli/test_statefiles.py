"""Files of ours that end in the middle: each is told in a sentence with the way on, wherever it ends."""

import json
import shutil
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra import paths
from infra.cli import environment, leftovers, stack, statefiles
from infra.cli.plan_memory import recall as recall_plan
from infra.errors import UserError
from infra.images import lock
from infra.platforms import forwards
from infra.restore import state as restores
from infra.stackfile import read
from infra.toolchain import store

STATE = json.dumps({"version": 3, "checkpoint": {"stack": "organization/novax/ci", "latest": {"resources": [1, 2]}}})
LOCK = json.dumps({"pid": 1, "username": "me", "hostname": "elsewhere", "timestamp": "2026-01-02T03:04:05.6Z"})


def cuts(content: str) -> list[str]:
    """Return the content cut off at each of its bytes."""
    return [content[:end] for end in range(len(content))]


@pytest.fixture
def stacks(machine: SimpleNamespace) -> Path:
    environment.variables()
    folder = machine.state / ".pulumi" / "stacks" / "novax"
    folder.mkdir(parents=True)
    (machine.state / ".pulumi" / "meta.yaml").write_text("version: 1\n")
    for name in ("ci", "dev"):
        (folder / f"{name}.json").write_text(STATE)
        (folder / f"{name}.json.attrs").write_text("{}")
    machine.script(machine.pulumi, f"cat {folder}/whole")
    (folder / "whole").write_text('{"deployment": {}}')
    return folder


def test_a_state_that_is_cut_off_is_told_with_the_file_beside_it(stacks: Path) -> None:
    shutil.copy(stacks / "ci.json", stacks / "ci.json.bak")
    for content in cuts(STATE):
        (stacks / "ci.json").write_text(content)
        with pytest.raises(
            UserError, match=r"ci\.json, is damaged: it ends in the middle.*`cp .*ci\.json\.bak .*ci\.j"
        ):
            stack.state("ci")
        with pytest.raises(UserError, match="is damaged"):
            stack.outputs("ci")
    (stacks / "ci.json").write_text(STATE)
    assert stack.state("ci") == {}


def test_without_a_whole_one_beside_it_the_backup_of_the_home_is_the_way(stacks: Path) -> None:
    (stacks / "ci.json").write_text("")
    (stacks / "ci.json.bak").write_text("{")
    with pytest.raises(UserError, match="put it back from a backup of"):
        stack.state("ci")


def test_the_damaged_state_of_another_stack_is_of_no_concern(stacks: Path) -> None:
    (stacks / "dev.json").write_text("")
    assert stack.state("ci") == {}


def test_attributes_that_are_cut_off_can_go(stacks: Path) -> None:
    for content in cuts("{}"):
        (stacks / "ci.json.attrs").write_text(content)
        with pytest.raises(UserError, match=r"Pulumi does without it, so `rm .*ci\.json\.attrs`"):
            stack.state("ci")


def test_the_mark_of_the_folder_that_is_cut_off_is_told_with_what_it_should_say(stacks: Path) -> None:
    for content in cuts("version: 1"):
        (stacks.parents[1] / "meta.yaml").write_text(content)
        with pytest.raises(UserError, match=r"meta\.yaml is damaged: it should say `version: 1`"):
            stack.state("ci")


def test_a_lock_that_is_cut_off_is_told(machine: SimpleNamespace) -> None:
    folder = machine.state / ".pulumi/locks/organization/novax/ci"
    folder.mkdir(parents=True)
    for content in cuts(LOCK):
        (folder / "one.json").write_text(content)
        with pytest.raises(UserError, match=r"nobody can tell by whom; when no .* `rm .*one\.json`"):
            leftovers.release_lock("ci")
    assert machine.calls == []


def test_a_passphrase_that_is_cut_off_is_told() -> None:
    environment.variables()
    whole = paths.passphrase().read_text()
    for content in cuts(whole):
        paths.passphrase().write_text(content)
        with pytest.raises(UserError, match=rf"has {len(content)} of {len(whole)} characters; put it back"):
            environment.variables()


def test_a_lock_of_images_that_is_cut_off_is_told(tmp_path: Path) -> None:
    file = tmp_path / "images.json"
    for content in cuts(lock.Lock(images={}).model_dump_json()):
        file.write_text(content)
        with pytest.raises(UserError, match=r"image lock .*images\.json is damaged .*run `novax images`"):
            lock.load(file)


def test_a_stacks_file_that_is_cut_off_gives_a_sentence_or_is_another_one(machine: SimpleNamespace) -> None:
    whole = 'config:\n    novax:environment: "ci"\n    novax:packs: ["novax", "wira"]\n'
    for content in cuts(whole):
        machine.stack_file.write_text(content)
        assert stack.declared_environment("ci") in ("", "c", "ci")
        with suppress(UserError):
            read(machine.stack_file, "ci")


def test_what_can_be_made_anew_is(machine: SimpleNamespace) -> None:
    tool = machine.folder / "cache" / "tools" / "thing-1"
    tool.mkdir()
    record = '{"source": "build", "origin": "here", "tried": []}'
    plan = machine.folder / "cache" / "plans" / "ci.json"
    plan.parent.mkdir()
    kept = paths.home() / "forwards" / "ci.json"
    kept.parent.mkdir(parents=True)
    for content in cuts(record):
        (tool / store.RECORD).write_text(content)
        plan.write_text(content)
        kept.write_text(content)
        assert store.find("thing-1") is None
        assert recall_plan("ci", "x") is None
        forwards.end("ci")
        assert not kept.exists()

    def fill(_: Path) -> store.Record:
        return store.Record("build", "again")

    assert store.ensure("thing-1", fill) == (tool, store.Record("build", "again"))
    assert store.find("thing-1") == (tool, store.Record("build", "again"))


def test_a_restore_that_was_noted_half_is_told(machine: SimpleNamespace) -> None:
    del machine
    noted = restores.State("postgres-1", "7", 1, 2, ("novax",), "-D x")
    restores.remember("ci", noted)
    file = paths.home() / "restore" / "ci.json"
    whole = file.read_text()
    for content in cuts(whole):
        file.write_text(content)
        with pytest.raises(UserError, match="is damaged; remove it"):
            restores.recall("ci")


def test_a_sound_store_is_not_refused(stacks: Path) -> None:
    assert stacks.is_dir()
    statefiles.check("ci")
    statefiles.check("never-made")
