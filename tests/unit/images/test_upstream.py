"""Images that others publish, from a registry that is down, a mirror and an archive folder; with the real engine."""

import hashlib
import io
import socket
import subprocess
import tarfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra.catalog import Image
from infra.images import docker, registry, sources, upstream
from infra.images.sources import Outcome
from infra.images.work import Limits, Work
from infra.toolchain import commands

if TYPE_CHECKING:
    from tests.unit.images.conftest import TinyImage

NOWHERE = "127.0.0.1:1"
LAYERS = "{{range .RootFS.Layers}}{{.}} {{end}}"


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "DOCKER_HUB", NOWHERE)
    monkeypatch.setattr(docker, "pulls_elsewhere", lambda: False)


def obtain(image: Image, work: Work, mirror: str | None = None) -> Outcome:
    return sources.obtain(upstream.sources(image, mirror), work)


def stands_on(image: Image, tiny: "TinyImage") -> bool:
    layers = commands.answer(["docker", "image", "inspect", "--format", LAYERS, upstream.reference(image)]).split()
    return layers[0] == f"sha256:{hashlib.sha256(tiny.layer).hexdigest()}" and len(layers) > 1


def test_a_mirror_serves_where_the_registry_refuses(image: Image, tiny: "TinyImage", work: Work) -> None:
    with tiny.served(f"library/{image.repository}", image.version) as address:
        outcome = obtain(image, work, f"{address}/library/")
    assert (outcome.source, outcome.reference) == ("mirror", upstream.reference(image))
    assert outcome.tried[1].startswith(f"registry: {NOWHERE} cannot be reached")
    assert stands_on(image, tiny)


def test_what_the_engine_already_has_is_adopted_before_any_registry_is_asked(
    image: Image, tiny: "TinyImage", work: Work, tmp_path: Path
) -> None:
    tiny.archive(tmp_path / "tiny.tar", None)
    docker.load(work, tmp_path / "tiny.tar", upstream.published(image))
    outcome = obtain(image, work)
    assert (outcome.source, outcome.reference, outcome.tried) == ("installed", upstream.reference(image), ())
    assert stands_on(image, tiny)


def test_what_runs_has_the_user_of_the_catalog_and_an_empty_entrypoint(
    image: Image, tiny: "TinyImage", work: Work, tmp_path: Path
) -> None:
    tiny.archive(tmp_path / "tiny.tar", None)
    docker.load(work, tmp_path / "tiny.tar", upstream.published(image))
    obtain(image, work)
    template = "{{.Config.User}} {{len .Config.Entrypoint}} {{len .Config.Cmd}}"
    command = ["docker", "image", "inspect", "--format", template, upstream.reference(image)]
    assert commands.answer(command).split() == ["5999:5999", "0", "0"]


def test_what_runs_lets_nobody_else_into_its_folders_even_after_files_were_uploaded(
    image: Image, tiny: "TinyImage", work: Work, tmp_path: Path
) -> None:
    tiny.archive(tmp_path / "tiny.tar", None)
    docker.load(work, tmp_path / "tiny.tar", upstream.published(image))
    obtain(image, work)
    container = commands.answer(["docker", "create", upstream.reference(image), "/greeting"])
    try:
        (tmp_path / "settings").write_text("secret")
        commands.answer(["docker", "cp", str(tmp_path / "settings"), f"{container}:/etc/novax/settings"])
        found: dict[str, tuple[str, int]] = {}
        for folder in ("/etc", "/var/lib"):
            copied = subprocess.run(["docker", "cp", f"{container}:{folder}", "-"], capture_output=True, check=True)
            with tarfile.open(fileobj=io.BytesIO(copied.stdout)) as archive:
                found |= {one.name: (f"{one.mode & 0o777:o}", one.uid) for one in archive if one.isdir()}
    finally:
        commands.answer(["docker", "rm", "--force", container])
    assert {name: facts for name, facts in found.items() if "novax" in name} == {
        "etc/novax": ("750", 5999),
        "etc/novax/tls": ("750", 5999),
        "lib/novax": ("700", 5999),
    }
    # What the published image has of its own stays as it is.
    assert {facts for name, facts in found.items() if name in ("etc", "lib")} == {("755", 0)}


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
    assert [reason.partition(":")[0] for reason in outcome.tried] == ["installed", "registry", "mirror"]
    assert stands_on(image, tiny)


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
    assert "pulling" in outcome.tried[2]


def test_a_damaged_archive_is_a_reason(image: Image, work: Work, cache: Path) -> None:
    (cache / "images").mkdir(parents=True)
    (cache / "images" / "tiny-v1.tar").write_bytes(b"no archive")
    outcome = obtain(image, work)
    assert outcome.source is None
    assert "tiny-v1.tar failed with exit code 1" in outcome.tried[3]


def test_nothing_anywhere_is_told_with_every_reason(docker_engine: None, work: Work, cache: Path) -> None:  # noqa: ARG001  # may skip
    image = Image("tiny", "upstream", "v1", 5999, repository="novax-test/never")
    outcome = obtain(image, work)
    assert outcome.source is None
    assert outcome.tried[2] == "mirror: neither novax:imageMirror nor NOVAX_IMAGE_MIRROR names one"
    assert outcome.tried[3].startswith(f"archive: {cache}/images has neither tiny-v1.tar nor tiny-v1.tar.gz")


def test_a_registry_that_falls_silent_after_the_first_word_is_given_up(
    image: Image, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "probe", lambda _: None)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    monkeypatch.setattr(docker, "PULL_LIMITS", Limits(first_output=0.5))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        outcome = obtain(image, work, "{}:{}".format(*silent.getsockname()))
    assert "had no answer within 0.5 s" in outcome.tried[2]
    assert time.monotonic() - started < 5
