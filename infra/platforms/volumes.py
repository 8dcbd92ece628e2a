"""The data volumes of a stack on Docker, looked at from a container that has them read-only and ends at once."""

from collections.abc import Sequence

from infra.platforms.base import Disk
from infra.specs import ServiceSpec
from infra.toolchain import engine

_SECONDS = 60.0
_PLACE = "/disks"


def prefix(stack: str) -> str:
    """Return what the names of all that a stack has in the engine begin with."""
    return f"novax-{stack}"


def name_of(stack: str, member: str) -> str:
    """Return the name of a member's data volume."""
    return f"{prefix(stack)}-{member}-data"


def look(stack: str, image: str, specs: Sequence[ServiceSpec]) -> dict[str, dict[str, Disk]]:
    """Return the disk of each member of services with data, by service and member; ``image`` has a shell.

    Raises:
        UserError: the engine does not answer.
    """
    known = set(engine.docker("volume", "ls", "--quiet").split())
    there = {member.name for spec in specs for member in spec.members if name_of(stack, member.name) in known}
    marks = _marks(stack, image, specs, there) if there else {}
    return {
        spec.name: {
            member.name: Disk(name_of(stack, member.name), frozenset(marks.get(member.name, ())))
            if member.name in there
            else Disk("", frozenset())
            for member in spec.members
        }
        for spec in specs
    }


def _marks(stack: str, image: str, specs: Sequence[ServiceSpec], there: set[str]) -> dict[str, list[str]]:
    """Return the marks on each disk by its member's name."""
    script: list[str] = []
    mounts: list[str] = []
    for spec in specs:
        for member in spec.members:
            if spec.data and member.name in there:
                # What is not there yet is no news. Unlike sed, awk ends a last line that the file does not end.
                told = f"""awk '{{print "{member.name}", $0}}'"""
                script.append(f"cd {_PLACE}/{member.name} && {{ {spec.data.marks}\n}} 2>/dev/null | {told}")
                source = f"src={name_of(stack, member.name)},dst={_PLACE}/{member.name}"
                mounts += ["--mount", f"type=volume,{source},readonly"]
    # Every service's files are its own user's; this right reads them, and nothing else.
    rights = ("--user=0:0", "--cap-drop=ALL", "--cap-add=DAC_READ_SEARCH", "--security-opt=no-new-privileges")
    found: dict[str, list[str]] = {}
    command = ("run", "--rm", "--network=none", *rights, *mounts, image, "sh", "-c", "\n".join(script))
    for line in engine.docker(*command, limit=_SECONDS).splitlines():
        member, _, mark = line.partition(" ")
        if mark:
            found.setdefault(member, []).append(mark)
    return found
