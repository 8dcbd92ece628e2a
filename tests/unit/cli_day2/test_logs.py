"""Whose log is printed, and in which order."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from infra.cli import logs
from infra.cli.running import Running
from infra.errors import UserError


def test_a_service_means_all_its_members(up: Running) -> None:
    assert logs.choose(up, "redis") == {"redis-1": "novax-dev-redis-1", "redis-2": "novax-dev-redis-2"}


def test_a_member_means_itself(up: Running) -> None:
    assert logs.choose(up, "postgres-2") == {"postgres-2": "novax-dev-postgres-2"}


def test_a_service_that_was_left_out_has_no_log(up: Running) -> None:
    with pytest.raises(UserError, match="grafana is left out of stack dev; `novax status -s dev` says why"):
        logs.choose(up, "grafana")


def test_an_unknown_name_is_named_with_the_known_ones(up: Running) -> None:
    with pytest.raises(UserError, match=r"no service or member 'x'; allowed: postgres, pgbouncer, .*, postgres-1, .*"):
        logs.choose(up, "x")


def test_members_are_merged_by_time() -> None:
    lines = {
        "postgres-1": ["2026-01-01T00:00:01Z first", "2026-01-01T00:00:03Z third"],
        "pg-2": ["2026-01-01T00:00:02Z second"],
    }
    assert list(logs.merged(lines)) == ["postgres-1 | first", "pg-2       | second", "postgres-1 | third"]


@pytest.mark.usefixtures("up")
def test_both_streams_of_a_container_are_put_in_order(
    novax: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _docker(
        monkeypatch,
        tmp_path,
        'test "$*" = "logs --timestamps --tail 5 --since 10m novax-dev-nats" || exit 1\n'
        'echo "2026-01-01T00:00:02Z out"; echo "2026-01-01T00:00:01Z err" >&2',
    )
    result = novax("logs", "nats", "--tail", "5", "--since", "10m")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["nats | err", "nats | out"]


@pytest.mark.usefixtures("up")
def test_following_prints_lines_with_their_member(
    novax: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _docker(monkeypatch, tmp_path, 'for name; do :; done; echo "a line of $name"')
    result = novax("logs", "redis", "--follow")
    assert sorted(result.stdout.splitlines()) == [
        "redis-1 | a line of novax-dev-redis-1",
        "redis-2 | a line of novax-dev-redis-2",
    ]


@pytest.mark.usefixtures("up")
def test_a_container_that_is_gone_is_a_users_error(
    novax: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _docker(monkeypatch, tmp_path, "echo 'Error: No such container: novax-dev-nats' >&2; exit 1")
    result = novax("logs", "nats")
    assert isinstance(result.exception, UserError)
    assert "No such container" in str(result.exception)


def _docker(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Put a script in the place of `docker`."""
    program = folder / "docker"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
