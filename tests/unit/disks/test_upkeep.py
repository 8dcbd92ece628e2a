"""What the program makes of the data that its state knows of: it refuses, fills again, or begins empty."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from infra import identity
from infra.disks import EMPTY_VARIABLE
from infra.disks.upkeep import BEGINNING_VARIABLE
from infra.platforms import volumes
from infra.platforms.base import Disk
from infra.platforms.docker import DockerPlatform
from infra.services.registry import all_services
from infra.settings import Settings
from infra.toolchain import engine
from tests.unit.conftest import whole_disks

if TYPE_CHECKING:
    from tests.unit.conftest import Program

Run = Callable[..., "Program"]
WITH_DATA = {"minio", "postgres", "redis", "nats", "meilisearch"}
FILLS = {
    "postgres": {"cluster", "databases", "migrations", "jobs"},
    "minio": {"buckets", "archive"},
    "nats": {"streams"},
    "redis": {"cache-users", "cache-catalogue"},
    "meilisearch": {"search"},
}


def state_of(program: "Program", **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return what the engine would tell of the records that a program has made, with some services' marks changed."""
    found: dict[str, Any] = {}
    for name, stash in program.stashes.items():
        kept = stash.inputs["input"]
        if name.startswith("data-"):
            marks = changes.get(name.removeprefix("data-"), kept["marks"])
            found[stash.urn] = {"type": stash.type, "outputs": {"input": {**kept, "marks": marks}}}
    found["urn:pulumi:dev::novax::docker:index/volume:Volume::data-minio"] = {"type": "docker:…", "outputs": {}}
    return found


def fingerprints(program: "Program") -> Mapping[str, str]:
    """Return what each hook's marker has of all that is known to the deployment alone."""
    return {
        name: stash.inputs["input"]["secrets"].value
        for name, stash in program.stashes.items()
        if name in set().union(*FILLS.values())
    }


def test_a_first_deployment_writes_down_what_was_seen_once_hooks_had_filled_it(program: "Program") -> None:
    records = {name: stash for name, stash in program.stashes.items() if name.startswith("data-")}
    assert set(records) == {f"data-{name}" for name in WITH_DATA}
    assert records["data-postgres"].inputs["input"] == {
        "marks": ["postgres"],
        "volumes": {name: f"volume of {name}" for name in ("postgres-1", "postgres-2")},
        "contents": [],
        "beginning": 1,
        "filling": 1,
    }
    assert records["data-redis"].inputs["input"]["contents"] == ["novax", "livechat", "osmochat", "campaigns", "wira"]
    for name, hooks in FILLS.items():
        last = max(program.position(program.stashes[hook]) for hook in hooks)
        assert program.position(records[f"data-{name}"]) > last, name


def test_a_record_stays_when_a_stack_is_taken_down_and_holds_nothing_back(program: "Program") -> None:
    """A dependency of what is protected is never destroyed."""
    for name in ("postgres", "minio", "nats"):
        record = program.stashes[f"data-{name}"]
        assert record.options.protect
        assert list(record.options.dependencies) == []
        assert dict(record.options.propertyDependencies) in (
            {},
            {"input": record.options.propertyDependencies["input"]},
        )
        assert list(record.options.propertyDependencies["input"].urns) == []
    # Hooks make these again from nothing, as they do after every `down`.
    assert not program.stashes["data-redis"].options.protect
    assert not program.stashes["data-meilisearch"].options.protect


def test_an_unchanged_stack_is_declared_the_same_again(program: "Program", run_program: Run) -> None:
    again = run_program(state=state_of(program))
    before, after = (
        {s.name: s.inputs["input"] for s in p.stashes.values() if s.name.startswith("data-")} for p in (program, again)
    )
    assert after == before
    assert again.warnings == []


def test_lost_data_ends_the_program_before_anything_is_declared(
    program: "Program", run_program: Run, recorded: "Program"
) -> None:
    with pytest.raises(
        pulumi.RunError, match=r"stack dev has lost data.*postgres had 777, and the disk of postgres-1 has"
    ):
        run_program(state=state_of(program, postgres=["777"]), into=recorded)
    assert recorded.resources == []


def test_a_service_begins_empty_when_somebody_says_so(
    program: "Program", run_program: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EMPTY_VARIABLE, "postgres")
    anew = run_program(state=state_of(program, postgres=["777"]))
    record = anew.stashes["data-postgres"].inputs["input"]
    assert (record["marks"], record["beginning"], record["filling"]) == (["postgres"], 2, 2)
    assert f"{BEGINNING_VARIABLE}=2" in anew.containers["postgres-1"].inputs["envs"]
    assert f"{BEGINNING_VARIABLE}=2" not in anew.containers["minio"].inputs["envs"]
    assert anew.stashes["election"].inputs["input"]["declared"] == {"beginning": 2}
    # What it began with stays so, and needs nobody to say it again.
    monkeypatch.delenv(EMPTY_VARIABLE)
    later = run_program(state=state_of(anew))
    assert later.stashes["data-postgres"].inputs["input"] == record
    assert later.containers["postgres-1"].inputs["envs"] == anew.containers["postgres-1"].inputs["envs"]


def test_a_member_that_lost_its_disk_starts_after_those_that_have_the_data(
    program: "Program", run_program: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for somebody to copy from, and whoever comes after it would wait for it."""

    def first_is_gone(*given: Any) -> dict[str, dict[str, Disk]]:  # noqa: ANN401 - whatever a platform is asked with
        found = whole_disks(*given)
        return {
            name: {**disks, **({"postgres-1": Disk("", frozenset())} if name == "postgres" else {})}
            for name, disks in found.items()
        }

    monkeypatch.setattr(DockerPlatform, "disks", staticmethod(first_is_gone))
    again = run_program(state=state_of(program))
    one, two = (again.containers[f"postgres-{number}"] for number in (1, 2))
    assert two.urn in one.options.dependencies
    assert one.urn not in two.options.dependencies


def test_what_has_its_data_goes_on_with_it(
    program: "Program", run_program: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when a run that was interrupted had come as far, and is given again with the same option."""
    monkeypatch.setenv(EMPTY_VARIABLE, "nats,postgres")
    again = run_program(state=state_of(program, postgres=["777"]))
    assert again.warnings == ["nats has lost no data that the state knows of, so it goes on with what it has"]
    assert again.stashes["data-nats"].inputs["input"] == program.stashes["data-nats"].inputs["input"]
    assert BEGINNING_VARIABLE not in str(again.containers["nats"].inputs["envs"])


def test_a_service_that_hooks_fill_is_filled_again_by_itself(program: "Program", run_program: Run) -> None:
    again = run_program(state=state_of(program, redis=["gone"]))
    assert again.warnings == [
        "redis is filled anew, because the disk of redis-1 has redis, the disk of redis-2 has redis"
    ]
    assert again.stashes["data-redis"].inputs["input"]["filling"] == 2
    assert BEGINNING_VARIABLE not in str(again.containers["redis-1"].inputs["envs"])


@pytest.mark.parametrize("service", sorted(WITH_DATA))
def test_every_hook_of_a_lost_service_runs_and_no_other(
    program: "Program", run_program: Run, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    authority = identity.new_authority("test")

    def new_authority(_: str) -> dict[str, str]:
        return authority

    monkeypatch.setattr(identity, "new_authority", new_authority)
    monkeypatch.setattr(identity, "new_password", lambda: "0" * 32)
    monkeypatch.setattr(identity, "new_user", lambda: "0" * 20)
    before = fingerprints(run_program())
    if service in {"postgres", "minio", "nats"}:
        monkeypatch.setenv(EMPTY_VARIABLE, service)
    after = fingerprints(run_program(state=state_of(program, **{service: ["gone"]})))
    assert {name for name in before if before[name] != after[name]} == FILLS[service]


def test_a_preview_does_not_look_at_what_is_still_to_be_made(run_program: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(DockerPlatform, "disks", staticmethod(refuse))
    assert "data-postgres" in run_program(preview=True).stashes


def test_the_names_of_volumes_are_those_that_are_looked_for(program: "Program") -> None:
    for member in ("postgres-1", "minio", "redis-2"):
        assert program.volumes[f"{member}-data"].inputs["name"] == volumes.name_of("dev", member)


def test_disks_are_seen_where_there_are_any(monkeypatch: pytest.MonkeyPatch, dev: Settings) -> None:
    specs = {spec.name: spec for spec in all_services(dev)}
    calls: list[tuple[str, ...]] = []

    def docker(*arguments: str, limit: float = 0.0) -> str:  # noqa: ARG001 - of the function that it stands for
        calls.append(arguments)
        return (
            "novax-dev-minio-data\nnovax-dev-postgres-2-data\nother" if arguments[0] == "volume" else "postgres-2 777\n"
        )

    monkeypatch.setattr(engine, "docker", docker)
    seen = volumes.look("dev", "image", [specs["postgres"], specs["minio"]])
    assert seen == {
        "postgres": {
            "postgres-1": Disk("", frozenset()),
            "postgres-2": Disk("novax-dev-postgres-2-data", frozenset({"777"})),
        },
        "minio": {"minio": Disk("novax-dev-minio-data", frozenset())},
    }
    run = calls[-1]
    assert [part for part in run if part.startswith("type=volume")] == [
        "type=volume,src=novax-dev-postgres-2-data,dst=/disks/postgres-2,readonly",
        "type=volume,src=novax-dev-minio-data,dst=/disks/minio,readonly",
    ]
    # A volume that is named and not there would be made.
    assert "novax-dev-postgres-1-data" not in str(run)
    assert "--network=none" in run
