"""`novax env`: what it prints works in a shell, and the passphrase is made once and kept."""

import json
import stat
import subprocess
import urllib.parse
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra import paths, surroundings
from infra.cli import environment
from infra.errors import UserError


def test_the_lines_survive_a_shell_whatever_the_folders_are_called(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    odd = tmp_path / "it's a $HOME `here`"
    monkeypatch.setenv("NOVAX_HOME", str(odd))
    environment.env(stack="ci")
    script = (
        capsys.readouterr().out + 'printf "%s\\n" "$PULUMI_HOME" "$PULUMI_STACK" "${PULUMI_CONFIG_PASSPHRASE-unset}"'
    )
    env = {"PATH": "/usr/bin:/bin", "PULUMI_CONFIG_PASSPHRASE": "another"}
    done = subprocess.run(["sh", "-eu", "-c", script], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{odd}/pulumi", "ci", "unset"]


def test_json_has_the_same_variables(capsys: pytest.CaptureFixture[str]) -> None:
    environment.env(json=True)
    values = json.loads(capsys.readouterr().out)
    assert values == environment.variables()
    assert "PULUMI_STACK" not in values


def test_our_programs_come_first_on_path_and_only_once(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = environment.variables()["PATH"]
    assert first.split(":")[1] == str(machine.pulumi.parent)
    monkeypatch.setenv("PATH", first)
    assert environment.variables()["PATH"] == first


def test_a_plain_destroy_keeps_what_is_protected() -> None:
    assert environment.variables()["PULUMI_OPTION_EXCLUDE_PROTECTED"] == "true"


def test_pulumi_keeps_no_logs_and_those_of_before_go(tmp_path: Path) -> None:
    logs = tmp_path / "home" / "pulumi" / "logs"
    logs.mkdir(parents=True)
    (logs / "pulumi.log").touch()
    environment.variables()
    assert logs.is_file()
    environment.variables()
    assert logs.is_file()


def test_the_passphrase_is_private_and_stays(tmp_path: Path) -> None:
    environment.variables()
    file = tmp_path / "home" / "passphrase"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_text()
    assert len(content) >= 40
    environment.variables()
    assert file.read_text() == content
    assert sorted(entry.name for entry in file.parent.iterdir()) == ["passphrase", "pulumi", "state"]


def test_a_lost_passphrase_is_not_replaced(machine: SimpleNamespace, tmp_path: Path) -> None:
    environment.variables()
    (machine.state / ".pulumi/stacks/novax").mkdir(parents=True)
    (machine.state / ".pulumi/stacks/novax/dev.json").write_text("{}")
    (tmp_path / "home" / "passphrase").unlink()
    with pytest.raises(UserError, match=r"passphrase is missing.*put it back from a backup"):
        environment.variables()
    assert not (tmp_path / "home" / "passphrase").exists()


@pytest.mark.parametrize("name", ["with space", "a#b", "50%25", "why?", "ü"])
def test_a_home_of_any_name_is_quoted_in_the_states_url(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("NOVAX_HOME", str(tmp_path / name))
    url = environment.variables()["PULUMI_BACKEND_URL"]
    assert urllib.parse.unquote(url) == f"file://{tmp_path / name}/state"
    assert not set(url) & set(" #?ü")
    assert paths.state() == tmp_path / name / "state"


def test_states_may_lie_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{tmp_path}/other%20place")
    assert environment.variables()["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/other%20place"
    assert paths.state() == tmp_path / "other place"
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://bucket")
    assert environment.variables()["PULUMI_BACKEND_URL"] == "s3://bucket"
    assert not paths.state_is_local()


def test_what_pulumi_would_take_is_unset_and_its_own_ports_have_no_proxy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(surroundings, "dropped", lambda: ("HELM_DRIVER", "PULUMI_OPTION_PARALLEL", "LS_COLORS"))
    monkeypatch.setenv("no_proxy", "example.com")
    environment.env()
    said = capsys.readouterr().out.splitlines()
    assert {"unset HELM_DRIVER", "unset PULUMI_OPTION_PARALLEL", "unset grpc_proxy"} <= set(said)
    assert "unset LS_COLORS" not in said
    assert "export no_proxy=example.com,localhost,127.0.0.1,::1" in said
