"""Clusters that are there already, or that kind makes, in place of the throwaway one."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra import paths
from infra.cluster import given, node
from infra.errors import UserError
from infra.toolchain import kubernetes

StandIn = Callable[[str, str], Callable[[], list[str]]]


@pytest.fixture(autouse=True)
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kubernetes, "KUBECTL", SimpleNamespace(resolve=lambda: SimpleNamespace(folder=tmp_path)))


def test_nothing_is_given_on_a_machine_without_either() -> None:
    assert not given.up([])


def test_the_cluster_that_a_kubeconfig_names_is_used_and_nothing_is_started(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", "/etc/mine")
    docker = stand_in("docker", "exit 1")
    stand_in("kubectl", 'echo "$2 $3 $4 $5"')
    file = node.up(["novax/redis:1"])
    assert file == paths.throwaway_kubeconfig()
    assert file.read_text() == "view --minify --flatten --raw"
    assert file.stat().st_mode & 0o777 == 0o600
    assert docker() == []


def test_a_kubeconfig_that_names_nothing_is_a_sentence(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", "/etc/mine")
    stand_in("kubectl", "echo 'no such context' >&2; exit 1")
    with pytest.raises(UserError, match=r"KUBECONFIG is /etc/mine, .* \(no such context\); correct or unset it"):
        given.up([])


def test_the_throwaway_clusters_own_kubeconfig_is_no_other_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(paths.throwaway_kubeconfig()))
    assert not given.up([])


def test_kind_makes_a_cluster_once_and_gets_the_images(stand_in: StandIn, tmp_path: Path) -> None:
    made = tmp_path / "made"
    script = (
        f'case "$1" in get) cat {made} 2>/dev/null || true;; create) echo novax > {made};; delete) rm {made};; esac'
    )
    asked = stand_in("kind", script)
    assert given.up(["novax/redis:1"])
    assert given.up(["novax/redis:1"])
    verbs = [" ".join(line.split()[:2]) for line in asked()]
    again = ["get clusters", "export kubeconfig", "load docker-image"]
    assert verbs == ["get clusters", "create cluster", *again[1:], *again]
    assert asked()[-1].endswith("--name=novax novax/redis:1")
    given.down()
    assert not made.exists()
    given.down()
    assert asked()[-1] == "get clusters"


def test_what_kind_refuses_is_a_sentence(stand_in: StandIn) -> None:
    stand_in("kind", "[ $1 = get ] || { echo 'cannot pull' >&2; exit 1; }")
    with pytest.raises(UserError, match="`kind create cluster` failed: cannot pull; mend that, or take kind off PATH"):
        given.up([])


def test_a_cluster_that_was_there_before_stays(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", "/etc/mine")
    stand_in("docker", "")
    kubectl = stand_in("kubectl", "echo words")
    given.up([])
    before = kubectl()
    node.down()
    assert kubectl() == before
    assert not paths.throwaway_kubeconfig().exists()
