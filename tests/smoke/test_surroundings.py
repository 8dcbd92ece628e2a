"""Commands that connect give the same in odd surroundings as in plain ones."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra import paths
from infra.cli.running import Running
from tests.odd import ODD as COMMON
from tests.smoke import novax

pytestmark = pytest.mark.timeout(300)

ODD: Mapping[str, str] = {
    **COMMON,
    "https_proxy": "http://127.0.0.1:9",
    "AWS_ENDPOINT_URL": "https://192.0.2.1",
    "PULUMI_STACK": "elsewhere",
}

COMMANDS: Mapping[str, str] = {
    "status": "status -s {stack}",
    "credentials": "credentials novax-app --field username -s {stack}",
    "psql": "psql novax -s {stack} -- -XAtc 'select current_user, current_setting($$TimeZone$$)'",
    "migrator": "psql novax --role migrator -s {stack} -- -XAtc 'select session_user'",
    "db": "db status novax -s {stack}",
    "drift": "drift --json -s {stack}",
    "preview": "preview -s {stack}",
    "backups": "backup list -s {stack}",
    "events": "events publish novax -s {stack}",
    "logs": "logs nats --tail 1 -s {stack}",
}
"""What connects to a service, to the engine or to Pulumi, and changes nothing."""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment with all of it, and with a home full of files for clients of other servers."""
    home = tmp_path_factory.mktemp("home")
    files = {
        ".postgresql/postgresql.crt": "no certificate",
        ".postgresql/postgresql.key": "no key",
        ".postgresql/root.crl": "no list",
        ".pgpass": "*:*:*:*:wrong",
        ".aws/config": "[default]\nendpoint_url = https://192.0.2.1\nmax_attempts = many\n",
        ".aws/credentials": "[default]\naws_access_key_id = other\n",
    }
    for name, content in files.items():
        file = home / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content)
        file.chmod(0o600)
    kept = {name: os.environ[name] for name in ("PATH", "DOCKER_HOST") if name in os.environ}
    ours = {"NOVAX_HOME": str(paths.home()), "NOVAX_CACHE": str(paths.cache())}
    return {**kept, "HOME": str(home), **ours, **ODD}


def ran(running: Running, name: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    arguments = shlex.split(COMMANDS[name].format(stack=running.stack))
    return subprocess.run([novax.PROGRAM, *arguments], env=environment, capture_output=True, check=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_connects_does_the_same(running: Running, odd: dict[str, str], name: str) -> None:
    done = ran(running, name, odd)
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 0, said
    assert "Traceback" not in said


def test_a_prompt_asks_as_the_stacks_role_in_the_servers_time_zone(running: Running, odd: dict[str, str]) -> None:
    assert ran(running, "psql", odd).stdout.decode().strip() in {"novax_app|UTC", "novax_app|Etc/UTC"}


def test_the_home_of_the_surroundings_is_left_alone(odd: dict[str, str], running: Running) -> None:
    before = sorted(str(file) for file in Path(odd["HOME"]).rglob("*"))
    ran(running, "drift", odd)
    assert sorted(str(file) for file in Path(odd["HOME"]).rglob("*")) == before
