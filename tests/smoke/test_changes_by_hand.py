"""What somebody changed by hand: `novax drift` names it, `up` mends what is declared, `novax remove` takes the rest."""

# redis-py leaves the keyword arguments of its commands untyped:
# pyright: reportUnknownMemberType=false
import json
import re
from collections.abc import Generator
from contextlib import suppress

import psycopg
import pytest
from psycopg import sql

from infra.cli.running import Running
from infra.drift.report import FOUND, NONE
from infra.preview.report import CHANGES
from infra.toolchain.engine import docker
from tests.smoke import clients, novax
from tests.smoke.clients import value

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(600)]

STRANGER = "stranger"

BY_HAND = (
    "alter role novax_app bypassrls",
    "alter role novax_app set work_mem to '1GB'",
    "alter role livechat_readonly in database livechat set row_security to off",
    "grant pg_read_all_data to livechat_app",
    "grant wira_owner to wira_migrator with admin option",
    "create role stranger login superuser",
    "alter role rewinder createrole",
    "alter role all set jit to off",
    "grant set on parameter log_statement to novax_app",
    "create subscription by_hand connection 'host=nowhere' publication none with (connect = false)",
)

TAKEN_BACK = (
    "alter role rewinder nocreaterole",
    "alter role all reset jit",
    "revoke set on parameter log_statement from novax_app",
    "alter subscription by_hand set (slot_name = none)",
    "drop subscription by_hand",
)


def findings(running: Running, code: int) -> dict[tuple[str, str], str]:
    """Return what drift says, by area and subject."""
    said = novax.run("drift", "-s", running.stack, "--json", code=code)
    report = json.loads(said[said.index("{") : said.rindex("}") + 1])
    assert report["failed"] == []
    return {(one["area"], one["subject"]): one["message"] for one in report["findings"]}


@pytest.fixture(scope="module")
def superuser(running: Running) -> Generator[psycopg.Connection]:
    with clients.postgres(running, "postgres", "postgres", endpoint="postgres-primary") as session:
        yield session


@pytest.fixture(scope="module")
def changed(running: Running, superuser: psycopg.Connection) -> Generator[dict[tuple[str, str], str]]:
    """Change everything by hand and return what drift says of it; what only hands can take back is taken back."""
    assert findings(running, NONE) == {}
    for statement in BY_HAND:
        superuser.execute(sql.SQL(statement))  # pyright: ignore[reportArgumentType] - the statements are ours
    with clients.postgres(running, "postgres", "template1", endpoint="postgres-primary") as template:
        template.execute("create table public.by_hand ()")
    with clients.cache(running, "redis") as cache:
        cache.execute_command("ACL", "SETUSER", STRANGER, "on", "nopass", "~*", "+@all")
        cache.execute_command("ACL", "SETUSER", "novax", "+flushall")
    yield findings(running, FOUND)
    for statement in TAKEN_BACK:
        with suppress(psycopg.Error):
            superuser.execute(sql.SQL(statement))  # pyright: ignore[reportArgumentType]
    with clients.postgres(running, "postgres", "template1", endpoint="postgres-primary") as template:
        template.execute("drop table if exists public.by_hand")


@pytest.mark.parametrize(
    ("area", "subject", "part"),
    [
        ("roles", "role novax_app", "attributes, set work_mem=1GB"),
        ("roles", "role livechat_readonly", "set row_security=off in database livechat"),
        ("roles", "role livechat_app", "made a member of pg_read_all_data"),
        ("roles", "role wira_migrator", "made a member of wira_owner"),
        ("schema", "database livechat", "setting livechat_readonly: row_security"),
        ("roles", f"role {STRANGER}", "is declared by nothing; it may sign in; it has superuser"),
        ("roles", "role rewinder", "has createrole; it was made with none"),
        ("roles", "all roles", "jit=off"),
        ("roles", "parameter log_statement", "may be changed by novax_app (set)"),
        ("roles", "subscription by_hand", "is declared by nothing"),
        ("roles", "relation public.by_hand in database template1", "is declared by nothing"),
        ("redis", f"account {STRANGER}", "is declared by nothing; redis-1 has it"),
        ("redis", "redis-1", "account novax was changed by hand"),
    ],
)
def test_each_change_is_named(changed: dict[tuple[str, str], str], area: str, subject: str, part: str) -> None:
    assert part in changed[area, subject]


def test_nothing_else_is_named(changed: dict[tuple[str, str], str]) -> None:
    assert len(changed) == 13


def test_a_preview_announces_what_up_brings_back(running: Running, changed: dict[tuple[str, str], str]) -> None:
    assert changed
    said = novax.run("preview", "-s", running.stack, code=CHANGES)
    for subject, part in (("role novax_app", "attributes, set work_mem=1GB"), ("redis-1", "account novax was changed")):
        assert re.search(rf"{subject}\S* .*{part}.*; the next `novax up` brings it back", " ".join(said.split()))


@pytest.fixture(scope="module")
def mended(running: Running, changed: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Run `up`, and return what drift still says."""
    assert changed
    novax.run("up", "-s", running.stack)
    return findings(running, FOUND)


def test_up_brings_back_what_is_declared_and_takes_nothing_else(
    mended: dict[tuple[str, str], str], superuser: psycopg.Connection
) -> None:
    left = {subject for _, subject in mended}
    assert {
        "role novax_app",
        "role livechat_app",
        "role livechat_readonly",
        "role wira_migrator",
        "redis-1",
    }.isdisjoint(left)
    assert {f"role {STRANGER}", f"account {STRANGER}", "subscription by_hand", "all roles"} <= left
    assert value(superuser, "select rolbypassrls from pg_roles where rolname = 'novax_app'") is False


def test_a_stranger_goes_by_the_command_that_says_so(
    running: Running, mended: dict[tuple[str, str], str], superuser: psycopg.Connection
) -> None:
    assert mended
    said = novax.run("remove", "role novax_app", "-s", running.stack, code=1)
    assert "'role novax_app' cannot be removed; allowed: account stranger, role stranger" in said
    novax.run("remove", f"role {STRANGER}", f"account {STRANGER}", "-s", running.stack)
    assert value(superuser, "select count(*) from pg_roles where rolname = 'stranger'") == 0
    with clients.cache(running, "redis") as cache:
        assert STRANGER not in cache.acl_users()


def test_a_user_in_a_copy_of_the_message_servers_configuration_is_named(running: Running) -> None:
    if running.cluster:
        pytest.skip("on Kubernetes the configuration is in the release, which drift compares as a whole")
    member, container = next(iter(running.services["nats"].members.items()))
    edit = ("exec", container, "sed", "-i")
    file = "/etc/novax/nats.conf"
    docker(*edit, f"s/^    users: \\[$/&\\n{{ user: {STRANGER}, password: x }}/", file)
    try:
        found = findings(running, FOUND)
    finally:
        docker(*edit, f"/user: {STRANGER}/d", file)
    assert f"is declared by nothing; {member} has it in its configuration" in found["nats", f"user {STRANGER}"]
