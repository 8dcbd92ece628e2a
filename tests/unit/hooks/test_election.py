"""Patroni's store forgets a cluster only where somebody said that PostgreSQL begins empty."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

import pulumi
import pytest

from infra.hooks import election
from infra.hooks.declaration import Changes
from infra.hooks.election import Election
from infra.platforms.docker import DockerPlatform
from infra.settings import Settings, from_mapping
from infra.toolchain import engine

if TYPE_CHECKING:
    from infra.identity import Identity
    from infra.platforms.base import Platform

Apply = Callable[[Mapping[str, str]], Changes]


class Place:
    """A platform that counts how often it was told to forget."""

    def __init__(self) -> None:
        self.forgotten = 0

    def forget_cluster(self) -> None:
        self.forgotten += 1


@pytest.mark.parametrize(("empty", "forgotten"), [(True, 1), (False, 0)])
def test_the_store_forgets_when_it_is_told_to(monkeypatch: pytest.MonkeyPatch, empty: bool, forgotten: int) -> None:  # noqa: FBT001
    made: list[tuple[str, object, Apply]] = []

    def marker(name: str, declared: object, _: object, apply: Apply, opts: pulumi.ResourceOptions) -> None:
        assert opts.depends_on == []
        made.append((name, declared, apply))

    monkeypatch.setattr(election, "marker", marker)
    place = Place()
    Election((), 2, empty).place(cast("Platform", place), cast("Identity", None), [])
    ((name, declared, apply),) = made
    assert (name, declared) == ("election", {"beginning": 2})
    assert bool(apply({})) is empty
    assert place.forgotten == forgotten


def test_it_comes_after_etcd_where_that_is_the_store(dev: Settings) -> None:
    on_kubernetes = from_mapping({"environment": "ci", "platform": "kubernetes", "kubernetes": {"namespace": "mine"}})
    assert election.election(dev, 1, empty=False).after == ("etcd",)
    assert election.election(on_kubernetes, 1, empty=False).after == ()


def test_on_docker_no_member_runs_when_the_keys_of_this_cluster_alone_go(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, ...]] = []

    def docker(*arguments: str) -> str:
        calls.append(arguments)
        return "c1\nc2\n" if arguments[0] == "ps" else ""

    monkeypatch.setattr(engine, "docker", docker)
    place = DockerPlatform.__new__(DockerPlatform)
    place.prefix, place._stack = "novax-ci", "ci"  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001
    place.forget_cluster()
    listed, stopped, deleted = calls
    assert listed == ("ps", "--quiet", "--filter=label=novax.stack=ci", "--filter=label=novax.service=postgres")
    assert stopped == ("stop", "--time=10", "c1", "c2")
    assert deleted[:3] == ("exec", "novax-ci-etcd", "etcdctl")
    assert deleted[-3:] == ("del", "--prefix", "/novax/novax/")
