"""What a container uses of this machine's memory, by the kernel's own account.

The Docker engine tells it too, but engines before 23 only as often as they measure, once a second.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")
_PROCESSES = Path("/proc")


def used(container: str, process: int) -> int | None:
    """Return the bytes that a container uses, without files that it has read and could read again.

    Args:
        container: its whole ID.
        process: the ID of its first process on its machine.

    Returns:
        None where the container does not run on this machine.
    """
    with suppress(OSError):
        for folder, usage, unneeded in _accounts(container, process):
            if (folder / usage).exists():
                facts = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
                return int((folder / usage).read_text()) - int(facts[unneeded])
    return None


def _accounts(container: str, process: int) -> Iterator[tuple[Path, str, str]]:
    """Yield the folder with a group's account and what its files and figures are called, by each version of groups."""
    for line in (_PROCESSES / str(process) / "cgroup").read_text().splitlines():
        _, kinds, path = line.split(":", 2)
        # Another machine's process may have any number.
        if container not in path:
            continue
        if kinds == "memory":
            yield _GROUPS / "memory" / path[1:], "memory.usage_in_bytes", "total_inactive_file"
        elif not kinds:
            yield _GROUPS / path[1:], "memory.current", "inactive_file"
