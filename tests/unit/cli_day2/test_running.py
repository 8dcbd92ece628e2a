"""The typed form of a stack's outputs."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from infra.cli import running
from infra.cli import stack as stacks
from infra.cli.running import Running
from infra.errors import UserError


def test_members_of_all_services_are_containers(up: Running) -> None:
    assert up.members["postgres-2"] == "novax-dev-postgres-2"
    assert list(up.members)[:3] == ["postgres-1", "postgres-2", "pgbouncer"]


def test_an_endpoint_is_a_url_without_an_account(up: Running) -> None:
    assert up.endpoints["pgbouncer"].url == "postgresql://127.0.0.1:6432"


def test_passwords_are_in_no_traceback(up: Running) -> None:
    assert up.account("novax-app").password == "novax-app/secret"
    assert "/secret" not in repr(up)


def test_an_unknown_account_is_named_with_the_known_ones(up: Running) -> None:
    with pytest.raises(
        UserError,
        match=r"stack dev has no credentials 'x'; allowed: ca, livechat-app, livechat-data-key, minio, novax-app, .*",
    ):
        up.account("x")


def test_the_ca_file_is_renewed_with_the_ca(up: Running) -> None:
    file = up.ca_file()
    assert file.read_text() == up.ca
    file.write_text("another stack's, from before")
    assert up.ca_file().read_text() == up.ca
    assert [entry.name for entry in file.parent.iterdir()] == ["dev.crt"]


def test_threads_that_renew_the_ca_file_at_once_all_read_it_whole(up: Running) -> None:
    file = up.ca_file()
    at_once = threading.Barrier(8)

    def renewed() -> str:
        at_once.wait()
        return up.ca_file().read_text()

    with ThreadPoolExecutor(8) as pool:
        for _ in range(50):
            file.write_text("another stack's, from before")
            read = [pool.submit(renewed) for _ in range(8)]
            assert {one.result() for one in read} == {up.ca}
    assert [entry.name for entry in file.parent.iterdir()] == ["dev.crt"]


def test_a_stack_without_outputs_is_not_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_: str) -> dict[str, Any]:
        return {}

    monkeypatch.setattr(stacks, "outputs", nothing)
    with pytest.raises(UserError, match="stack dev is not up; run `novax up -s dev`"):
        running.load("dev")


def test_a_stack_that_was_never_made_is_not_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: str) -> dict[str, Any]:
        raise UserError("pulumi stack output failed: error: no stack named 'dev' found")

    monkeypatch.setattr(stacks, "outputs", unknown)
    with pytest.raises(UserError, match="stack dev is not up"):
        running.load("dev")


def test_any_other_failure_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_: str) -> dict[str, Any]:
        raise UserError("pulumi stack output failed: incorrect passphrase")

    monkeypatch.setattr(stacks, "outputs", wrong)
    with pytest.raises(UserError, match="incorrect passphrase"):
        running.load("dev")
