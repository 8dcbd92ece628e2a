"""Packs at scale 1 in databases of their own, and where results go: benchmarks disturb nobody's data."""

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from infra.cli import pack_database
from infra.cli.running import Running
from infra.hooks.primary import Login
from infra.migrations import builds
from infra.packs import DATA_KEY_SETTING, Pack
from infra.paths import PROJECT
from infra.seeding import runs
from infra.seeding.loading import silent
from infra.seeding.seed import Plan
from infra.toolchain.progress import step
from tests.chosen import chosen
from tests.home import at_home

SCALE = 1.0

Seeded = Callable[[str], tuple[Pack, Login]]


@pytest.fixture(scope="session")
def seeded(running: Running, packs: Sequence[Pack]) -> Iterator[Seeded]:
    """Return a function that builds and seeds a pack, once, and gives the superuser's login to its database."""
    found: dict[str, tuple[Pack, Login]] = {}
    with ExitStack() as stack:

        def build(name: str) -> tuple[Pack, Login]:
            if name not in found:
                pack = chosen(packs, name)
                found[name] = pack, stack.enter_context(_seeded(running, pack))
            return found[name]

        yield build


@contextmanager
def _seeded(running: Running, pack: Pack) -> Generator[Login]:
    at = pack_database.of(running, pack)
    settings = at.migrator.settings or ({DATA_KEY_SETTING: "k" * 32} if pack.data_key else {})
    with builds.built(at_home(at.superuser), replace(at.migrator, settings=settings), pack, "bench") as login:
        with step(f"pack {pack.name} at scale {SCALE:g}"):
            runs.run(replace(login, settings=settings), pack, Plan(SCALE, 1, runs.today()), silent)
        yield login


@pytest.fixture
def keep() -> Callable[[str, object], Path]:
    """Return a function that writes a benchmark's result, as JSON, beside the image lock, and tells where."""

    def write(name: str, result: object) -> Path:
        folder = PROJECT / ".novax" / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}.json"
        file.write_text(f"{json.dumps(result, indent=2)}\n", encoding="utf-8")
        return file

    return write
