"""Whether a stack has a full backup of what it holds now, and what the lock keeps of deleted ones; waits for the first.

The backup container takes the first one by itself and says how it stands.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.cli import inside
from infra.cli.running import Running
from infra.errors import UserError
from infra.services.pgbackrest import CLIENT
from infra.toolchain.commands import Unavailable, answer
from infra.toolchain.progress import elapsed, say, working

_ASK_SECONDS = 20.0
_LOOK_SECONDS = 2.0
_STALLED_SECONDS = 900.0
"""How long `up` waits for a first backup that does not go on; one that does may take hours."""

_MIB = 2**20


@dataclass(frozen=True)
class Protection:
    """How it stands: a `reason` where there is no full backup, `progress` as bytes of how many while one is taken."""

    protected: bool
    reason: str = ""
    progress: tuple[int, int] | None = None
    held_versions: int = 0
    held_bytes: int = 0
    """Of versions that were deleted, expired or overwritten, at the last count."""

    @property
    def lines(self) -> tuple[str, ...]:
        """How it stands, in sentences; none where there is nothing to say."""
        return (
            *(() if self.protected else (f"not protected yet: {self.reason}{self._how_far}",)),
            *((self._held,) if self.held_versions else ()),
        )

    @property
    def _how_far(self) -> str:
        return f", {self.progress[0] / _MIB:.0f} of {self.progress[1] / _MIB:.0f} MiB" if self.progress else ""

    @property
    def _held(self) -> str:
        return f"the lock holds {self.held_bytes / _MIB:.1f} MiB in {self.held_versions} deleted or expired versions"


def look(running: Running) -> Protection | None:
    """Return how it stands; None for a stack without backups, and a reason where the container does not say."""
    service = running.services.get(CLIENT)
    if service is None or not service.present:
        return None
    return of(next(iter(service.members.values())))


def of(container: str) -> Protection:
    """Return how it stands by the stack's backup container, or that this does not say."""
    try:
        said = answer(inside.command(container, ["novax-backup", "protection"]), limit=_ASK_SECONDS)
    except (Unavailable, UserError) as reason:
        last = (str(reason).strip().splitlines() or ["without a word"])[-1]
        return Protection(protected=False, reason=f"the backup container does not say how it stands: {last}")
    return parse(json.loads(said))


def parse(said: Mapping[str, Any]) -> Protection:
    """Return the typed form of what the container says."""
    held: Mapping[str, Any] = said["held"] or {}
    return Protection(
        protected=said["protected"],
        reason=said["reason"],
        progress=(said["progress"][0], said["progress"][1]) if said["progress"] else None,
        held_versions=held.get("versions", 0),
        held_bytes=held.get("bytes", 0),
    )


def wait(running: Running) -> None:
    """Wait until a stack has a full backup, and print how far it is.

    Raises:
        UserError: it does not go on.
    """
    moved, found = time.monotonic(), look(running)
    with working(f"first full backup of stack {running.stack}") as tick:
        while found and not found.protected:
            if time.monotonic() - moved > _STALLED_SECONDS:
                raise UserError(
                    f"stack {running.stack} is up, and its first full backup does not go on for "
                    f"{elapsed(_STALLED_SECONDS)}: {found.reason}; mend that, it is tried again by itself, and `novax "
                    f"status -s {running.stack}` tells when it has ended"
                )
            tick()
            time.sleep(_LOOK_SECONDS)
            before, found = found, look(running)
            if found and found.progress != before.progress:
                moved = time.monotonic()
                _show(before, found)


def _show(before: Protection, now: Protection) -> None:
    """Print how far it is, once for each tenth."""
    if now.progress and _tenths(now) != _tenths(before):
        say(f"    {now.progress[0] / _MIB:.0f} of {now.progress[1] / _MIB:.0f} MiB")


def _tenths(found: Protection) -> int:
    done, total = found.progress or (0, 0)
    return 10 * done // total if total else 0
