"""What an `up` brings back because it was changed by hand: the state cannot know, so its hooks have to run again."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from infra.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra.drift.report import Finding
    from infra.settings import Settings


def changes(stack: str, chosen: "Settings") -> tuple["Finding", ...]:
    """Return what was changed by hand and which hook brings it back; nothing while not all of the stack is well.

    Whoever is starting would be waited for, and what `up` mends anyway would look as if it was changed. A part that
    cannot be looked at is left to the next `up`, and to `novax drift`, which says why.
    """
    from infra.cli.drift import open_stack  # noqa: PLC0415  # the help page does not pay for these
    from infra.drift.looks import by_hand  # noqa: PLC0415

    try:
        with ThreadPoolExecutor(1) as pool:
            # Beside each other: both wait for others most of their time.
            opening = pool.submit(open_stack, stack, chosen)
            return by_hand(opening.result()) if _all_is_well(stack, chosen) else ()
    except UserError:
        return ()


def hooks(found: "Iterable[Finding]") -> tuple[str, ...]:
    """Return the names of the hooks to run again."""
    return tuple(sorted({finding.hook for finding in found}))


def _all_is_well(stack: str, chosen: "Settings") -> bool:
    from infra.cli import containers, pods  # noqa: PLC0415  # as above
    from infra.platforms.forwards import Cluster  # noqa: PLC0415

    if chosen.platform == "kubernetes":
        healths = [pod.health for pod in pods.look(Cluster.of(chosen.kubernetes)).values()]
    else:
        healths = list(containers.health_of(containers.inspected(stack)).values())
    return bool(healths) and set(healths) == {containers.HEALTHY}
