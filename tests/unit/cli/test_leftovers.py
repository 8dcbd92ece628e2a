"""What an interrupted run left is put in order; what is alive or unknown is left alone."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra.cli import leftovers
from infra.errors import UserError

Wait = Callable[[Callable[[], bool]], None]

KNOWN, UNKNOWN = "a" * 64, "b" * 64


def _lock(machine: SimpleNamespace, pid: int, host: str) -> Path:
    folder = machine.state / ".pulumi/locks/organization/novax/ci"
    folder.mkdir(parents=True)
    content = {"pid": pid, "username": "me", "hostname": host, "timestamp": "2026-01-02T03:04:05.6Z"}
    file = folder / "one.json"
    file.write_text(json.dumps(content))
    return file


def test_without_a_lock_nothing_is_asked(machine: SimpleNamespace) -> None:
    leftovers.release_lock("ci")
    assert machine.calls == []


def test_the_lock_of_a_dead_process_is_removed(machine: SimpleNamespace) -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    lock = _lock(machine, process.pid, os.uname().nodename)
    leftovers.release_lock("ci")
    assert not lock.exists()


def test_the_lock_of_a_stack_that_is_forgotten_already_is_removed(machine: SimpleNamespace) -> None:
    machine.script(machine.pulumi, "echo \"error: no stack named 'ci' found\" >&2; exit 255")
    lock = _lock(machine, 2**22, os.uname().nodename)
    leftovers.release_lock("ci")
    assert list(lock.parent.iterdir()) == []


def test_the_lock_of_a_process_number_used_again_is_removed(machine: SimpleNamespace) -> None:
    lock = _lock(machine, os.getpid(), os.uname().nodename)
    leftovers.release_lock("ci")
    assert not lock.exists()


def test_the_lock_of_a_running_pulumi_stays(machine: SimpleNamespace, tmp_path: Path) -> None:
    with _running(tmp_path / "pulumi") as process:
        lock = _lock(machine, process.pid, os.uname().nodename)
        with pytest.raises(UserError, match=rf"is being worked on \(process {process.pid} of me"):
            leftovers.release_lock("ci")
        process.kill()
    assert lock.exists()


def test_the_lock_of_another_machine_stays(machine: SimpleNamespace) -> None:
    lock = _lock(machine, 1, "elsewhere")
    with pytest.raises(UserError, match=r"locked by another machine.*pulumi cancel -s ci"):
        leftovers.release_lock("ci")
    assert lock.exists()


def test_what_a_run_left_unrecorded_is_removed_but_no_volume(machine: SimpleNamespace) -> None:
    machine.script(machine.docker, f'case "$*" in *ls*|ps*) echo {KNOWN}; echo {UNKNOWN};; esac')
    leftovers.recover("ci", {"resources": [{"urn": "x", "id": KNOWN}, {"urn": "y"}]})
    assert [call for call in machine.calls if "rm" in call] == [
        f"docker rm --force {UNKNOWN}",
        f"docker network rm {UNKNOWN}",
    ]
    assert all("label=novax.stack=ci" in call for call in machine.calls if "--filter" in call)
    assert not any("volume" in call or "pulumi" in call for call in machine.calls)


def test_operations_of_unknown_outcome_are_refreshed_after_their_containers_are_removed(
    machine: SimpleNamespace,
) -> None:
    state = {"resources": [], "pending_operations": [{"type": "creating", "resource": {"urn": "urn::unknown"}}]}
    machine.script(machine.docker, f'case "$1" in ps) echo {UNKNOWN};; esac')
    leftovers.recover("ci", state)
    assert machine.calls[-2] == f"docker rm --force {UNKNOWN}"
    assert machine.calls[-1].startswith("pulumi refresh --yes --skip-preview --clear-pending-creates")


@pytest.mark.parametrize("resources", [[], [{"urn": "x", "id": "c" * 64}]])
def test_containers_of_another_state_are_left_alone(machine: SimpleNamespace, resources: list[dict[str, str]]) -> None:
    machine.script(machine.docker, f'case "$*" in *ls*|ps*) echo {UNKNOWN};; esac')
    with pytest.raises(UserError, match=r"does not know, so somebody else brought them up; `novax down -s ci`"):
        leftovers.recover("ci", {"resources": resources})
    assert not any("rm" in call for call in machine.calls)


def test_a_refusing_engine_is_a_sentence(machine: SimpleNamespace) -> None:
    machine.script(machine.docker, "echo 'Cannot connect' >&2; exit 1")
    with pytest.raises(UserError, match="`docker ps` failed: Cannot connect"):
        leftovers.remove_all("ci")


def test_plugins_whose_pulumi_is_gone_are_ended_and_others_left(tmp_path: Path, wait_for: Wait) -> None:
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
