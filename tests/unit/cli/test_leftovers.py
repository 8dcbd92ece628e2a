"""What an interrupted run left is put in order; what is alive or unknown is left alone."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.cli import leftovers
from infra.errors import UserError

Wait = Callable[[Callable[[], bool]], None]

KNOWN, UNKNOWN = "a" * 64, "b" * 64


def _lock(machine: Any, pid: int, host: str) -> None:
    folder = machine.state / ".pulumi/locks/organization/novax/ci"
    folder.mkdir(parents=True)
    content = {"pid": pid, "username": "me", "hostname": host, "timestamp": "2026-01-02T03:04:05.6Z"}
    (folder / "one.json").write_text(json.dumps(content))


def test_without_a_lock_nothing_is_asked(machine: Any) -> None:
    leftovers.release_lock("ci")
    assert machine.calls == []


def test_the_lock_of_a_dead_process_is_removed(machine: Any) -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    _lock(machine, process.pid, os.uname().nodename)
    leftovers.release_lock("ci")
    assert machine.calls[0].endswith("cancel --yes --stack ci")


def test_the_lock_of_a_process_number_used_again_is_removed(machine: Any) -> None:
    _lock(machine, os.getpid(), os.uname().nodename)
    leftovers.release_lock("ci")
    assert len(machine.calls) == 1


def test_the_lock_of_a_running_pulumi_stays(machine: Any, tmp_path: Path) -> None:
    with _running(tmp_path / "pulumi") as process:
        _lock(machine, process.pid, os.uname().nodename)
        with pytest.raises(UserError, match=rf"is being worked on \(process {process.pid} of me"):
            leftovers.release_lock("ci")
        process.kill()
    assert machine.calls == []


def test_the_lock_of_another_machine_stays(machine: Any) -> None:
    _lock(machine, 1, "elsewhere")
    with pytest.raises(UserError, match="locked by another machine.*pulumi cancel -s ci"):
        leftovers.release_lock("ci")


def test_containers_and_networks_that_the_state_does_not_know_are_removed_but_no_volume(machine: Any) -> None:
    machine.script(machine.docker, f'case "$*" in *ls*|ps*) echo {KNOWN}; echo {UNKNOWN};; esac')
    leftovers.remove_unrecorded("ci", [{"urn": "x", "id": KNOWN}, {"urn": "y"}])
    assert [call for call in machine.calls if "rm" in call] == [
        f"docker rm --force {UNKNOWN}",
        f"docker network rm {UNKNOWN}",
    ]
    assert all("label=novax.stack=ci" in call for call in machine.calls if "--filter" in call)
    assert not any("volume" in call for call in machine.calls)


def test_an_interrupted_run_is_cleaned_up_and_refreshed(machine: Any) -> None:
    state = {
        "resources": [{"urn": "urn::known", "id": KNOWN}],
        "pending_operations": [{"type": "creating", "resource": {"urn": "urn::unknown"}}],
    }
    _pulumi_with(machine, state)
    machine.script(machine.docker, f'case "$1" in ps) echo {UNKNOWN};; esac')
    leftovers.recover("ci")
    assert f"docker rm --force {UNKNOWN}" in machine.calls
    assert machine.calls[-1].startswith("pulumi refresh --yes --skip-preview --clear-pending-creates")


def test_after_a_run_that_ended_only_containers_that_never_started_are_removed(machine: Any) -> None:
    _pulumi_with(machine, {"resources": []})
    machine.script(machine.docker, f'case "$*" in *status=created*) echo {UNKNOWN};; esac')
    leftovers.recover("ci")
    assert machine.calls[-1] == f"docker rm --force {UNKNOWN}"


def test_a_refusing_engine_is_a_sentence(machine: Any) -> None:
    machine.script(machine.docker, "echo 'Cannot connect' >&2; exit 1")
    with pytest.raises(UserError, match="docker ps --all failed: Cannot connect"):
        leftovers.remove_unrecorded("ci", [])


def test_plugins_whose_pulumi_is_gone_are_ended_and_others_left(machine: Any, tmp_path: Path, wait_for: Wait) -> None:
    ours = tmp_path / "cache" / "tools" / "x" / "pulumi-resource-x"
    ours.parent.mkdir()
    foreign = tmp_path / "pulumi-resource-y"
    # A shell with this name stands for a running Pulumi, and its child for a plugin in use.
    shell = tmp_path / "pulumi"
    shutil.copy("/bin/sh", shell)
    in_use = subprocess.Popen([shell, "-c", f"cp /bin/sleep {ours}; {ours} 60 & echo $!; wait"], stdout=subprocess.PIPE)
    with in_use, _running(foreign) as other:
        assert in_use.stdout
        child = int(in_use.stdout.readline())
        wait_for(lambda: _name(child) == ours.name)
        with subprocess.Popen([ours, "60"]) as orphan:
            wait_for(lambda: _name(orphan.pid) == ours.name)
            leftovers.end_orphaned_processes()
            assert orphan.wait(5) == -15
        assert _name(child) == ours.name
        assert other.poll() is None
        os.kill(child, 9)
        other.kill()


def _running(program: Path) -> "subprocess.Popen[bytes]":
    shutil.copy("/bin/sleep", program)
    return subprocess.Popen([program, "60"])


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/exe").readlink().name


def _pulumi_with(machine: Any, state: dict[str, Any]) -> None:
    export = json.dumps({"deployment": state})
    machine.script(
        machine.pulumi, f"""case "$*" in *ls*) echo '[{{"name": "ci"}}]';; *export*) echo '{export}';; esac"""
    )
