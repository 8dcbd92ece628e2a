"""Patience with what is starting, none with what is wrong."""

import pytest

from infra.errors import UserError
from infra.hooks.waiting import refuses_connections, until_ready


class Service:
    """Fails with the given errors, one a call, then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    def answer(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "ready"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.hooks.waiting._PAUSE_SECONDS", 0)


def test_a_service_that_comes_up_is_waited_for() -> None:
    service = Service(ConnectionRefusedError("refused"), ConnectionRefusedError("refused"))
    assert until_ready("it", service.answer, refuses_connections) == "ready"
    assert service.calls == 3


def test_any_other_failure_ends_the_wait_at_once() -> None:
    service = Service(PermissionError("wrong password"))
    with pytest.raises(PermissionError):
        until_ready("it", service.answer, refuses_connections)
    assert service.calls == 1


def test_the_deadline_is_told_with_the_last_reason() -> None:
    service = Service(ConnectionRefusedError("nobody\nthere"))
    with pytest.raises(UserError) as caught:
        until_ready("the cache at 127.0.0.1:1", service.answer, refuses_connections, within=0)
    assert str(caught.value) == (
        "the cache at 127.0.0.1:1 was not ready within 0 s (nobody there); look at its log, then run this again"
    )


def test_an_error_without_words_is_told_by_its_kind() -> None:
    with pytest.raises(UserError, match=r"\(TimeoutError\)"):
        until_ready("it", Service(TimeoutError()).answer, refuses_connections, within=0)


def test_a_refusal_inside_another_error_is_found() -> None:
    outer = RuntimeError("request failed")
    outer.__cause__ = ConnectionResetError("gone")
    assert refuses_connections(outer)
    assert not refuses_connections(RuntimeError("request failed"))
