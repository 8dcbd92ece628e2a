"""Where a session goes, and that nothing secret is in its command."""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

import pytest
from typer.testing import Result

from infra import surroundings
from infra.cli import inside, psql, replication
from infra.cli.psql import Role, Target
from infra.cli.running import Running
from infra.errors import UserError
from infra.platforms.forwards import Cluster


class Started(Exception):  # noqa: N818  # not an error: the process that would take over
    """Carries the command and the environment that would have replaced this process."""


@pytest.mark.parametrize(
    ("database", "role", "replica", "target"),
    [
        ("novax", None, False, Target("novax-app", "pgbouncer", "novax")),
        ("novax", None, True, Target("novax-app", "pgbouncer", "novax_ro")),
        ("novax", Role.READONLY, True, Target("novax-readonly", "pgbouncer", "novax_ro")),
        ("novax", Role.MIGRATOR, False, Target("novax-migrator", "postgres-primary", "novax")),
        ("novax", Role.SUPERUSER, True, Target("postgres", "postgres-replica", "novax")),
        ("postgres", None, False, Target("postgres", "postgres-primary", "postgres")),
    ],
)
def test_a_session_goes_where_its_role_is_served(
    up: Running, *, database: str, role: Role | None, replica: bool, target: Target
) -> None:
    assert psql.choose(up, database, role, replica=replica) == target


def test_an_unknown_database_is_named_with_the_known_ones(up: Running) -> None:
    with pytest.raises(UserError, match="no database 'nope'; allowed: novax, livechat, postgres"):
        psql.choose(up, "nope", None, replica=False)


def test_the_maintenance_database_is_the_superusers(up: Running) -> None:
    with pytest.raises(UserError, match="--role app has no access to database postgres; allowed: superuser"):
        psql.choose(up, "postgres", Role.APP, replica=False)


def test_the_hosts_psql_gets_everything_by_environment(up: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", surroundings.FIXED)
    monkeypatch.setattr(surroundings, "for_psql", lambda: {"PGTZ": "UTC"})
    found = psql.host_environment(up, Target("novax-app", "pgbouncer", "novax"))
    assert {name: value for name, value in found.items() if name.startswith("PG")} == {
        "PGTZ": "UTC",
        "PGHOST": "127.0.0.1",
        "PGPORT": "6432",
        "PGUSER": "novax_app",
        "PGPASSWORD": "novax-app/secret",
        "PGDATABASE": "novax",
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": str(up.ca_file()),
        "PGAPPNAME": "novax-psql",
        **{name: value for name, value in surroundings.FIXED.items() if name.startswith("PG")},
    }


def test_psql_in_a_container_uses_the_addresses_inside(up: Running) -> None:
    found = psql.container_environment(up, Target("novax-app", "postgres-replica", "novax"))
    assert (found["PGHOST"], found["PGPORT"]) == ("haproxy", "5433")
    assert found["PGSSLROOTCERT"] == "/etc/novax/tls/ca.crt"
    command, environment = psql.container_command(
        up, Target("novax-app", "postgres-replica", "novax"), ["-c", "select 1"]
    )
    assert environment["PGPASSWORD"] == "novax-app/secret"
    assert command[:3] == ["docker", "exec", "-i"]
    assert command[-4:] == ["novax-dev-postgres-1", "psql", "-c", "select 1"]
    assert "/secret" not in " ".join(command)


@pytest.mark.parametrize(
    ("target", "number", "database"),
    [
        (Target("novax-app", "pgbouncer", "novax"), 2, "novax"),
        (Target("novax-app", "pgbouncer", "novax_ro"), 1, "novax"),
        (Target("novax-migrator", "postgres-primary", "novax"), 2, "novax"),
        (Target("postgres", "postgres-replica", "postgres"), 1, "postgres"),
    ],
)
def test_psql_in_a_pod_talks_to_the_server_beside_it(
    up: Running, monkeypatch: pytest.MonkeyPatch, target: Target, number: int, database: str
) -> None:
    """Its network policy lets it call neither pooler nor router."""
    started: list[tuple[str, dict[str, str]]] = []

    def secretly(
        container: str, variables: dict[str, str], *_: object, **__: object
    ) -> tuple[list[str], dict[str, str]]:
        started.append((container, variables))
        return [], {}

    def leads(_: Running) -> str:
        return up.members["postgres-2"]

    monkeypatch.setattr(inside, "secretly", secretly)
    monkeypatch.setattr(replication, "primary", leads)
    psql.container_command(replace(up, cluster=Cluster("novax-dev")), target, [])
    ((container, variables),) = started
    assert container == f"novax-dev-postgres-{number}"
    assert (variables["PGHOST"], variables["PGPORT"], variables["PGDATABASE"]) == ("localhost", "5432", database)


@pytest.mark.parametrize(
    ("arguments", "database", "given"),
    [
        ((), "novax", []),
        (("livechat",), "livechat", []),
        (("novax", "--", "-c", "select 1"), "novax", ["-c", "select 1"]),
        (("--", "-c", "select 1"), "novax", ["-c", "select 1"]),
    ],
)
@pytest.mark.usefixtures("up")
def test_what_follows_two_dashes_is_for_psql(
    novax: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    database: str,
    given: list[str],
) -> None:
    program, command, environment = _started(novax, monkeypatch, "/usr/bin/psql", "psql", *arguments)
    assert (program, command) == ("psql", ["psql", *given])
    assert environment["PGDATABASE"] == database


@pytest.mark.usefixtures("up")
def test_without_a_psql_on_the_host_a_containers_is_used(
    novax: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    program, command, environment = _started(novax, monkeypatch, None, "psql")
    assert program == "docker"
    assert "novax-dev-postgres-1" in command
    assert environment["PGPASSWORD"] == "novax-app/secret"


def _started(
    novax: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, found: str | None, *arguments: str
) -> tuple[str, list[str], dict[str, str]]:
    """Return what the command would have become."""

    def start(*started: object) -> NoReturn:
        raise Started(*started)

    def which(_: str) -> str | None:
        return found

    monkeypatch.setattr(psql.shutil, "which", which)
    monkeypatch.setattr(os, "execvpe", start)
    result = novax(*arguments)
    assert isinstance(result.exception, Started), result.output
    program, command, environment = result.exception.args
    return program, command, environment
