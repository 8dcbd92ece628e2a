"""Drift, previews and rules name hooks by constants; each of these is a hook's name, and each hook has one."""

from collections.abc import Sequence

from infra.hooks import names
from infra.hooks.registry import all_hooks
from infra.packs import Pack
from infra.settings import Settings


def test_the_names_are_those_of_the_hooks(dev: Settings, packs: Sequence[Pack]) -> None:
    known = {value for name, value in vars(names).items() if name.isupper()}
    assert {hook.name for hook in all_hooks(dev, packs)} == known
