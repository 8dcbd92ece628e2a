"""The tests of `make verify` disturb nobody: after them the stack is as it was before.

It runs after all others but those that are disruptive.
"""

from collections.abc import Sequence

from infra.cli.running import Running
from infra.packs import Pack
from tests.smoke import watcher
from tests.smoke.watcher import Look


def test_nothing_was_restarted_changed_or_left_behind(
    running: Running, packs: Sequence[Pack], first_look: Look
) -> None:
    now = watcher.look(running, packs)
    changed = {name: (first_look.get(name), now.get(name)) for name in {*first_look, *now}}
    assert {name: (before, after) for name, (before, after) in changed.items() if before != after} == {}
