"""Runs a checkout's program without Pulumi, engine or secrets, and prints what it would register, as JSON.

A program of its own: it is started with a checkout's root as its only argument and that root first on the path, so
that an older revision is rendered by its own code. Of this project it therefore knows the few names that it stands in
for, and does without any that a revision lacks. Secrets are made-up constants, and printed as digests alone.
"""

import asyncio
import contextvars
import functools
import gc
import hashlib
import importlib
import json
import logging
import runpy
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import pulumi
import yaml
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import mocks
from pulumi.runtime.proto import resource_pb2, source_pb2
from pulumi.runtime.settings import SETTINGS, configure
from pulumi.runtime.stack import run_in_stack

# How Pulumi's protocol marks a secret: a struct with these two values.
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, not a secret

_DIGITS = 12


class _Monitor(mocks.MockMonitor):
    """Stands in for the engine: every resource becomes what its inputs say."""

    def __init__(self, found: list[dict[str, Any]], root: Path) -> None:
        super().__init__(cast("mocks.Mocks", None))
        self._found = found
        self._root = root

    def RegisterResource(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type != "pulumi:pulumi:Stack":
            self._found.append(
                {
                    "urn": urn,
                    "type": request.type,
                    "name": request.name,
                    "parent": request.parent,
                    "inputs": _of_anywhere(_plain(json_format.MessageToDict(request.object)), self._root),
                    "protect": request.protect,
                    "retain": request.retainOnDelete,
                    "dependencies": list(request.dependencies),
                }
            )
        state = struct_pb2.Struct()
        state.CopyFrom(request.object)
        if request.type == "pulumi:index:Stash":
            state["output"] = request.object["input"]
        return resource_pb2.RegisterResourceResponse(urn=urn, id=request.name if request.custom else "", object=state)

    def RegisterResourceOutputs(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        del request
        return empty_pb2.Empty()


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        mapping = cast("dict[str, Any]", value)
        if mapping.get(_SIGNATURE) == _SECRET:
            digest = hashlib.sha256(json.dumps(mapping["value"], sort_keys=True).encode()).hexdigest()
            return f"[secret {digest[:_DIGITS]}]"
        return {key: _plain(item) for key, item in mapping.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _of_anywhere(inputs: dict[str, Any], root: Path) -> dict[str, Any]:
    """Return a release's inputs without where its checkout lies, and with what its chart is made of."""
    chart = Path(str(inputs.get("chart", "")))
    if not chart.is_relative_to(root):
        return inputs
    made_of = [_digest(folder) for folder in (chart, root / "charts" / "library")]
    return {**inputs, "chart": chart.relative_to(root).as_posix(), "checksum": made_of}


def _stand_in(root: Path) -> None:
    """Replace what asks the machine, or makes what is new each time."""

    def leaf(_: object, names: Iterable[str], _usages: object) -> dict[str, str]:
        return {"crt": f"certificate of {sorted(names)}", "key": "key"}

    def authority(name: str) -> dict[str, str]:
        return {"crt": f"CA {name}", "key": "key"}

    def quick(password: bytes, _: bytes) -> bytes:
        return hashlib.sha256(password).hexdigest().encode()

    def no_disks(*given: Any) -> dict[str, dict[str, object]]:  # noqa: ANN401 - the revision's own types
        return {spec.name: {} for spec in given[-1]}

    def lock(_: Path) -> object:
        return _lock(root)

    _replace("infra.preflight", "check", _silent)
    _replace("infra.disks.record", "recorded", dict)
    _replace("infra.platforms.volumes", "look", no_disks)
    _replace("infra.platforms.claims", "look", no_disks)
    _replace(
        "infra.platforms.ports", "free_ports", lambda: dict(importlib.import_module("infra.platforms.ports").USUAL)
    )
    _replace("infra.identity", "new_password", lambda: "rendered-without-secrets")
    _replace("infra.identity", "new_user", lambda: "rendered-without-names")
    _replace("infra.identity", "new_authority", authority)
    _replace("infra.identity", "new_leaf", leaf)
    _replace("pulumi.resource_hooks", "register_resource_hook", _registered)
    _replace("infra.images.lock", "load", lock)
    _replace("pulumi.runtime.stack", "wait_for_rpcs", _settled)
    _replace("pulumi.runtime.resource", "_get_stack_trace", source_pb2.StackTrace)
    _replace("bcrypt", "hashpw", quick)
    # YAML goes through C several times faster, to the same result.
    _replace("yaml", "SafeLoader", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    _replace("yaml", "SafeDumper", getattr(yaml, "CSafeDumper", yaml.SafeDumper))


async def _settled(*, await_all_outstanding_tasks: bool = True) -> None:
    """Wait until the program has nothing more to do; Pulumi's own way looks at every task after each that ends."""
    del await_all_outstanding_tasks
    pulumis: Any = SETTINGS
    calls, outputs = pulumis.rpc_manager.rpcs, pulumis.outputs
    while calls or outputs:
        waiting = [*calls, *outputs]
        calls.clear()
        outputs.clear()
        await asyncio.gather(*waiting)
    if error := pulumis.rpc_manager.unhandled_exception:
        raise error.with_traceback(pulumis.rpc_manager.exception_traceback)


def _silent(*_: object, **__: object) -> None:
    """Do nothing: there is no engine to ask and nobody to warn."""


def _replace(module: str, name: str, value: object) -> None:
    try:
        found = importlib.import_module(module)
    except ImportError:
        return
    if hasattr(found, name):
        setattr(found, name, value)


def _registered(_: object) -> asyncio.Future[None]:
    # Hooks are called back by a server that only a real engine talks to.
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)
    return done


def _lock(root: Path) -> Any:  # noqa: ANN401 - the revision's own type
    """Return a lock in which every image is there; its tag changes with whatever it is made of."""
    catalog = importlib.import_module("infra.catalog")
    lock = importlib.import_module("infra.images.lock")
    base = _digest(root / "infra" / "images" / "base")
    images: dict[str, Any] = {}
    for name, image in catalog.IMAGES.items():
        made_of = f"{base} {_digest(root / 'infra' / 'images' / image.directory)}" if image.directory else ""
        key = hashlib.sha256(f"{made_of} {image.build_args}".encode()).hexdigest()[:_DIGITS]
        reference = f"novax/{name}:{image.version}-{key}"
        images[name] = {"ref": reference, "id": reference, "source": "build", "size": 0}
    return lock.Lock.model_validate({"images": images})


@functools.cache
def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def render(root: Path, stack: str) -> dict[str, Any]:
    """Return the resources of a stack, or why they cannot be rendered."""
    found: list[dict[str, Any]] = []
    document: Mapping[str, Any] = yaml.safe_load((root / "stacks" / f"Pulumi.{stack}.yaml").read_text()) or {}
    values: Mapping[str, object] = document.get("config") or {}
    config = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}

    def isolated() -> None:
        # Not `set_mocks`, which makes a stack of its own on an event loop of its own.
        engine = mocks.MockEngine(logging.getLogger(__name__))
        configure(mocks.MockSettings(monitor=_Monitor(found, root), engine=engine, project="novax", stack=stack))
        pulumi.runtime.set_all_config(config)
        program: Callable[[], Any] = lambda: runpy.run_path(str(root / "infra" / "__main__.py"))  # noqa: E731
        asyncio.run(run_in_stack(program))

    try:
        contextvars.copy_context().run(isolated)
    except pulumi.RunError as error:
        return {"skipped": str(error), "resources": []}
    return {"skipped": "", "resources": found}


def main() -> None:
    """Print every stack of the checkout."""
    root = Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(root))
    logging.disable(logging.WARNING)
    pulumi.log.warn = pulumi.log.info = pulumi.log.debug = _silent
    # It ends within seconds, and everything that it makes is needed until then.
    gc.disable()
    _stand_in(root)
    names = sys.argv[2:] or sorted(file.name.split(".")[1] for file in (root / "stacks").glob("Pulumi.*.yaml"))
    print(json.dumps({name: render(root, name) for name in names}))  # noqa: T201 - its only result


if __name__ == "__main__":
    main()
