"""A store that began empty under a running cluster gets the cluster's place in it from the primary."""

from collections.abc import Generator
from contextlib import contextmanager

import psycopg
import pytest

from infra.hooks import archive, waiting
from infra.hooks.access import Access
from infra.hooks.databases import SUPERUSER_SECRET

ACCESS = Access("127.0.0.1", 5432, "postgres", "")


class Primary:
    """Stands in for a session on the primary, whose program fails some times first."""

    def __init__(self, failures: list[Exception]) -> None:
        self.failures = failures
        self.ran: list[str] = []

    def execute(self, statement: str) -> None:
        self.ran.append(statement)
        if self.failures:
            raise self.failures.pop(0)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_PAUSE_SECONDS", 0.0)


def applied(monkeypatch: pytest.MonkeyPatch, *failures: Exception) -> Primary:
    primary = Primary(list(failures))

    @contextmanager
    def session(_: archive.Login) -> Generator[Primary]:
        yield primary

    monkeypatch.setattr(archive.Login, "connect", session)
    assert archive.apply(ACCESS, {SUPERUSER_SECRET: "secret"}) == ()
    return primary


def test_the_primary_makes_it_with_its_own_program(monkeypatch: pytest.MonkeyPatch) -> None:
    (statement,) = applied(monkeypatch).ran
    assert "novax-pgbackrest stanza-create" in statement


def test_while_the_archiver_has_the_lock_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    held = psycopg.errors.ExternalRoutineException("program failed")
    assert len(applied(monkeypatch, held, held).ran) == 3


def test_any_other_refusal_ends_the_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        applied(monkeypatch, psycopg.errors.InsufficientPrivilege("no"))
