"""Pulumi's SDK without work whose result nobody sees.

It tells the engine of each of its steps, hundreds for each resource, in calls that the program waits for; it reads the
program's source for each resource; and it looks at every task that is left whenever one ends. The stand-ins belong to
the version of the SDK that requirements.lock pins; tests hold them to what its own do.
"""

import asyncio
import gc
from typing import Any

import pulumi
from pulumi.runtime import resource, settings, stack
from pulumi.runtime.proto import source_pb2


def hasten() -> None:
    """Put the stand-ins in place, before the first resource is declared."""
    # Almost all that it makes is needed until it ends, and looking for the rest takes a tenth of a plan.
    gc.disable()
    pulumi.log.debug = _silent
    resource._get_stack_trace = source_pb2.StackTrace  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    stack.wait_for_rpcs = settled


def _silent(*_: object, **__: object) -> None:
    """Say nothing: only `pulumi --debug` would show it."""


async def settled(*, await_all_outstanding_tasks: bool = True) -> None:
    """Wait until the program has nothing more to do; raise the first failure."""
    del await_all_outstanding_tasks
    known: Any = settings.SETTINGS
    manager, outputs = known.rpc_manager, known.outputs
    while waiting := [*manager.rpcs, *outputs]:
        manager.rpcs.clear()
        outputs.clear()
        await asyncio.gather(*waiting)
    if error := manager.unhandled_exception:
        raise error.with_traceback(manager.exception_traceback)
