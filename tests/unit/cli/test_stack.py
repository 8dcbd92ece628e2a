"""Running Pulumi: the committed file stays clean, failures are sentences, interrupts arrive."""

import json
import signal
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from infra.cli import environment, stack
from infra.errors import UserError

SALT = "encryptionsalt: v1:abc=:v1:def:ghi\n"
REFORMATTED = "# differences only\nconfig:\n  novax:environment: ci\n"

Wait = Callable[[Callable[[], bool]], None]


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("# c\nconfig:\n    a: 1\n", f"# c\nconfig:\n  a: 1\n{SALT}", True),
        ("config: {a: 1}\n", f"config: {{a: 2}}\n{SALT}", False),
        (f"config: {{a: 1}}\n{SALT}", f"config: {{a: 1}}\n{SALT}# new\n", False),
        ("config: {a: 1}\n", "config:\n  a: 1\n", False),
        ("", SALT, True),
    ],
)
def test_only_an_added_salt_is_taken_back(machine: SimpleNamespace, before: str, after: str, *, kept: bool) -> None:
    machine.stack_file.write_text(before)
    with stack.config_kept("ci"):
        machine.stack_file.write_text(after)
    assert machine.stack_file.read_text() == (before if kept else after)


def test_the_salt_is_taken_back_after_a_failure_too(machine: SimpleNamespace) -> None:
    before = machine.stack_file.read_bytes()
    machine.script(machine.pulumi, f"printf '{REFORMATTED}{SALT}' > {machine.stack_file}; exit 1")
    with pytest.raises(UserError, match="pulumi up of stack ci failed"):
        stack.run("ci", "up", "--yes")
    assert machine.stack_file.read_bytes() == before
    assert machine.calls[0].startswith("pulumi up --yes --stack ci --cwd ")


_SAID = """\
Updating (ci):

 ~  docker:index:Container nats refreshing (0s)
 ~  docker:index:Container nats refresh (0.02s)
 ~  docker:index:Container relay refresh (0.02s) [diff: ~memory]
    pulumi:index:Stash password-nats-admin
 ~  docker:index:Container redis-1 refreshing (3s) warning: it is old
 +- docker:index:Container relay creating replacement (0s)
    docker:index:Container redis-1 warning: it is old
Resources:
    1 to replace, 138 unchanged
"""


def test_off_a_terminal_what_stays_as_it_is_is_not_told(
    machine: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    (machine.folder / "said").write_text(_SAID)
    machine.script(machine.pulumi, f"cat {machine.folder / 'said'}")
    stack.run("ci", "up", "--yes")
    assert capsys.readouterr().out.splitlines() == [
        "Updating (ci):",
        "",
        " ~  docker:index:Container relay refresh (0.02s) [diff: ~memory]",
        " ~  docker:index:Container redis-1 refreshing (3s) warning: it is old",
        " +- docker:index:Container relay creating replacement (0s)",
        "    docker:index:Container redis-1 warning: it is old",
        "Resources:",
        "    1 to replace, 138 unchanged",
    ]


def test_a_stack_without_a_file_is_refused_with_those_that_have_one(machine: SimpleNamespace) -> None:
    with pytest.raises(UserError, match="There is no stack 'cl'; allowed are ci"):
        stack.run("cl", "up")
    assert machine.calls == []


def test_a_refused_question_has_pulumis_reason(machine: SimpleNamespace) -> None:
    machine.script(machine.pulumi, "echo 'error: no stack named ci found' >&2; exit 255")
    with pytest.raises(UserError, match="pulumi stack output failed: error: no stack named ci found"):
        stack.outputs("ci")


def test_a_stack_before_its_first_up_has_no_state(machine: SimpleNamespace) -> None:
    machine.script(machine.pulumi, "echo \"error: no stack named 'ci' found\" >&2; exit 255")
    assert stack.state("ci") is None
    assert len(machine.calls) == 1


def test_what_is_no_yaml_has_no_environment(machine: SimpleNamespace) -> None:
    for content in ("config: {novax:env", "config: [", "- a", "config: a"):
        machine.stack_file.write_text(content)
        assert not stack.declared_environment("ci")


RESOURCES = (
    "password-postgres-novax-app",
    "account-minio-novax",
    "password-minio-novax",
    "password-wira-data-key",
    "tls-nats",
)


@pytest.fixture
def deployed(machine: SimpleNamespace) -> None:
    known = [{"urn": f"urn::{name}", "custom": True} for name in RESOURCES]
    (machine.folder / "state.json").write_text(json.dumps({"deployment": {"resources": known}}))
    machine.script(machine.pulumi, f"cat {machine.folder}/state.json")


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize(
    ("name", "resources"),
    [
        ("novax-app", ["password-postgres-novax-app"]),
        ("novax-minio", ["account-minio-novax", "password-minio-novax"]),
        ("wira-data-key", ["password-wira-data-key"]),
        ("tls-nats", ["tls-nats"]),
    ],
)
def test_what_is_made_anew_goes_by_the_name_of_its_credentials(name: str, resources: list[str]) -> None:
    arguments = stack.replacing("ci", [name], ("novax", "wira"))
    assert arguments == [part for one in resources for part in ("--replace", f"urn::{one}")]


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("password-postgres-novax-app", "is of the account novax-app; write --replace novax-app"),
        ("account-minio-novax", "is of the account novax-minio; write --replace novax-minio"),
        ("novax-ap", "names nothing of stack ci; near are novax-app"),
    ],
)
def test_another_name_is_told_with_the_right_one(name: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        stack.replacing("ci", [name], ("novax", "wira"))


def test_the_program_is_this_checkout_s_whatever_is_installed(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = machine.folder / "seen"
    machine.script(machine.pulumi, f'echo "$PYTHONPATH" > {seen}')
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    stack.run("ci", "up")
    assert seen.read_text() == f"{stack.paths.PROJECT}\n"


def test_what_novax_sets_counts_where_the_shell_has_it_already(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a shell where `novax env` was evaluated they are there, and are dropped like all that nobody lists."""
    seen = machine.folder / "seen"
    machine.script(machine.pulumi, f'echo "$PULUMI_CONFIG_PASSPHRASE_FILE $PULUMI_OPTION_PARALLEL" > {seen}')
    for name in ("PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_OPTION_PARALLEL"):
        monkeypatch.setenv(name, "the shell's")
    monkeypatch.setattr(environment, "unset", lambda: ("PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_OPTION_PARALLEL"))
    stack.run("ci", "up")
    assert seen.read_text() == f"{stack.paths.passphrase()} \n"


def test_a_request_to_terminate_reaches_pulumi_as_an_interrupt(machine: SimpleNamespace, wait_for: Wait) -> None:
    ended = machine.folder / "ended"
    ready = machine.folder / "ready"
    machine.script(
        machine.pulumi,
        f"trap 'echo interrupted > {ended}; exit 1' INT; touch {ready}; for i in $(seq 100); do sleep 0.05; done",
    )

    def terminate() -> None:
        wait_for(ready.exists)
        # The main thread waits for Pulumi, and only a signal that it takes itself wakes it. Sent to the process, the
        # second of two at once goes to any other thread, which tests before this one may have left.
        main = threading.main_thread().ident
        assert main is not None
        signal.pthread_kill(main, signal.SIGINT)
        signal.pthread_kill(main, signal.SIGTERM)

    thread = threading.Thread(target=terminate)
    thread.start()
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(UserError, match="failed or was stopped"):
        stack.run("ci", "up")
    thread.join()
    assert ended.read_text() == "interrupted\n"
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize(
    ("content", "name"), [("config: {novax:environment: dev}", "dev"), ("config: {}", ""), ("", ""), ("config:", "")]
)
def test_the_environment_is_read_from_the_file(machine: SimpleNamespace, content: str, name: str) -> None:
    machine.stack_file.write_text(content)
    assert stack.declared_environment("ci") == name
