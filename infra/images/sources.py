"""Places that an image can come from, tried in order, with the reason why each one before the last did not deliver."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from infra.images.work import Work
from infra.toolchain.commands import Unavailable


@dataclass(frozen=True)
class Source:
    """One place.

    ``check`` says cheaply whether it would deliver, ``obtain`` makes it deliver and returns the image's reference;
    both raise ``Unavailable`` with the reason where it does not.
    """

    name: str
    check: Callable[[], object]
    obtain: Callable[[Work], str]


@dataclass(frozen=True)
class Outcome:
    """Which source delivered (None: none did), the reference of what it delivered, and why others did not."""

    source: str | None
    reference: str | None
    tried: tuple[str, ...]


def obtain(sources: Sequence[Source], work: Work) -> Outcome:
    """Let the first source that can deliver the image."""
    tried: list[str] = []
    for source in sources:
        try:
            source.check()
            return Outcome(source.name, source.obtain(work), tuple(tried))
        except Unavailable as reason:
            tried.append(f"{source.name}: {reason}")
    return Outcome(None, None, tuple(tried))


def plan(sources: Sequence[Source]) -> Outcome:
    """Return what ``obtain`` would use, obtaining nothing; the reference stays None."""
    tried: list[str] = []
    for source in sources:
        try:
            source.check()
        except Unavailable as reason:
            tried.append(f"{source.name}: {reason}")
        else:
            return Outcome(source.name, None, tuple(tried))
    return Outcome(None, None, tuple(tried))
