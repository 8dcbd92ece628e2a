"""The rendered files of stack dev's services."""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import pytest

from infra.packs import load_packs
from infra.paths import PROJECT
from infra.services.registry import all_services
from infra.settings import Settings, from_mapping
from infra.specs import ServiceSpec

PACKS = load_packs(("novax", "wira"), PROJECT / "sql")


def spec_named(name: str, settings: Settings) -> ServiceSpec:
    return next(spec for spec in all_services(settings, packs=PACKS) if spec.name == name)


@pytest.fixture
def service() -> Callable[..., ServiceSpec]:
    """Return a function that gives a service of stack dev with some settings changed."""

    def find(name: str, **values: object) -> ServiceSpec:
        return spec_named(name, from_mapping({"environment": "dev", **values}))

    return find


@pytest.fixture
def rendered() -> Callable[..., str]:
    """Return a function that gives a file of a service's member, secrets as placeholders."""

    def render(service: str, file: str, *, member: str | None = None, **values: object) -> str:
        spec = spec_named(service, from_mapping({"environment": "dev", **values}))
        chosen = next(m for m in spec.members if member in {m.name, None})
        return next(f.content for f in spec.member_files(chosen) if PurePosixPath(f.path).name == file)

    return render


def words(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith(("#", ";")):
            yield stripped.split()


@pytest.fixture
def directives() -> Callable[[str], list[list[str]]]:
    """Return a function that splits a configuration of one directive a line into words, comments left out."""
    return lambda text: list(words(text))
