"""Images before and after, and whether the new program reads the old one's data."""

import re
from collections.abc import Iterator

from infra.preview import workloads
from infra.preview.plan import CONTAINER, Plan
from infra.preview.report import Level, Risk, Version

_REFERENCE = re.compile(r"(?P<name>[^\s@]+?)(?::(?P<tag>[^:@/]+))?(?:@(?P<digest>\S+))?")
_CONTENT_KEY = re.compile(r"-[0-9a-f]{12}$")

_PATHS = {
    "postgres": "PostgreSQL does not start on the data of another major version; it needs pg_upgrade or a dump, "
    "rehearsed on a restored copy",
    "meilisearch": "Meilisearch does not start on the data of any other version; take a dump before and "
    "import it after",
    "redis": "an older Redis does not read what a newer one wrote",
    "nats": "check the release notes for changes of the store's format",
    "minio": "check the release notes; going back may not be possible",
    "etcd": "etcd goes up one minor version at a time and never back",
}
_EVERY_VERSION = ("meilisearch",)
"""Programs for which any change of version is one of the data's format."""


def versions(plan: Plan) -> tuple[Version, ...]:
    """Return each member whose image differs."""
    return tuple(_version(member, before, after) for member, before, after, _ in _changed(plan))


def risks(plan: Plan) -> Iterator[Risk]:
    """Yield what new versions mean for the data that is there."""
    for member, before, after, stateful in _changed(plan):
        version = _version(member, before, after)
        if not version.major:
            continue
        program = name_of(after).rpartition("/")[2]
        yield Risk(
            level=Level.DATA if stateful else Level.NOTICE,
            subject=version.member,
            message=f"major upgrade of {program} from {tag_of(before)} to {tag_of(after)}"
            + (
                f": {_PATHS.get(program, 'whether it reads the data of the old one is not known here')}"
                if stateful
                else ""
            ),
        )


def name_of(reference: str) -> str:
    """Return an image's name without tag and digest."""
    found = _REFERENCE.fullmatch(reference)
    return found["name"] if found else reference


def tag_of(reference: str) -> str:
    """Return the version that people read: the tag without the key of a built image's content."""
    found = _REFERENCE.fullmatch(reference)
    return _CONTENT_KEY.sub("", found["tag"] or "") if found else ""


def is_major(before: str, after: str) -> bool:
    """Tell whether two references are of versions that may not read each other's data; a way back always is one."""
    if name_of(before) != name_of(after):
        return True
    old, new = _numbers(tag_of(before)), _numbers(tag_of(after))
    if name_of(after).rpartition("/")[2] in _EVERY_VERSION:
        return old != new
    return old[:1] != new[:1] or new < old


def _version(member: str, before: str, after: str) -> Version:
    return Version(member=member, before=before, after=after, major=is_major(before, after))


def _changed(plan: Plan) -> Iterator[tuple[str, str, str, bool]]:
    """Yield the member, its image before and after, and whether it keeps data."""
    for step in plan.changed:
        if step.resource.type == CONTAINER and step.old and step.new:
            before, after = (str(state.inputs.get("image", "")) for state in (step.old, step.new))
            if before != after:
                yield step.resource.name, before, after, bool(step.new.inputs.get("mounts"))
    for one in plan.workloads:
        for before, after in workloads.images(one):
            yield one.name, before, after, one.kind == workloads.STATEFUL_SET


def _numbers(tag: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", tag))
