"""Images that others publish, from a registry that is down, a mirror and an archive folder; with the real engine."""

import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra.catalog import Image
from infra.images import docker, registry, sources, upstream
from infra.images.sources import Outcome
from infra.images.work import Limits, Work

if TYPE_CHECKING:
    from tests.unit.images.conftest import TinyImage

NOWHERE = "127.0.0.1:1"


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "DOCKER_HUB", NOWHERE)
    monkeypatch.setattr(docker, "pulls_elsewhere", lambda: False)


def obtain(image: Image, work: Work, mirror: str | None = None) -> Outcome:
    return sources.obtain(upstream.sources(image, mirror), work)


def identifier(image: Image) -> str:
    reference = upstream.reference(image)
    return docker.inspect([reference])[reference].id


def test_a_mirror_serves_where_the_registry_refuses(image: Image, tiny: "TinyImage", work: Work) -> None:
    with tiny.served(f"library/{image.repository}", image.version) as address:
        outcome = obtain(image, work, f"{address}/library/")
    assert (outcome.source, outcome.reference) == ("mirror", upstream.reference(image))
    assert outcome.tried[0].startswith(f"registry: {NOWHERE} cannot be reached")
    assert identifier(image) == tiny.id


def test_the_environment_may_name_the_mirror(
    image: Image, tiny: "TinyImage", work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tiny.served(image.repository, image.version) as address:
        monkeypatch.setenv("NOVAX_IMAGE_MIRROR", address)
        assert obtain(image, work).source == "mirror"


@pytest.mark.parametrize("suffix", [".tar", ".tar.gz"])
@pytest.mark.parametrize("tag", [None, "elsewhere/named:v7"])
def test_an_archive_in_the_cache_serves_where_no_registry_does(  # noqa: PLR0913, PLR0917  # fixtures
    image: Image, tiny: "TinyImage", work: Work, cache: Path, suffix: str, tag: str | None
) -> None:
    named = f"{image.repository}-{tag}" if tag else None
    tiny.archive(cache / "images" / f"tiny-v1{suffix}", named, packed=suffix.endswith("gz"))
    outcome = obtain(image, work)
    assert (outcome.source, outcome.reference) == ("archive", upstream.reference(image))
    assert [reason.partition(":")[0] for reason in outcome.tried] == ["registry", "mirror"]
    assert identifier(image) == tiny.id


def test_the_environment_may_name_the_archive_folder(
    image: Image, tiny: "TinyImage", work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.archive(tmp_path / "elsewhere" / "tiny-v1.tar", None)
    monkeypatch.setenv("NOVAX_IMAGE_ARCHIVE", str(tmp_path / "elsewhere"))
    assert obtain(image, work).source == "archive"


def test_a_mirror_without_the_image_gives_way_to_the_archive(
    image: Image, tiny: "TinyImage", work: Work, cache: Path
) -> None:
    tiny.archive(cache / "images" / "tiny-v1.tar", None)
    with tiny.served("another", "v1") as address:
        outcome = obtain(image, work, address)
    assert outcome.source == "archive"
    assert "pulling" in outcome.tried[1]


def test_a_damaged_archive_is_a_reason(image: Image, work: Work, cache: Path) -> None:
    (cache / "images").mkdir(parents=True)
    (cache / "images" / "tiny-v1.tar").write_bytes(b"no archive")
    outcome = obtain(image, work)
    assert outcome.source is None
    assert "tiny-v1.tar failed with exit code 1" in outcome.tried[2]


def test_nothing_anywhere_is_told_with_every_reason(work: Work, cache: Path) -> None:
    image = Image("tiny", "upstream", "v1", 5999, repository="novax-test/never")
    outcome = obtain(image, work)
    assert outcome.source is None
    assert outcome.tried[1] == "mirror: neither novax:imageMirror nor NOVAX_IMAGE_MIRROR names one"
    assert outcome.tried[2].startswith(f"archive: {cache}/images has neither tiny-v1.tar nor tiny-v1.tar.gz")


def test_a_registry_that_falls_silent_after_the_first_word_is_given_up(
    image: Image, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "probe", lambda _: None)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    monkeypatch.setattr(docker, "PULL_LIMITS", Limits(first_output=0.5))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        outcome = obtain(image, work, "{}:{}".format(*silent.getsockname()))
    assert "had no answer within 0.5 s" in outcome.tried[1]
    assert time.monotonic() - started < 5
