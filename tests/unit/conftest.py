"""The whole program, run without an engine: what it would register is recorded, down to each request's options."""

import asyncio
import contextvars
import gc
import json
import logging
import runpy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
import pytest
import yaml
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import mocks
from pulumi.runtime.proto import provider_pb2, resource_pb2
from pulumi.runtime.settings import configure
from pulumi.runtime.stack import run_in_stack

from infra import catalog, paths, surroundings
from infra.images.lock import Lock
from infra.platforms import claims, kubernetes_preflight, volumes
from infra.platforms.base import Disk
from infra.platforms.ports import USUAL
from infra.settings import Settings, from_file

STACKS = paths.PROJECT / "stacks"
ENGINE_MEMORY = 16 * 1024**3

# How Pulumi's protocol marks a secret: a struct with these two values.
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"


@dataclass(frozen=True)
class Secret:
    """A value that the state would hold encrypted."""

    value: Any


@dataclass(frozen=True)
class Resource:
    """One registration as the engine would get it."""

    urn: str
    type: str
    name: str
    parent: str
    inputs: Mapping[str, Any]
    options: resource_pb2.RegisterResourceRequest


@dataclass
class Program:
    """What one run of the program registered, in order, and what it exported."""

    resources: list[Resource] = field(default_factory=list[Resource])
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    warnings: list[str] = field(default_factory=list[str])
    settled: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    """What it let count of its environment, each time that it settled that."""
    state: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the engine answers to the question what the stack's state has, by URN."""

    def settle(self, own: tuple[str, ...]) -> None:
        """Take note instead of changing the environment of the tests."""
        self.settled.append(own)

    def of(self, kind: str) -> dict[str, Resource]:
        """Return the resources of a type by their names."""
        return {resource.name: resource for resource in self.resources if resource.type == kind}

    @property
    def containers(self) -> dict[str, Resource]:
        return self.of("docker:index/container:Container")

    @property
    def volumes(self) -> dict[str, Resource]:
        return self.of("docker:index/volume:Volume")

    @property
    def stashes(self) -> dict[str, Resource]:
        return self.of("pulumi:index:Stash")

    @property
    def services(self) -> dict[str, Resource]:
        return self.of("novax:docker:Service")

    def position(self, resource: Resource) -> int:
        """Return how many registrations came before."""
        return self.resources.index(resource)


class Monitor(mocks.MockMonitor):
    """Stands in for the engine: every resource becomes what its inputs say."""

    def __init__(self, program: Program) -> None:
        super().__init__(cast("mocks.Mocks", None))
        self._program = program

    def RegisterResource(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == "pulumi:pulumi:Stack":
            return resource_pb2.RegisterResourceResponse(urn=urn)
        inputs = _plain(json_format.MessageToDict(request.object))
        self._program.resources.append(Resource(urn, request.type, request.name, request.parent, inputs, request))
        state = struct_pb2.Struct()
        state.CopyFrom(request.object)
        if request.type == "pulumi:index:Stash":
            state["output"] = request.object["input"]
        return resource_pb2.RegisterResourceResponse(urn=urn, id=request.name if request.custom else "", object=state)

    def Invoke(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.ResourceInvokeRequest
    ) -> provider_pb2.InvokeResponse:
        assert request.tok == "pulumi:pulumi:readStackResourceOutputs"
        answer = provider_pb2.InvokeResponse()
        json_format.ParseDict({"outputs": self._program.state}, getattr(answer, "return"))
        return answer

    def RegisterResourceOutputs(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        if "::pulumi:pulumi:Stack::" in request.urn:
            self._program.outputs.update(_plain(json_format.MessageToDict(request.outputs)))
        return empty_pb2.Empty()


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    mapping = cast("dict[str, Any]", value)
    if mapping.get(_SIGNATURE) == _SECRET:
        return Secret(_plain(mapping["value"]))
    return {key: _plain(item) for key, item in mapping.items()}


def revealed(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a recorded value with its secrets in clear text."""
    if isinstance(value, Secret):
        return revealed(value.value)
    if isinstance(value, list):
        return [revealed(item) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {key: revealed(item) for key, item in cast("dict[str, Any]", value).items()}
    return value


def image_lock(without: tuple[str, ...] = ()) -> Lock:
    """Return a lock that has every image but those named."""
    images = {
        name: {"ref": None, "id": None, "source": "none", "size": 0, "tried": ["registry: refused"]}
        if name in without
        else {"ref": f"novax/{name}:test", "id": f"sha256:{name}", "source": "build", "size": 1}
        for name in catalog.IMAGES
    }
    return Lock.model_validate_json(json.dumps({"images": images}))


def _engine_answers(lock: Lock) -> Callable[..., str]:
    """Return a stand-in for `docker` on a machine that has every image and publishes this stack's ports already."""
    references = [entry.ref.partition(":") for entry in lock.images.values() if entry.ref]
    answers = {
        "info": str(ENGINE_MEMORY),
        "ps": ", ".join(f"127.0.0.1:{port}->{port}/tcp" for port in USUAL.values()),
        "image": "\n".join(json.dumps({"Repository": name, "Tag": tag}) for name, _, tag in references),
    }
    return lambda *arguments: answers[arguments[0]]


def whole_disks(*given: Any) -> dict[str, dict[str, Disk]]:  # noqa: ANN401 - whatever a platform is asked with
    """Return a disk with data for every member of the services that a platform is asked for last."""
    return {
        spec.name: {member.name: Disk(f"volume of {member.name}", frozenset({spec.name})) for member in spec.members}
        for spec in given[-1]
    }


def _nothing(*_: object) -> None:
    """Stand in for a look at a cluster."""


def run(
    body: Callable[[], object], stack: str, config: Mapping[str, object], program: Program, *, preview: bool = False
) -> Program:
    """Run a program against the recording engine; what it raises comes out as it is."""

    def isolated() -> None:
        # Not `set_mocks`, which makes a stack of its own on an event loop of its own.
        engine = mocks.MockEngine(logging.getLogger(__name__))
        monitor = Monitor(program)
        configure(mocks.MockSettings(monitor=monitor, engine=engine, project="novax", stack=stack, dry_run=preview))
        texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
        pulumi.runtime.set_all_config(texts)
        asyncio.run(run_in_stack(lambda: cast("None", body())))

    def registered(_: pulumi.ResourceHook) -> asyncio.Future[None]:
        done = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    with pytest.MonkeyPatch.context() as patch:
        # Hooks are called back by a server that only a real engine talks to.
        patch.setattr("pulumi.resource_hooks.register_resource_hook", registered)
        patch.setattr(pulumi.log, "warn", program.warnings.append)
        contextvars.copy_context().run(isolated)
    return program


@pytest.fixture(scope="session")
def stack_config() -> Callable[[str], dict[str, Any]]:
    """Return a function that reads the configuration of a stack file."""
    return lambda stack: yaml.safe_load((STACKS / f"Pulumi.{stack}.yaml").read_text())["config"]


@pytest.fixture(scope="session")
def run_program(
    tmp_path_factory: pytest.TempPathFactory, stack_config: Callable[[str], dict[str, Any]]
) -> Callable[..., Program]:
    """Return a function that runs the program for a stack, with changed settings or without some images.

    A run that is expected to fail is recorded ``into`` a program of the caller's; ``state`` is what the engine tells
    of the stack's state.
    """

    def execute(  # noqa: PLR0913 - each is one thing that a run can differ in
        stack: str = "dev",
        *,
        change: Mapping[str, object] | None = None,
        without: tuple[str, ...] = (),
        state: Mapping[str, Any] | None = None,
        preview: bool = False,
        into: Program | None = None,
    ) -> Program:
        lock = image_lock(without)
        file = tmp_path_factory.mktemp(stack) / "images.json"
        file.write_text(lock.model_dump_json())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(paths, "IMAGE_LOCK", file)
            patch.setattr("infra.toolchain.engine.docker", _engine_answers(lock))
            patch.setattr(kubernetes_preflight, "check", _nothing)
            # What the program needs no more, tests after it do.
            patch.setattr(gc, "disable", _nothing)
            patch.setattr(volumes, "look", whole_disks)
            patch.setattr(claims, "look", whole_disks)
            main = str(paths.PROJECT / "infra" / "__main__.py")
            config = {**stack_config(stack), **(change or {})}
            program = into or Program()
            patch.setattr(surroundings, "settle", program.settle)
            program.state = state or {}
            return run(lambda: runpy.run_path(main), stack, config, program, preview=preview)

    return execute


@pytest.fixture
def recorded() -> Program:
    """Return a program that has registered nothing yet."""
    return Program()


@pytest.fixture(scope="session")
def program(run_program: Callable[..., Program]) -> Program:
    """Return what stack dev is, with every image."""
    return run_program()


@pytest.fixture(scope="session")
def in_engine() -> Callable[[Callable[[], object]], Program]:
    """Return a function that runs a piece of a program in stack dev and tells what it registered."""
    return lambda body: run(body, "dev", {}, Program())


@pytest.fixture
def lock() -> Callable[..., Lock]:
    return image_lock


@pytest.fixture(params=sorted(file.name.split(".")[1] for file in STACKS.glob("Pulumi.*.yaml")))
def stack(request: pytest.FixtureRequest) -> str:
    """Return the name of each committed stack in turn."""
    return request.param


@pytest.fixture
def settings(stack: str) -> Settings:
    """Return the settings of each committed stack in turn."""
    return from_file(STACKS / f"Pulumi.{stack}.yaml", stack)


@pytest.fixture(scope="session")
def dev() -> Settings:
    return from_file(STACKS / "Pulumi.dev.yaml", "dev")


@pytest.fixture(scope="session")
def ci() -> Settings:
    return from_file(STACKS / "Pulumi.ci.yaml", "ci")


@pytest.fixture(scope="session")
def in_clear() -> Callable[[Any], Any]:
    """Return a function that shows the secrets in a recorded value."""
    return revealed


def texts_in(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        value = list(cast("dict[str, Any]", value).values())
    if isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from texts_in(item)
    elif isinstance(value, str):
        yield value


def secret_texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, Secret):
        yield from texts_in(revealed(value))
    if isinstance(value, dict):
        value = list(cast("dict[str, Any]", value).values())
    if isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from secret_texts(item)


@pytest.fixture(scope="session")
def secrets_in() -> Callable[[Any], Iterator[str]]:
    """Return a function that yields every secret text in a recorded value."""
    return secret_texts
