"""The stand-ins for parts of Pulumi's SDK do what its own do, and the program loads no client that only hooks need."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import Callable, Generator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import resource, settings, stack

from infra import sdk
from infra.paths import PROJECT

SETTINGS: Any = settings.SETTINGS
OWN = stack.wait_for_rpcs
Wait = Callable[[], Any]

CLIENTS = ("pulumi_kubernetes", "boto3", "minio", "nats", "redis")


@pytest.fixture(params=[OWN, sdk.settled], ids=["the SDK's", "the stand-in"])
def wait(request: pytest.FixtureRequest) -> Generator[Wait]:
    yield request.param
    SETTINGS.rpc_manager.clear()
    SETTINGS.outputs.clear()


def test_work_that_work_has_begun_is_waited_for(wait: Wait) -> None:
    ended: list[str] = []

    async def later(name: str) -> None:
        await asyncio.sleep(0.01)
        ended.append(name)

    async def first() -> None:
        await asyncio.sleep(0.01)
        SETTINGS.outputs.add(asyncio.ensure_future(later("output")))
        SETTINGS.rpc_manager.rpcs.append(asyncio.ensure_future(later("call")))

    async def run() -> None:
        SETTINGS.rpc_manager.rpcs.append(asyncio.ensure_future(first()))
        await wait()

    asyncio.run(run())
    assert sorted(ended) == ["call", "output"]


@pytest.mark.parametrize("kind", ["call", "output"])
def test_the_first_failure_is_raised(wait: Wait, kind: str) -> None:
    async def fail() -> None:
        await asyncio.sleep(0.01)
        raise pulumi.RunError("no space left")

    async def run() -> None:
        failing = asyncio.ensure_future(fail())
        if kind == "call":
            SETTINGS.rpc_manager.rpcs.append(failing)
        else:
            SETTINGS.outputs.add(failing)
        await wait()

    with pytest.raises(pulumi.RunError, match="no space left"):
        asyncio.run(run())


def test_a_failure_that_a_call_has_left_behind_is_raised(wait: Wait) -> None:
    async def fail() -> None:
        raise pulumi.RunError("refused")

    async def run() -> None:
        await SETTINGS.rpc_manager.do_rpc("test", fail)()
        SETTINGS.rpc_manager.rpcs.clear()
        await wait()

    with pytest.raises(pulumi.RunError, match="refused"):
        asyncio.run(run())


def test_the_sdk_has_what_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    replaced: list[tuple[Any, str]] = [(stack, "wait_for_rpcs"), (resource, "_get_stack_trace"), (pulumi.log, "debug")]
    for owner, name in replaced:
        monkeypatch.setattr(owner, name, getattr(owner, name))
    try:
        sdk.hasten()
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert stack.wait_for_rpcs is sdk.settled
    assert resource._get_source_position(resource._get_stack_trace()) is None  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def test_a_plan_loads_no_client() -> None:
    modules = "infra.outputs, infra.deploy, infra.disks.upkeep, infra.hooks.registry, infra.platforms"
    chosen = "infra.platforms.platform_named('docker')"
    program = f"import sys, {modules}; {chosen}; print([name for name in {CLIENTS} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
