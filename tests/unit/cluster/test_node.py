"""The throwaway cluster's container: what Docker is asked for, and that nothing stays behind."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from infra import paths
from infra.cluster import configuration, node
from infra.errors import UserError

Docker = Callable[[str], Callable[[], list[str]]]


@pytest.fixture
def docker(stand_in: Callable[[str, str], Callable[[], list[str]]]) -> Docker:
    return lambda script: stand_in("docker", script)


def kubeconfig() -> Path:
    file = paths.throwaway_kubeconfig()
    file.parent.mkdir(parents=True)
    file.write_text("{}")
    return file


def test_the_cluster_goes_with_its_volumes_and_its_kubeconfig(docker: Docker) -> None:
    asked, file = docker('[ "$1" != ps ] || echo 0123'), kubeconfig()
    node.down()
    assert asked()[1:] == ["rm --force --volumes novax-cluster"]
    assert not file.exists()


def test_without_a_cluster_there_is_nothing_to_remove(docker: Docker) -> None:
    asked, file = docker(""), kubeconfig()
    node.down()
    assert len(asked()) == 1
    assert not file.exists()


def test_a_cluster_that_runs_is_kept_and_gets_the_images_that_it_lacks(docker: Docker) -> None:
    held = "docker.io/novax/nats:1"
    asked, file = (
        docker(f'case "$1 $2" in "ps "*) echo 0123;; "exec novax-cluster") echo {held};; esac'),
        kubeconfig(),
    )
    assert node.up(["novax/nats:1", "novax/redis:1", "novax/redis:1"]) == file
    assert [line for line in asked() if line.startswith("save")] == ["save novax/redis:1"]
    assert not any(line.startswith(("create", "rm")) for line in asked())


def test_an_image_that_does_not_arrive_is_an_error(docker: Docker) -> None:
    docker('case "$1" in save) exit 1;; esac')
    with pytest.raises(UserError, match="run `novax images`, then this again"):
        node.load(["novax/redis:1"])


def test_a_node_that_refuses_an_image_ends_its_sender(docker: Docker) -> None:
    docker('case "$1 $2" in "save "*) yes;; "exec -i") exit 1;; esac')
    with pytest.raises(UserError, match="could not be copied"):
        node.load(["novax/redis:1"])


def test_a_node_that_never_takes_an_image_is_given_up(docker: Docker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "_COPY_SECONDS", 0.1)
    docker('case "$1 $2" in "save "*) exec yes;; "exec -i") exec sleep 60;; esac')
    with pytest.raises(UserError, match=r"within 0.1 s; see with `docker ps`"):
        node.load(["novax/redis:1"])


def test_no_image_is_copied_twice(docker: Docker) -> None:
    asked = docker("echo docker.io/novax/redis:1")
    node.load(["novax/redis:1"])
    assert len(asked()) == 1


@pytest.mark.parametrize("narrow", ["rootless", "userns"])
def test_an_engine_that_runs_no_containers_in_containers_is_refused_first(docker: Docker, narrow: str) -> None:
    asked = docker(f'[ "$1" != info ] || printf "name=seccomp,profile=default\nname={narrow}\n"')
    with pytest.raises(UserError, match=f"set to {narrow}.*runs as root, or name a cluster with KUBECONFIG"):
        node.up([])
    assert [line.split()[0] for line in asked()] == ["ps", "info"]


def test_what_docker_refuses_is_a_sentence(docker: Docker) -> None:
    docker("echo 'no such daemon' >&2; exit 1")
    with pytest.raises(UserError, match=r"`docker ps` failed: no such daemon; `novax doctor` tells more"):
        node.down()


def test_the_kubeconfig_is_the_owners_alone_and_leads_to_the_published_port(docker: Docker) -> None:
    docker("echo 127.0.0.1:34567")
    admin = configuration.files("pause")["admin.kubeconfig"]
    node._write_kubeconfig(admin)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    file = paths.throwaway_kubeconfig()
    assert file.stat().st_mode & 0o777 == 0o600
    assert yaml.safe_load(file.read_text())["clusters"][0]["cluster"]["server"] == "https://127.0.0.1:34567"
