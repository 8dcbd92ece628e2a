"""What Docker says becomes health, uptime and memory."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from infra.cli import containers
from infra.errors import UserError
from infra.toolchain.commands import Unavailable


@pytest.mark.parametrize(
    ("text", "size"), [("0B", 0), ("412KiB", 421888), ("214.9MiB", 225338982), ("1.5GiB", 1610612736)]
)
def test_sizes_are_read_as_docker_prints_them(text: str, size: int) -> None:
    assert containers.size(text) == size


def test_running_and_stopped_containers_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    started = (datetime.now(UTC) - timedelta(seconds=90)).strftime("%Y-%m-%dT%H:%M:%S.123456789Z")
    facts = [
        {
            "Name": "/novax-dev-nats",
            "State": {"Running": True, "Status": "running", "StartedAt": started, "Health": {"Status": "healthy"}},
        },
        {"Name": "/novax-dev-etcd", "State": {"Running": False, "Status": "exited", "ExitCode": 137}},
    ]
    answers = {
        "ps": "a\nb",
        "inspect": json.dumps(facts),
        "stats": "novax-dev-nats\t10MiB / 160MiB\nother\t1MiB / 1GiB",
    }
    monkeypatch.setattr(containers, "answer", _docker(answers))
    found = containers.look("dev")
    assert found["novax-dev-nats"].health == "healthy"
    assert found["novax-dev-nats"].memory == 10 * 2**20
    assert found["novax-dev-nats"].uptime == pytest.approx(90, abs=5)
    assert found["novax-dev-etcd"] == containers.Container("novax-dev-etcd", "exited (137)", None, None)


def test_a_stack_without_containers_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "answer", _docker({"ps": "", "stats": ""}))
    assert containers.look("dev") == {}


def test_an_engine_that_does_not_answer_is_a_users_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: list[str], *, limit: float) -> str:
        raise Unavailable(f"no answer within {limit:g} s")

    monkeypatch.setattr(containers, "answer", refuse)
    with pytest.raises(UserError, match="`docker ps` failed: no answer within 15 s; `novax doctor` tells more"):
        containers.docker("ps")


def _docker(answers: dict[str, str]) -> Callable[..., str]:
    def answer(command: list[str], *, limit: float) -> str:
        assert limit > 0
        return answers[command[1]]

    return answer
