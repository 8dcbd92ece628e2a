"""One spec, two platforms: what a member is told is the same on both, or is listed here with the reason."""

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import pytest

from infra.packs import load_packs
from infra.paths import PROJECT
from infra.services.registry import all_services
from infra.settings import Settings, from_file
from infra.specs import Member, ServiceSpec, client_files
from tests.unit.conftest import STACKS, revealed
from tests.unit.platforms.manifests import Rendered

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.conftest import Program

FILES = {
    "patroni.yaml": "Patroni keeps its state in etcd on Docker, and in the Kubernetes API on Kubernetes",
    "haproxy.cfg": "HAProxy's resolver knows no search domains, so members have their full names on Kubernetes",
    "prometheus.yaml": "on Kubernetes there is no etcd to scrape",
}
SERVICES = {"etcd": "Patroni's state is in the Kubernetes API"}
SAME = {
    "backup": "its schedules, one run at a time, its metrics and `novax backup list` are its own; CronJobs would be a "
    "second scheduler to keep in step with it, and lose what it remembers of the last runs",
}
"""What Kubernetes has another way for, and is done the same way on both platforms all the same."""
LIMITS = (
    "the limit on processes is the node's on Kubernetes; CPU, copies and sizes of volumes are nothing on one engine"
)


def services(stack: str) -> dict[str, ServiceSpec]:
    settings = settings_of(stack)
    packs = load_packs(settings.packs, PROJECT / "sql")
    return {spec.name: spec for spec in all_services(settings, (), packs)}


def settings_of(stack: str) -> Settings:
    return from_file(STACKS / f"Pulumi.{stack}.yaml", stack)


@pytest.fixture(scope="module")
def docker(run_program: "Callable[..., Program]") -> "Program":
    # The same settings but for the platform.
    return run_program("ci", change={"novax:postgres": {"memory": "512MiB", "maxConnections": 60, "synchronous": True}})


@pytest.fixture(scope="module")
def releases(on_kubernetes: "Program") -> Mapping[str, Mapping[str, Any]]:
    found = on_kubernetes.of("kubernetes:helm.sh/v3:Release")
    return {release.inputs["name"]: whole(release.inputs["values"]) for release in found.values()}


def whole(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value with its whole numbers as such: Pulumi's protocol has no integers."""
    if isinstance(value, dict):
        return {key: whole(item) for key, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [whole(item) for item in cast("list[Any]", value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value


CASES = [
    pytest.param(spec, member, id=member.name) for spec in services("ci-kubernetes").values() for member in spec.members
]


def test_only_listed_services_differ(on_kubernetes: "Program", docker: "Program") -> None:
    assert docker.services.keys() - on_kubernetes.of("novax:kubernetes:Service").keys() == SERVICES.keys()
    assert on_kubernetes.of("novax:kubernetes:Service").keys() <= docker.services.keys()


def test_backups_are_taken_by_the_same_service(on_kubernetes: "Program", rendered: Rendered) -> None:
    for service in SAME:
        assert service in on_kubernetes.of("novax:kubernetes:Service")
    assert rendered.of("CronJob") == []


@pytest.mark.parametrize(("spec", "member"), CASES)
def test_image_command_environment_and_ports(
    spec: ServiceSpec, member: Member, docker: "Program", releases: Mapping[str, Mapping[str, Any]]
) -> None:
    container, values = whole(dict(docker.containers[member.name].inputs)), releases[spec.name]
    (placed,) = [each for each in values["members"] if each["name"] == member.name]
    assert values["image"] == container["image"]
    assert values["command"] == container["command"]
    assert f"{values['uid']}:{values['uid']}" == container["user"]
    environment = {**values["environment"], **placed["environment"]}
    assert sorted(f"{name}={value}" for name, value in environment.items()) == sorted(container["envs"])
    assert {port["internal"] for port in container["ports"]} <= set(values["ports"])
    assert values["resources"]["memory"] == f"{container['memory']}Mi"
    assert values["stop"]["grace"] == container["stopTimeout"]
    assert values.get("sharedMemory", "64Mi") == f"{container['shmSize']}Mi"


@pytest.mark.parametrize(("spec", "member"), CASES)
def test_probes_ask_the_same(
    spec: ServiceSpec, member: Member, docker: "Program", releases: Mapping[str, Mapping[str, Any]]
) -> None:
    check, probe = whole(docker.containers[member.name].inputs["healthcheck"]), releases[spec.name]["probe"]
    assert f"{probe['timeout']}s" == check["timeout"]
    if "command" in probe:
        assert check["tests"] == ["CMD", *probe["command"]]
    else:
        # Kubernetes asks ports itself: starting a process in a container costs a node more than most answers.
        asked = " ".join(check["tests"])
        # One signs in by a service file, which names the port.
        assert f"{probe['port']}" in asked or "service=probe" in asked
        assert probe["path"] in asked


@pytest.mark.parametrize(("spec", "member"), CASES)
def test_files_have_the_same_names_and_contents(
    spec: ServiceSpec,
    member: Member,
    docker: "Program",
    on_kubernetes: "Program",
    releases: Mapping[str, Mapping[str, Any]],
) -> None:
    uploads = {item["file"]: item["content"] for item in docker.containers[member.name].inputs["uploads"]}
    (placed,) = [each for each in releases[spec.name]["members"] if each["name"] == member.name]
    held = contents(on_kubernetes, spec.name)
    found = {f"/etc/novax/{file['path']}": held[file["from"]][file["key"]] for file in placed["files"]}
    # There is no etcd to be a client of.
    assert found.keys() == uploads.keys() - {file.path for file in client_files(member.name, "etcd")}
    for path in (file.path for file in spec.member_files(member) if not file.secrets):
        if path.removeprefix("/etc/novax/") not in FILES:
            assert found[path] == revealed(uploads[path]), path


def contents(program: "Program", service: str) -> dict[str, dict[str, str]]:
    """Return the files of a service as Kubernetes holds them, in clear."""
    secret = program.of("kubernetes:core/v1:Secret").get(f"{service}-secret")
    config = program.of("kubernetes:core/v1:ConfigMap").get(f"{service}-config")
    encoded: dict[str, str] = revealed(secret.inputs["data"]) if secret else {}
    return {
        "secret": {key: base64.b64decode(value).decode() for key, value in encoded.items()},
        "config": config.inputs["data"] if config else {},
    }


@pytest.mark.parametrize("name", FILES)
def test_every_listed_difference_exists(name: str) -> None:
    """A reason without a difference would hide the next one."""
    one, other = (
        {
            (member.name, file.path): file.content
            for spec in services(stack).values()
            for member in spec.members
            for file in spec.member_files(member)
            if file.path == f"/etc/novax/{name}"
        }
        for stack in ("ci", "ci-kubernetes")
    )
    assert one.keys() == other.keys()
    assert [key for key in one if one[key] == other[key]] == []
