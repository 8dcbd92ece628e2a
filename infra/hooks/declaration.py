"""The form of what a hook declares, plain JSON that its marker keeps in the state, and of what it would change."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

JSON: TypeAlias = "Mapping[str, JSON] | Sequence[JSON] | str | int | float | bool | None"
"""A value that JSON can express."""

Changes: TypeAlias = tuple[str, ...]
"""What a hook changed, one phrase each; empty when everything already was as declared."""


@dataclass
class Change:
    """One thing that is not as declared, found without changing anything; `make` brings it back.

    Whoever yields one goes on when it is asked for the next, and by `made` knows whether it is there then.
    """

    subject: str
    difference: str
    """What a person is told of it."""
    done: str
    """What a deployment tells once it is made."""
    make: Callable[[], object]
    mends: bool = True
    """False where `make` can only refuse, because nothing but hands can bring it back."""
    made: bool = False


def made(changes: Iterable[Change]) -> Changes:
    """Make each change as it is found, and return what was done."""
    done: list[str] = []
    for change in changes:
        change.make()
        change.made = True
        done.append(change.done)
    return tuple(done)
