"""What Kubernetes says becomes health, uptime and memory by member; and commands find the pod that a member is now."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.cli import inside, pods
from infra.cli.containers import STARTING
from infra.errors import UserError
from infra.platforms.forwards import Cluster
from infra.toolchain import kubernetes
from infra.toolchain.commands import Unavailable

CLUSTER = Cluster("novax-ci", "/k")
HOST = "kubectl://pgbouncer?namespace=novax-ci&kubeconfig=/k&container=pgbouncer"


def pod(name: str, member: str = "", *, state: str = "running", ready: bool = True, age: int = 90) -> dict[str, Any]:
    began = (datetime.now(UTC) - timedelta(seconds=age)).strftime("%Y-%m-%dT%H:%M:%SZ")
    labels = {"novax.service": name, **({"novax.member": member} if member else {})}
    details = {"running": {"startedAt": began}, "waiting": {"reason": "CrashLoopBackOff"}, "terminated": {}}
    return {
        "metadata": {"name": name, "labels": labels, "creationTimestamp": began},
        "status": {"phase": "Running", "containerStatuses": [{"ready": ready, "state": {state: details[state]}}]},
    }


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what kubectl answers, by its verb, and what it was given; a test fills it in."""
    known: dict[str, Any] = {"top": Unavailable("no metrics"), "given": [], "commands": []}

    def answer(command: list[str], *, limit: float = 1.0, given: str | None = None) -> str:
        assert limit > 0
        known["commands"].append(command)
        if given is not None:
            known["given"].append(given)
        found = known[next(part for part in command[1:] if not part.startswith("--"))]
        if isinstance(found, Exception):
            raise found
        return found

    def kubectl() -> str:
        return "kubectl"

    monkeypatch.setattr(pods, "answer", answer)
    monkeypatch.setattr(inside, "answer", answer)
    monkeypatch.setattr(kubernetes, "kubectl", kubectl)
    return known


def listed(*found: dict[str, Any]) -> str:
    return json.dumps({"items": found})


def test_pods_are_known_by_their_members(answers: dict[str, Any]) -> None:
    answers["get"] = listed(pod("postgres-1"), pod("pgbouncer-abc", "pgbouncer", ready=False), pod("nats-test"))
    answers["top"] = "postgres-1 10m 214Mi\npgbouncer-abc 1m 512Ki"
    found = pods.look(CLUSTER)
    assert found.keys() == {"postgres-1", "pgbouncer"}
    assert found["postgres-1"].health == "healthy"
    assert found["postgres-1"].uptime == pytest.approx(90, abs=5)
    assert found["postgres-1"].memory == 214 * 2**20
    assert (found["pgbouncer"].health, found["pgbouncer"].memory) == (STARTING, 512 * 2**10)


def test_without_a_metrics_api_nobody_knows_the_memory(answers: dict[str, Any]) -> None:
    answers["get"] = listed(pod("postgres-1"))
    assert pods.look(CLUSTER)["postgres-1"].memory is None


def test_what_does_not_run_says_why(answers: dict[str, Any]) -> None:
    pending = pod("minio-1")
    pending["status"] = {"phase": "Pending"}
    answers["get"] = listed(pod("nats-1", state="waiting"), pending)
    found = pods.look(CLUSTER)
    assert (found["nats-1"].health, found["minio-1"].health) == ("crashloopbackoff", "pending")
    assert found["nats-1"].uptime is None


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_copies_the_worst_counts(answers: dict[str, Any], order: int) -> None:
    copies = [pod("pgbouncer-a", "pgbouncer"), pod("pgbouncer-b", "pgbouncer", ready=False)]
    answers["get"] = listed(*copies[::order])
    assert pods.look(CLUSTER)["pgbouncer"].health == STARTING


def test_a_cluster_that_does_not_answer_is_a_users_error(answers: dict[str, Any]) -> None:
    answers["get"] = Unavailable("connection refused")
    with pytest.raises(UserError, match="`kubectl get` failed: connection refused; see to it that the cluster runs"):
        pods.look(CLUSTER)


def test_a_member_is_its_newest_pod(answers: dict[str, Any]) -> None:
    answers["get"] = listed(pod("pgbouncer-new", "pgbouncer", age=1), pod("pgbouncer-old", "pgbouncer", age=900))
    place = pods.address(HOST)
    assert place is not None
    assert place.host() == "kubectl://pgbouncer-new?namespace=novax-ci&kubeconfig=/k&container=pgbouncer"
    assert place.command("logs", "--tail", "5")[1:] == [
        "--kubeconfig=/k",
        "--namespace=novax-ci",
        "logs",
        "--tail",
        "5",
        "--container=pgbouncer",
        "pgbouncer-new",
    ]


def test_a_member_without_a_pod_is_a_users_error(answers: dict[str, Any]) -> None:
    answers["get"] = listed()
    place = pods.address(HOST)
    assert place is not None
    with pytest.raises(UserError, match="no pod of pgbouncer runs in namespace novax-ci"):
        place.pod()


def test_a_container_of_dockers_has_no_address() -> None:
    assert pods.address("novax-ci-pgbouncer") is None


def test_a_command_runs_in_a_container() -> None:
    command = inside.command("novax-ci-nats", ["ls", "-l"], env={"A": "b"}, given=True)
    assert command == ["docker", "exec", "-i", "--env", "A=b", "novax-ci-nats", "ls", "-l"]
    assert inside.command("novax-ci-nats", ["ls"]) == ["docker", "exec", "novax-ci-nats", "ls"]


def test_a_command_runs_in_a_pod(answers: dict[str, Any]) -> None:
    answers["get"] = listed(pod("pgbouncer-a", "pgbouncer"))
    command = inside.command(HOST, ["ls", "-l"], env={"A": "b"}, given=True)
    assert command[3:] == ["exec", "-i", "--container=pgbouncer", "pgbouncer-a", "--", "env", "A=b", "ls", "-l"]
    assert inside.command(HOST, ["ls"])[3:] == ["exec", "--container=pgbouncer", "pgbouncer-a", "--", "ls"]


SECRET = {"PGPASSWORD": "it's secret", "PGUSER": "me"}


def test_secrets_reach_a_container_by_name() -> None:
    command, environment = inside.secretly("novax-ci-nats", SECRET, ["psql"], flag="-it")
    assert command == ["docker", "exec", "-it", "--env", "PGPASSWORD", "--env", "PGUSER", "novax-ci-nats", "psql"]
    assert environment["PGPASSWORD"] == SECRET["PGPASSWORD"]


def test_secrets_reach_a_pod_in_a_file_that_is_removed_first(answers: dict[str, Any]) -> None:
    answers["get"] = listed(pod("pgbouncer-a", "pgbouncer"))
    answers["exec"] = ""
    command, environment = inside.secretly(HOST, SECRET, ["psql", "-c", "select 1"])
    assert answers["given"] == ["export PGPASSWORD='it'\"'\"'s secret'\nexport PGUSER=me\n"]
    assert not any("secret" in part for call in [command, *answers["commands"]] for part in call)
    assert "PGPASSWORD" not in environment
    script = command[command.index("-c") + 1]
    assert command[-4:] == ["sh", "psql", "-c", "select 1"]
    assert script.endswith('; exec "$@"')
    assert script.index("rm /tmp/.novax-") < script.index("exec")


def test_a_pod_that_refuses_the_file_is_a_users_error(answers: dict[str, Any]) -> None:
    answers["get"] = listed(pod("pgbouncer-a", "pgbouncer"))
    answers["exec"] = Unavailable("container not found")
    with pytest.raises(UserError, match="psql cannot be started in pgbouncer: container not found"):
        inside.secretly(HOST, SECRET, ["psql"])
