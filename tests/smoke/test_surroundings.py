"""Commands that connect give the same in odd surroundings as in plain ones."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra import paths
from infra.cli.running import Running
from tests.smoke import novax

pytestmark = pytest.mark.timeout(300)

ODD: Mapping[str, str] = {
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "grpc_proxy": "http://127.0.0.1:9",
    "no_grpc_proxy": "example.com",
    "AWS_PROFILE": "nobody",
    "AWS_ENDPOINT_URL": "https://192.0.2.1",
    "AWS_MAX_ATTEMPTS": "many",
    "PGHOSTADDR": "192.0.2.1",
    "PGSERVICE": "elsewhere",
    "PGREQUIREAUTH": "none",
    "PGGSSENCMODE": "require",
    "PGSSLMAXPROTOCOLVERSION": "TLSv1.1",
    "PGSSLCERT": "/etc/hostname",
    "PGOPTIONS": "-c default_transaction_read_only=on",
    "PYTHONIOENCODING": "latin-1",
    "PYTHONPATH": "/nonexistent",
    "PYTHONWARNINGS": "error",
    "HELM_DRIVER": "sql",
    "HELM_NAMESPACE": "elsewhere",
    "PULUMI_CONFIG_PASSPHRASE": "another",
    "PULUMI_STACK": "elsewhere",
    "LC_ALL": "C",
    "LANG": "tr_TR.ISO-8859-9",
    "TZ": "Pacific/Kiritimati",
}

COMMANDS: Mapping[str, tuple[tuple[str, ...], int]] = {
    "status": (("status",), 0),
    "credentials": (("credentials", "novax-app", "--field", "username"), 0),
    "psql": (("psql", "novax", "--", "-XAtc", "select current_user, current_setting('TimeZone')"), 0),
    "migrator": (("psql", "novax", "--role", "migrator", "--", "-XAtc", "select session_user"), 0),
    "db": (("db", "status", "novax"), 0),
    "drift": (("drift", "--json"), 0),
    "preview": (("preview",), 0),
    "backups": (("backup", "list"), 0),
    "events": (("events", "publish", "novax"), 0),
    "logs": (("logs", "nats", "--tail", "1"), 0),
}


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
    (command, *rest), _ = COMMANDS[name]
    # What follows two dashes is psql's.
    arguments = [command, "-s", running.stack, *rest]
    return subprocess.run([novax.PROGRAM, *arguments], env=environment, capture_output=True, check=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_connects_does_the_same(running: Running, odd: dict[str, str], name: str) -> None:
    done = ran(running, name, odd)
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == COMMANDS[name][1], said
    assert "Traceback" not in said


def test_a_prompt_asks_as_the_stacks_role_in_the_servers_time_zone(running: Running, odd: dict[str, str]) -> None:
    assert ran(running, "psql", odd).stdout.decode().strip() in {"novax_app|UTC", "novax_app|Etc/UTC"}


def test_the_home_of_the_surroundings_is_left_alone(odd: dict[str, str], running: Running) -> None:
    before = sorted(str(file) for file in Path(odd["HOME"]).rglob("*"))
    ran(running, "drift", odd)
    assert sorted(str(file) for file in Path(odd["HOME"]).rglob("*")) == before
