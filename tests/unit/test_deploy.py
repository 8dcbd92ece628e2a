"""Each thing is placed once what it waits for is there; what waits for something left out is left out with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
import pytest

from infra.deploy import Hook, deploy
from infra.identity import Identity
from infra.platforms.base import PlacedService, Platform
from infra.specs import Member, Probe, Resources, ServiceSpec


def spec(name: str, *after: str) -> ServiceSpec:
    return ServiceSpec(
        name=name,
        image=name,
        command=(name,),
        probe=Probe(("true",)),
        resources=Resources(memory=1, processes=1),
        members=(Member(name),),
        after=after,
    )


@dataclass
class Places:
    """A platform that notes what it places, after what; ``absent`` have no image."""

    absent: tuple[str, ...] = ()
    placed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list[tuple[str, tuple[str, ...]]])
    finished: bool = False

    def note(self, name: str, after: Sequence[Any]) -> Any:  # noqa: ANN401 - stands in for a resource
        self.placed.append((name, tuple(after)))
        return name

    def expect(self, specs: Sequence[ServiceSpec]) -> None:
        """Do nothing: what is placed is noted when it is."""

    def place(self, item: ServiceSpec, after: Sequence[Any]) -> PlacedService | None:
        return None if item.name in self.absent else self.note(item.name, after)

    def finish(self) -> None:
        self.finished = True


@dataclass(frozen=True)
class Work:
    """A hook that notes its place."""

    name: str
    after: tuple[str, ...]

    def place(
        self,
        platform: Platform,
        identity: Identity,  # noqa: ARG002 - the protocol's
        after: Sequence[pulumi.Resource],
    ) -> pulumi.Resource:
        return cast("Places", platform).note(self.name, after)


def deployed(specs: Sequence[ServiceSpec], hooks: Sequence[Hook], *, absent: tuple[str, ...] = ()) -> Places:
    places = Places(absent)
    services = deploy(cast("Platform", places), cast("Identity", None), specs, hooks)
    assert set(services) == {name for name, _ in places.placed} & {item.name for item in specs}
    assert places.finished
    return places


def test_services_and_hooks_wait_for_each_other() -> None:
    specs = [spec("pooler", "databases"), spec("database"), spec("router", "database")]
    places = deployed(specs, [Work("databases", ("router",))])
    assert places.placed == [
        ("database", ()),
        ("router", ("database",)),
        ("databases", ("router",)),
        ("pooler", ("databases",)),
    ]


def test_what_waits_for_several_gets_them_all() -> None:
    places = deployed([spec("c", "a", "b"), spec("a"), spec("b")], [])
    assert places.placed[-1] == ("c", ("a", "b"))


def test_a_hook_is_left_out_with_its_service() -> None:
    hooks = [Work("indexes", ("search",)), Work("keys", ("indexes",)), Work("streams", ("bus",))]
    places = deployed([spec("search"), spec("bus")], hooks, absent=("search",))
    assert [name for name, _ in places.placed] == ["bus", "streams"]


def test_a_service_stays_when_what_it_waits_for_is_left_out() -> None:
    places = deployed([spec("dashboards"), spec("proxy", "dashboards")], [], absent=("dashboards",))
    assert places.placed == [("proxy", ())]


def test_things_that_wait_for_each_other_end_the_program() -> None:
    with pytest.raises(ValueError, match="first, second"):
        deployed([spec("first", "second"), spec("second", "first")], [])


def test_a_name_that_nothing_has_ends_the_program() -> None:
    """Ignored, a misspelt name would start a service before what it needs."""
    with pytest.raises(ValueError, match="'pooler' waits for 'databses'"):
        deployed([spec("pooler", "databses")], [])
