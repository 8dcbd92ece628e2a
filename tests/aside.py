"""Pauses the running stack `dev` while the tests have the machine, where it has too few cores for two stacks at once.

``python -m tests.aside pause``, and afterwards ``resume``, which knows what it was that has to go on.
"""

import os
import sys
from collections.abc import Callable, Mapping

from infra.paths import PROJECT
from infra.toolchain.engine import docker
from infra.toolchain.progress import say

CORES = 4
"""With fewer, a stack that does something keeps another from being ready in time."""

_PAUSED = PROJECT / ".novax" / "paused"
"""The containers that wait; they are still named here after a run that could not end properly."""


def pause() -> None:
    """Pause what runs of the stack, and say so; whoever has cores enough, or no engine yet, is left alone."""
    if (os.cpu_count() or 1) >= CORES:
        return
    running = docker("ps", "--quiet", "--filter", "label=novax.stack=dev", "--filter", "status=running").split()
    if not running:
        return
    _PAUSED.parent.mkdir(parents=True, exist_ok=True)
    _PAUSED.write_text("\n".join(running), encoding="ascii")
    docker("pause", *running)
    say(f"  stack dev waits while tests run, because this machine has fewer than {CORES} cores; it goes on afterwards")


def resume() -> None:
    """Let what was paused go on, as far as it is still there."""
    if not _PAUSED.exists():
        return
    waiting = set(_PAUSED.read_text(encoding="ascii").split())
    paused = docker("ps", "--quiet", "--filter", "status=paused").split()
    if found := sorted(waiting.intersection(paused)):
        docker("unpause", *found)
        say("  stack dev goes on")
    _PAUSED.unlink()


_COMMANDS: Mapping[str, Callable[[], None]] = {"pause": pause, "resume": resume}

if __name__ == "__main__":
    _COMMANDS[sys.argv[1]]()
