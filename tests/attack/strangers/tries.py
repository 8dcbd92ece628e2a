"""What an attack tried, and what it gained: the list of attacks is the tests of this folder that bear `attack`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.paths import PROJECT

SHOWN = 400
"""Characters of an answer that a report shows."""


@dataclass
class Tries:
    """The tries of one attack; `gains` says of each that worked what it brought."""

    count: int = 0
    gains: list[str] = field(default_factory=list[str])

    def note(self, what: str, gain: object = "") -> None:
        """Count a try; it is held when `gain` is empty."""
        self.count += 1
        if gain:
            self.gains.append(f"{what}: {str(gain)[:SHOWN]}")

    def refused(
        self, what: str, call: Callable[[], object], by: type[Exception] | tuple[type[Exception], ...], telling: str
    ) -> None:
        """Count a call that is to raise one of `by` with a text that matches the pattern `telling`."""
        try:
            answer = call()
        except by as error:
            self.note(what, "" if re.search(telling, str(error)) else f"failed otherwise: {error}")
        else:
            self.note(what, f"worked: {answer!r}")

    def settle(self, limit: str) -> None:
        """Judge the attack: it holds, or brings what README's limits say, no more and no less.

        Raises:
            AssertionError: it was not tried, it gained something, or a limit that is claimed is none any more.
        """
        assert self.count, "nothing was tried"
        if limit:
            assert self.gains, f"README names a limit that does not show: {limit}"
        else:
            assert not self.gains, "\n".join(self.gains)


def attack(actor: str, gain: str, *, limit: str = "") -> pytest.MarkDecorator:
    """Mark a test as an attack: who tries, and what a success would be.

    `limit` is a sentence of README's limits, for an attack that nothing here prevents.
    """
    return pytest.mark.attack(actor=actor, gain=gain, limit=limit)


def in_limits(sentence: str) -> bool:
    """Tell whether README's limits have a sentence, however its lines break."""
    limits = (PROJECT / "README.md").read_text(encoding="utf-8").partition("\n## Limits\n")[2].partition("\n## ")[0]
    return sentence in " ".join(limits.split())


def found(words: Iterable[str], text: str) -> list[str]:
    """Return the words that a text holds."""
    return sorted(word for word in words if word in text)


def lists(test: str) -> Any:  # noqa: ANN401  # any YAML
    """Return what the file beside a test of this folder lists, given the test's `__file__`."""
    file = Path(test)
    return yaml.safe_load(file.with_name(f"{file.stem.removeprefix('test_')}.yaml").read_text(encoding="utf-8"))
