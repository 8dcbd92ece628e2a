"""Threads for the work of hooks.

A hook's callback shares its event loop with every registration that is still to come, so what blocks runs in a thread.
Not in asyncio's own: Pulumi's SDK waits in those for each resource until its hooks have ended, so with as many
resources as there are threads no hook would ever begin (seen).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_AT_ONCE = 32
"""More than a stack has resources that wait for each other's hooks; an idle thread costs nothing."""

_THREADS = ThreadPoolExecutor(_AT_ONCE, "novax-hook")

T = TypeVar("T")


async def apart(work: Callable[[], T]) -> T:
    """Return what the work returns, done in a thread of its own."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)
