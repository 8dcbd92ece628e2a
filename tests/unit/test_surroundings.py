"""What of a user's environment and home reaches the platform's clients: what docs/environment.md lists, and no more."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from infra import paths, surroundings
from tests.odd import ODD as COMMON

if TYPE_CHECKING:
    from tests.unit.conftest import Program

ODD: Mapping[str, str] = {
    **COMMON,
    "ALL_PROXY": "socks5://127.0.0.1:9",
    "AWS_ENDPOINT_URL": "https://elsewhere.example",
    "AWS_CA_BUNDLE": "/nonexistent/bundle",
    "PGPASSFILE": "/etc/hostname",
    "PGTZ": "Asia/Tokyo",
    "PGCLIENTENCODING": "latin1",
    "PULUMI_OPTION_PARALLEL": "1",
}
"""Variables that broke a command once, or could."""

LOOK = """\
import json, os, sys, time, urllib.request
from psycopg import pq
from infra.hooks.s3 import s3_client
FAMILIES = ("PG", "PYTHON", "HELM_", "PULUMI_", "LANG", "TZ")
store = s3_client("https://127.0.0.1:9000", "user", "password", "/nonexistent/ca", seconds=1)
def main():
    libpq = {one.keyword.decode(): (one.val or b"").decode() for one in pq.Conninfo.get_defaults()}
    print(json.dumps({
        "libpq": {name: value for name, value in libpq.items() if name not in ("user",)},
        "store": [store.meta.endpoint_url, repr(store.meta.config.retries), repr(store.meta.config.proxies)],
        "proxied": not urllib.request.proxy_bypass("127.0.0.1"),
        "no_proxy": [os.environ["no_proxy"], os.environ["NO_PROXY"]],
        "grpc": [os.environ.get("grpc_proxy"), os.environ.get("no_grpc_proxy")],
        "output": [sys.stdout.encoding, sys.stderr.encoding],
        "python": [sys.flags.optimize, sys.warnoptions, "/nonexistent" in sys.path],
        "zone": [time.tzname[0], time.timezone],
        "left": sorted(name for name in os.environ if name.startswith(FAMILIES)),
        "locale": os.environ["LC_ALL"],
    }))
"""
"""A command that tells what each client library of the stack took from its surroundings."""

START = """\
import sys, types
from infra import surroundings
surroundings.restart_where_python_was_told_otherwise()
surroundings.settle()
import look
look.main()
"""


def seen(folder: Path, variables: Mapping[str, str]) -> dict[str, Any]:
    """Return what the clients see that a command begins with these variables and a home full of files."""
    home = folder / "home"
    (home / ".postgresql").mkdir(parents=True, exist_ok=True)
    (home / ".postgresql" / "postgresql.crt").write_text("no certificate")
    (home / ".postgresql" / "root.crl").write_text("no list")
    (home / ".pgpass").write_text("*:*:*:*:wrong")
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws" / "config").write_text("[default]\nendpoint_url = https://elsewhere.example\nmax_attempts = many\n")
    (folder / "look.py").write_text(LOOK)
    script = folder / "start.py"
    script.write_text(START)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), **variables}
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False, cwd=paths.PROJECT
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return seen(tmp_path_factory.mktemp("plain"), {})


@pytest.mark.parametrize("name", ODD)
def test_no_client_sees_an_odd_variable(plain: dict[str, Any], tmp_path: Path, name: str) -> None:
    assert seen(tmp_path, {name: ODD[name]}) == plain


def test_no_client_sees_all_odd_variables_at_once(plain: dict[str, Any], tmp_path: Path) -> None:
    assert seen(tmp_path, ODD) == plain


def test_a_plain_environment_leads_to_the_stack_alone(plain: dict[str, Any]) -> None:
    assert plain["store"][0] == "https://127.0.0.1:9000"
    assert plain["proxied"] is False
    assert plain["output"] == ["utf-8", "utf-8"]
    assert plain["left"] == ["PGGSSENCMODE", "PGPASSFILE", "PGSSLCERT", "PGSSLCRL"]
    assert {plain["libpq"][key] for key in ("sslcert", "sslcrl", "passfile")} == {surroundings.NOWHERE}


def test_what_counts_is_kept_and_hosts_without_proxy_are_added_to() -> None:
    given = {"KUBECONFIG": "k", "DOCKER_HOST": "d", "NOVAX_HOME": "n", "https_proxy": "p", "no_proxy": "a, 127.0.0.1"}
    found = surroundings.settled({**given, "PGHOST": "x", "DYLD": "y"})
    assert {name: found[name] for name in given if name != "no_proxy"} == {
        name: value for name, value in given.items() if name != "no_proxy"
    }
    assert found["no_proxy"] == found["NO_PROXY"] == "a,127.0.0.1,localhost,::1"
    assert {"PGHOST", "DYLD"}.isdisjoint(found)


def test_pulumis_own_variables_stay_for_the_program_alone() -> None:
    given = {"PULUMI_CONFIG": "{}", "PULUMI_BACKEND_URL": "file:///x"}
    assert "PULUMI_CONFIG" not in surroundings.settled(given)
    assert surroundings.settled(given, own=("PULUMI_",))["PULUMI_CONFIG"] == "{}"
    assert surroundings.settled(given)["PULUMI_BACKEND_URL"] == "file:///x"


def test_a_prompt_gets_its_looks_back(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"PGTZ": "Asia/Tokyo", "PGHOST": "elsewhere", "PATH": "/bin"}
    monkeypatch.setattr(os, "environ", environment)
    surroundings.settle()
    assert "PGTZ" not in environment
    assert surroundings.for_psql() == {"PGTZ": "Asia/Tokyo"}
    assert surroundings.dropped() == ("PGHOST",)


def test_the_documentation_lists_the_same_variables() -> None:
    text = (paths.PROJECT / "docs" / "environment.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `(\S+)` \| (.+) \|$", text, re.MULTILINE)) == surroundings.HONOURED


def test_the_command_begins_by_settling(tmp_path: Path) -> None:
    """The program itself, with everything odd: the sentence of a stack that is not there, and no traceback."""
    novax = Path(sys.executable).with_name("novax")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **ODD}
    done = subprocess.run([novax, "status", "-s", "nope"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("novax: ")
    assert len(done.stderr.splitlines()) == 1


def test_the_program_settles_before_it_declares(program: "Program") -> None:
    assert program.settled == [("PULUMI_",)]
