"""Decides where every image comes from, has it made or fetched, and writes the lock; a plan does none of that."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from infra import paths
from infra.catalog import IMAGES, Image
from infra.errors import UserError
from infra.images import builder, docker, lock, sources, upstream
from infra.images.lock import Entry, Lock, Origin
from infra.images.recipe import Recipe, base, recipes
from infra.images.work import Work
from infra.toolchain.commands import Unavailable
from infra.toolchain.progress import say
from infra.toolchain.tools import INSTALLED, Plan

CacheEngine = Literal["redis", "valkey"]

PARALLEL = 2
"""Builds and pulls at a time: one of them waits for the network while the other unpacks."""


@dataclass(frozen=True)
class _Result:
    """An image that was not here before: what it is called now, and where it came from."""

    reference: str | None
    source: Origin
    tried: tuple[str, ...] = ()


def resolve_all(
    report: Callable[[str], None] = say,
    only: Sequence[str] | None = None,
    engine: CacheEngine = "redis",
    mirror: str | None = None,
    path: Path = paths.IMAGE_LOCK,
) -> Lock:
    """Make every image of the platform available, as far as its sources allow, and write the lock.

    ``only`` names the images to look after, otherwise all that a stack with this cache ``engine`` needs; what the lock
    says of others stays where it is still true. An upstream image without a source is no failure: the lock says so.

    Raises:
        UserError: no engine answers, an image is unknown, or one of ours cannot be built.
    """
    names = _selected(only, engine)
    before = _previous(path)
    local = _local()
    missing = [name for name in names if _present(name, local) is None]
    results = _obtain(missing, local, Work(report), mirror) if missing else {}
    if missing:
        local = _local()
    entries = {name: _entry(name, local, results.get(name), before.get(name)) for name in names}
    others = {name: entry for name, entry in before.items() if name not in entries}
    kept = {name: entry for name, entry in others.items() if entry.ref is None or entry.ref in local}
    found = Lock(images={name: entry for name in IMAGES if (entry := entries.get(name) or kept.get(name))})
    if found.images != before:
        lock.save(found, path)
    return found


def _selected(only: Sequence[str] | None, engine: CacheEngine) -> list[str]:
    unused = "valkey" if engine == "redis" else "redis"
    if only is None:
        return [name for name in IMAGES if name != unused]
    if unknown := sorted(set(only) - set(IMAGES)):
        raise UserError(f"there is no image {unknown[0]!r}; allowed: {', '.join(IMAGES)}; correct the name")
    wanted = {*only, *(IMAGES[name].on for name in only)}
    return [name for name in IMAGES if name in wanted]


def _previous(path: Path) -> dict[str, Entry]:
    # A lock that cannot be used is what this run mends.
    try:
        return lock.load(path).images
    except UserError:
        return {}


def _local() -> dict[str, docker.Local]:
    try:
        return docker.inspect([base().reference, *(reference for name in IMAGES for reference in _references(name))])
    except Unavailable as reason:
        raise UserError(f"no Docker Engine answers ({reason}); `make up` installs or starts one") from reason


def _references(name: str) -> list[str]:
    """Return what an image may be called, the best first."""
    image = IMAGES[name]
    return [recipe.reference for recipe in recipes(name)] if image.kind == "built" else [upstream.reference(image)]


def _present(name: str, local: Iterable[str]) -> str | None:
    return next((reference for reference in _references(name) if reference in local), None)


def _obtain(names: list[str], local: Iterable[str], work: Work, mirror: str | None) -> dict[str, _Result]:
    """Build or fetch images; when one fails or the user stops it, all stop."""
    built = {name: recipes(name) for name in names if IMAGES[name].kind == "built"}
    tasks: dict[str, Callable[[], _Result]] = {
        name: _fetching(IMAGES[name], work, mirror) for name in names if name not in built
    }
    if built:
        programs = {program for ways in built.values() for program in ways[0].programs}
        made = builder.prepare(work, local, programs)
        tasks |= {name: _building(made, ways) for name, ways in built.items()}
    # An image that stands on another of ours waits for it.
    waves = ([name for name in names if not IMAGES[name].on], [name for name in names if IMAGES[name].on])
    return {name: result for wave in waves for name, result in _carry_out({n: tasks[n] for n in wave}, work).items()}


def _carry_out(tasks: Mapping[str, Callable[[], _Result]], work: Work) -> dict[str, _Result]:
    with ThreadPoolExecutor(PARALLEL) as pool:
        futures = {pool.submit(task): name for name, task in tasks.items()}
        try:
            return {futures[future]: future.result() for future in as_completed(futures)}
        except BaseException:
            work.stopping.set()
            pool.shutdown(cancel_futures=True)
            raise


def _building(made: builder.Builder, ways: Sequence[Recipe]) -> Callable[[], _Result]:
    return lambda: _Result(made.build(ways).reference, "build")


def _fetching(image: Image, work: Work, mirror: str | None) -> Callable[[], _Result]:
    def fetch() -> _Result:
        outcome = sources.obtain(upstream.sources(image, mirror), work)
        return _Result(outcome.reference, cast("Origin", outcome.source or "none"), outcome.tried)

    return fetch


def _entry(name: str, local: Mapping[str, docker.Local], result: _Result | None, before: Entry | None) -> Entry:
    reference = _present(name, local)
    if reference is None:
        return Entry(ref=None, id=None, source="none", size=0, tried=result.tried if result else ())
    image = local[reference]
    if result is None and before is not None and (before.ref, before.id) == (reference, image.id):
        # Still the one that an earlier run got: where it came from remains worth knowing.
        return before
    return Entry(
        ref=reference,
        id=image.id,
        source=result.source if result else "installed",
        size=image.size,
        tried=result.tried if result else (),
        notes=_notes(name, reference),
    )


def _notes(name: str, reference: str) -> tuple[str, ...]:
    if IMAGES[name].kind == "upstream":
        return ()
    return next(recipe.notes for recipe in recipes(name) if recipe.reference == reference)


def plan(engine: CacheEngine = "redis", mirror: str | None = None) -> list[Plan]:
    """Return where ``resolve_all`` would get each image from, without getting any; works without an engine, too."""
    try:
        local = _local()
    except UserError:
        local = {}
    return [_planned(IMAGES[name], local, mirror) for name in _selected(None, engine)]


def _planned(image: Image, local: Mapping[str, docker.Local], mirror: str | None) -> Plan:
    if reference := _present(image.name, local):
        detail = "; ".join((reference, *_notes(image.name, reference)))
        return Plan(image.name, image.version, INSTALLED, detail, ok=True)
    if image.kind == "upstream":
        outcome = sources.plan(upstream.sources(image, mirror))
        detail = "; ".join(outcome.tried)
        return Plan(image.name, image.version, outcome.source or "none", detail, ok=outcome.source is not None)
    outcome = builder.plan(recipes(image.name), local)
    return Plan(image.name, image.version, "build" if outcome.ok else "none", outcome.detail, ok=outcome.ok)
