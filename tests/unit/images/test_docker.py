"""The engine's image store through the real ``docker`` command, and through one that answers as we please."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra.catalog import Image
from infra.images import docker, upstream
from infra.images.recipe import Recipe
from infra.images.work import Work
from infra.toolchain.commands import Unavailable

if TYPE_CHECKING:
    from tests.unit.images.conftest import TinyImage


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that puts a shell script in place of the ``docker`` command."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    def write(script: str) -> None:
        (folder / "docker").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "docker").chmod(0o755)

    return write


def test_images_are_found_in_one_call_among_some_that_are_missing(
    image: Image, tiny: "TinyImage", work: Work, tmp_path: Path
) -> None:
    reference = upstream.reference(image)
    tiny.archive(tmp_path / "tiny.tar", None)
    docker.load(work, tmp_path / "tiny.tar", reference)
    found = docker.inspect([reference, "novax-test/never:v1"])
    assert list(found) == [reference]
    assert found[reference].id == tiny.id
    assert found[reference].size > 0


@pytest.mark.usefixtures("docker_engine")
def test_no_image_at_all_is_no_failure() -> None:
    assert docker.inspect(["novax-test/never:v1"]) == {}


def test_a_silent_engine_is_told(stand_in: Callable[[str], None]) -> None:
    stand_in("echo 'Cannot connect to the Docker daemon' >&2; exit 1")
    with pytest.raises(Unavailable, match="Cannot connect to the Docker daemon"):
        docker.inspect(["novax-test/never:v1"])


def test_a_missing_command_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="docker cannot be run: No such file or directory"):
        docker.inspect(["novax-test/never:v1"])


@pytest.mark.parametrize(("answer", "elsewhere"), [("", False), ("https://mirror.example/", True)])
def test_mirrors_and_proxies_of_the_engine_are_seen(
    stand_in: Callable[[str], None], answer: str, *, elsewhere: bool
) -> None:
    stand_in(f"echo '{answer}'")
    assert docker.pulls_elsewhere() is elsewhere


def test_an_archive_of_two_images_is_refused(stand_in: Callable[[str], None], work: Work, tmp_path: Path) -> None:
    stand_in("echo 'Loaded image: a:1'; echo 'Loaded image: b:1'")
    with pytest.raises(Unavailable, match=r"two\.tar holds 2 images; exactly one is allowed"):
        docker.load(work, tmp_path / "two.tar", "a:1")


@pytest.mark.parametrize(("works_in", "network"), [("default", "default"), ("host", "host"), ("nowhere", "default")])
def test_the_build_network_is_the_first_that_reaches_the_mirror(
    stand_in: Callable[[str], None], works_in: str, network: str
) -> None:
    stand_in(f'[ "$4" = {works_in} ]')
    assert docker.build_network("image", "mirror.example", 80) == network


@pytest.fixture
def recipe(image: Image, tmp_path: Path) -> Recipe:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\nARG WHICH\nCOPY ${WHICH} program /\nUSER 5999:5999\n")
    (folder / "a").write_text("content")
    # The image fixture removes whatever bears this name.
    return Recipe(image.repository.removeprefix("novax-test/"), "1", folder, {})


def test_a_build_has_its_labels_files_and_nothing_of_the_proxy(
    recipe: Recipe, work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://user:secret@127.0.0.1:3128")
    (tmp_path / "program").write_text("#!/bin/sh\n")
    docker.build(work, recipe, args={"WHICH": "a"}, files=[tmp_path / "program"])
    found = subprocess.run(["docker", "image", "inspect", recipe.reference], capture_output=True, text=True, check=True)
    history = ["docker", "image", "history", "--no-trunc", recipe.reference]
    (image,) = json.loads(found.stdout)
    assert image["Config"]["User"] == "5999:5999"
    assert image["Config"]["Labels"] == {
        "org.opencontainers.image.title": f"novax {recipe.name}",
        "org.opencontainers.image.version": "1",
    }
    assert "secret" not in found.stdout + subprocess.run(history, capture_output=True, text=True, check=True).stdout
    assert sorted(path.name for path in recipe.folder.iterdir()) == ["Dockerfile", "a"]


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o000])
def test_modes_are_the_recipes_whatever_the_umask(
    stand_in: Callable[[str], None], tmp_path: Path, work: Work, umask: int
) -> None:
    before = os.umask(umask)
    try:
        folder = tmp_path / "folder"
        (folder / "nested").mkdir(parents=True)
        (folder / "nested" / "script").touch(0o777)
        (folder / "settings").touch()
        (tmp_path / "program").touch(0o777)
    finally:
        os.umask(before)
    stand_in("""for last; do :; done; cd "$last" 2>/dev/null && find . -mindepth 1 -printf '%m %p\\n'""")
    docker.build(work, Recipe("x", "1", folder, {}), args={}, files=[tmp_path / "program"])
    assert sorted((tmp_path / "cache/logs/image-x.log").read_text().splitlines()) == [
        "644 ./settings",
        "755 ./nested",
        "755 ./nested/script",
        "755 ./program",
    ]


def test_a_build_that_fails_shows_its_last_lines(recipe: Recipe, work: Work) -> None:
    (recipe.folder / "Dockerfile").write_text("NONSENSE\n")
    with pytest.raises(Unavailable, match=rf"(?s)building {recipe.name} failed .*NONSENSE"):
        docker.build(work, recipe, args={})


def test_a_proxys_password_is_not_among_the_arguments(
    stand_in: Callable[[str], None], tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://user:secret@127.0.0.1:3128")
    stand_in('echo "$@"')
    (tmp_path / "folder").mkdir()
    docker.build(work, Recipe("x", "1", tmp_path / "folder", {}), args={})
    told = (tmp_path / "cache/logs/image-x.log").read_text()
    assert "--build-arg=http_proxy " in told
    assert "secret" not in told
