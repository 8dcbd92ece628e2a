"""Somebody who reads what the stack says of itself: outputs, commands, Docker's metadata, logs."""

import json
from collections.abc import Mapping

import pytest

from infra.cli import stack as stacks
from infra.cli.running import Running
from tests.attack.strangers.tries import Tries, attack, found
from tests.smoke import engine, novax
from tests.smoke.engine import docker


@pytest.fixture(scope="module")
def secrets(running: Running) -> Mapping[str, str]:
    """Return the names of all accounts and data keys by their secrets."""
    return {account.password: account.name for account in running.accounts.values()} | {
        key: name for name, key in running.keys.items()
    }


@attack("somebody who may read the stack's outputs", "a password, by a command that is not for that")
def test_commands(running: Running, secrets: Mapping[str, str], tries: Tries) -> None:
    for command in ("status", "credentials", "images", "doctor"):
        options = () if command in {"images", "doctor"} else ("-s", running.stack)
        tries.note(command, [secrets[one] for one in found(secrets, novax.run(command, *options))])
    for options in (("output", "--json"), ("output",), ("export",)):
        tries.note(
            " ".join(options),
            [secrets[one] for one in found(secrets, stacks.query("stack", *options, "--stack", running.stack))],
        )
    shown = stacks.query("stack", "output", "--json", "--show-secrets", "--stack", running.stack)
    assert found(secrets, shown), "the look finds nothing where everything is"


@attack(
    "somebody who may look at the engine, or read logs",
    "a password in a label, variable, command line or line of a log",
)
def test_what_lies_about(running: Running, secrets: Mapping[str, str], tries: Tries) -> None:
    for member, container in running.members.items():
        tries.note(f"{member}: log", [secrets[one] for one in found(secrets, engine.log(container))])
        tries.note(
            f"{member}: command lines",
            [secrets[one] for one in found(secrets, engine.output(container, "ps -eo args="))],
        )
    if not running.cluster:
        for name, facts in engine.containers(running.stack).items():
            tries.note(f"{name}: metadata", [secrets[one] for one in found(secrets, json.dumps(facts))])
            history = docker("history", "--no-trunc", "--format", "{{json .}}", facts["Image"])
            tries.note(f"{name}: image", [secrets[one] for one in found(secrets, history)])
