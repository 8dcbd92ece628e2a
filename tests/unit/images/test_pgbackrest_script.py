"""The image's own command for pgBackRest keeps every cluster to a repository path of its own."""

import os
import subprocess
from pathlib import Path

import pytest

from infra.images.recipe import FOLDER

SCRIPT = FOLDER / "postgres" / "novax-pgbackrest"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Stand-ins: a cluster lies in ``data`` and nowhere else; pgbackrest prints what it was given."""
    folder = tmp_path / "bin"
    folder.mkdir()
    scripts = {
        "pg_controldata": f'[ "$1" = {tmp_path}/data ] || {{ echo "no cluster" >&2; exit 1; }}\n'
        "echo 'pg_control version number:            1700'\n"
        "echo 'Database system identifier:           7710545316665454617'\n",
        "pgbackrest": 'echo "$PGBACKREST_CONFIG $PGBACKREST_STANZA $PGBACKREST_REPO1_PATH"\nprintf "%s|" "$@"\n',
    }
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}")
        (folder / name).chmod(0o755)
    return folder


def run(programs: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    values = {"PATH": f"{programs}:{os.defpath}", **environment}
    return subprocess.run([str(SCRIPT), *arguments], capture_output=True, text=True, check=False, env=values)


def test_the_path_has_stanza_and_system_identifier_and_arguments_pass_unchanged(programs: Path) -> None:
    done = run(programs, "archive-push", "a b", "*", PGDATA=str(programs.parent / "data"))
    assert done.stdout == "/etc/novax/pgbackrest.conf main /main/7710545316665454617\narchive-push|a b|*|"


def test_configuration_and_stanza_may_differ(programs: Path) -> None:
    data = str(programs.parent / "data")
    done = run(programs, PGDATA=data, PGBACKREST_CONFIG="/other.conf", PGBACKREST_STANZA="other")
    assert done.stdout.startswith("/other.conf other /other/7710545316665454617\n")


def test_without_a_cluster_nothing_runs(programs: Path) -> None:
    done = run(programs, "info", PGDATA="/empty")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no cluster in /empty; to restore into it, set PGBACKREST_REPO1_PATH" in done.stderr


def test_a_path_that_is_given_stands(programs: Path) -> None:
    done = run(programs, "restore", PGDATA="/empty", PGBACKREST_REPO1_PATH="/main/1")
    assert done.stdout == "/etc/novax/pgbackrest.conf main /main/1\nrestore|"
