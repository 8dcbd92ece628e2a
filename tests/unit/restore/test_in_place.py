"""A restore that was interrupted finds things half done, and takes them as they are."""

# A step is tried by itself:
# pyright: reportPrivateUsage=false

from typing import TYPE_CHECKING, cast

import pytest

from infra.errors import UserError
from infra.restore import in_place

if TYPE_CHECKING:
    from infra.restore.in_place import Restore


class Work:
    container = "postgres-1"


def pause(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    def execute(container: str, command: list[str]) -> str:
        raise UserError(f"{command[0]} in {container} failed: {said}")

    monkeypatch.setattr(in_place, "execute", execute)
    in_place._pause(cast("Restore", Work()))  # noqa: SLF001


def test_a_cluster_that_is_paused_already_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pause(monkeypatch, "Error: Cluster is already paused")


def test_one_that_cannot_be_paused_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="Can not find a running member"):
        pause(monkeypatch, "Error: Can not find a running member")
