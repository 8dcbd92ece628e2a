"""No secret of the stack is readable where it has no business: Docker's metadata, command lines, logs, the state."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote

import pytest

from infra.cli import stack as stacks
from infra.cli.running import Running
from infra.specs import ServiceSpec
from infra.toolchain.engine import docker
from tests.smoke import engine

SHORTEST = 16
"""Shorter values would match ordinary words; every generated secret is longer."""

_STASH = "pulumi:index:Stash"
_PUBLIC = "-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True)
class Secrets:
    """Every form of every secret, with the name of what it belongs to; shown nowhere, a failing test included."""

    forms: Mapping[str, str] = field(repr=False)

    def in_text(self, text: str) -> set[str]:
        """Return the names of the secrets that a text holds in any form."""
        return {name for form, name in self.forms.items() if form in text}


@pytest.fixture(scope="module")
def secrets(running: Running) -> Secrets:
    """Return every secret that the state keeps, and those of the outputs."""
    export = stacks.query("stack", "export", "--show-secrets", "--stack", running.stack)
    found = {account.password: account.name for account in running.accounts.values()}
    for resource in json.loads(export)["deployment"]["resources"]:
        if resource["type"] == _STASH:
            texts = list(_secret_texts(resource.get("outputs")))
            # A key file's last line has nothing but the public half, which the certificate shows as well.
            public = "".join(text for text in texts if text.startswith(_PUBLIC))
            secret = [line for text in texts if text not in public for line in _lines(text) if line not in public]
            found |= {text: resource["urn"].split("::")[-1] for text in secret if len(text) >= SHORTEST}
    return Secrets({form: name for text, name in found.items() for form in _forms(text)})


def test_every_account_has_a_password_of_its_own(running: Running) -> None:
    passwords = [account.password for account in running.accounts.values()]
    assert len(set(passwords)) == len(passwords)
    assert min(map(len, passwords)) >= SHORTEST


def test_the_state_keeps_passwords_and_keys(secrets: Secrets) -> None:
    """Guard against a search that finds nothing because it searches for nothing."""
    names = set(secrets.forms.values())
    assert {"ca", "password-postgres-superuser", "password-backup-cipher", "tls-postgres-1"} <= names


@pytest.mark.engine
def test_docker_shows_no_secret_of_any_container(running: Running, secrets: Secrets) -> None:
    for name, facts in engine.containers(running.stack).items():
        assert secrets.in_text(json.dumps(facts)) == set(), name


@pytest.mark.engine
def test_no_image_holds_a_secret(running: Running, secrets: Secrets) -> None:
    images = {facts["Image"] for facts in engine.containers(running.stack).values()}
    for image in engine.inspect("image", sorted(images)):
        history = docker("history", "--no-trunc", "--format", "{{json .}}", image["Id"])
        assert secrets.in_text(json.dumps(image) + history) == set(), image["RepoTags"]


@pytest.mark.engine
def test_volumes_and_networks_are_not_labelled_with_secrets(running: Running, secrets: Secrets) -> None:
    for kind in ("volume", "network"):
        names = docker(kind, "ls", "--quiet", "--filter", f"label=novax.stack={running.stack}").split()
        assert names
        assert secrets.in_text(json.dumps(engine.inspect(kind, names))) == set(), kind


def test_no_command_line_has_a_secret(running: Running, specs: Mapping[str, ServiceSpec], secrets: Secrets) -> None:
    for service in specs:
        for member, container in running.services[service].members.items():
            assert secrets.in_text(engine.output(container, "ps -eo args=")) == set(), member


def test_no_log_has_a_secret(running: Running, secrets: Secrets) -> None:
    for member, container in running.members.items():
        assert secrets.in_text(engine.log(container)) == set(), member


def test_the_exported_state_has_no_clear_text_secret(running: Running, secrets: Secrets) -> None:
    assert secrets.in_text(stacks.query("stack", "export", "--stack", running.stack)) == set()


def test_outputs_are_masked_unless_asked_for(running: Running, secrets: Secrets) -> None:
    assert secrets.in_text(stacks.query("stack", "output", "--json", "--stack", running.stack)) == set()


def _secret_texts(value: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON
    """Yield what is secret in a resource: its secret values, text by text."""
    if isinstance(value, dict):
        mapping = cast("dict[str, Any]", value)
        # How a secret is written: its value is JSON in a string.
        if "plaintext" in mapping:
            yield from _texts(json.loads(mapping["plaintext"]))
        else:
            for item in mapping.values():
                yield from _secret_texts(item)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON
    """Yield passwords, keys and certificates, each whole."""
    if isinstance(value, dict):
        for item in cast("dict[str, Any]", value).values():
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("-----")]


def _forms(text: str) -> Iterator[str]:
    """Yield a text as it is, quoted for a URL, in hexadecimal, and in base64 at each of the three alignments."""
    yield text
    yield quote(text, safe="")
    yield text.encode().hex()
    for before in range(3):
        # The characters at both ends also depend on what stands beside the text.
        encoded = base64.b64encode(b"\0" * before + text.encode()).decode().rstrip("=")
        yield encoded[before + 1 if before else 0 : -2]
