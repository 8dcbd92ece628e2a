"""The content key changes exactly when something that decides an image's content does."""

import dataclasses
import re
from pathlib import Path

import pytest

from infra.catalog import IMAGES
from infra.images import recipe
from infra.images.recipe import Recipe

BUILT = [name for name, image in IMAGES.items() if image.kind == "built"]


@pytest.fixture
def made(tmp_path: Path) -> Recipe:
    folder = tmp_path / "folder"
    (folder / "nested").mkdir(parents=True)
    (folder / "Dockerfile").write_text("FROM scratch\n")
    (folder / "nested" / "script").write_text("#!/bin/sh\n")
    base = Recipe("base", "trixie", folder, {})
    return Recipe("thing", "1", folder, {"UID": "5001"}, base, {"tool": "tool-v1-abc"})


def test_same_content_has_the_same_key_wherever_it_lies(made: Recipe, tmp_path: Path) -> None:
    elsewhere = (tmp_path / "folder").rename(tmp_path / "elsewhere")
    moved_base = dataclasses.replace(made.base, folder=elsewhere) if made.base else None
    assert dataclasses.replace(made, folder=elsewhere, base=moved_base).key == recompute(made, tmp_path)


def recompute(made: Recipe, tmp_path: Path) -> str:
    (tmp_path / "elsewhere").rename(tmp_path / "folder")
    return made.key


def test_times_and_group_permissions_do_not_count(made: Recipe) -> None:
    before = made.key
    script = made.folder / "nested" / "script"
    script.touch()
    script.chmod(0o664)
    assert made.key == before


def test_what_is_needed_and_noted_does_not_count(made: Recipe) -> None:
    assert dataclasses.replace(made, needs="https://example.com", notes=("a note",)).key == made.key


def test_what_python_compiled_does_not_count(made: Recipe) -> None:
    before = made.key
    (made.folder / "nested" / "__pycache__").mkdir()
    (made.folder / "nested" / "__pycache__" / "script.pyc").write_bytes(b"compiled")
    assert made.key == before


def test_a_changed_file_counts(made: Recipe) -> None:
    before = made.key
    (made.folder / "nested" / "script").write_text("#!/bin/sh\nexit 1\n")
    assert made.key != before


def test_a_renamed_file_counts(made: Recipe) -> None:
    before = made.key
    (made.folder / "nested" / "script").rename(made.folder / "nested" / "other")
    assert made.key != before


def test_permission_to_run_counts(made: Recipe) -> None:
    before = made.key
    (made.folder / "nested" / "script").chmod(0o755)
    assert made.key != before


def test_bytes_cannot_move_between_neighbours(made: Recipe) -> None:
    (made.folder / "a").write_text("12")
    (made.folder / "b").write_text("3")
    before = made.key
    (made.folder / "a").write_text("1")
    (made.folder / "b").write_text("23")
    assert made.key != before


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"},
        {"version": "2"},
        {"args": {"UID": "5002"}},
        {"args": {"UID": "5001", "MORE": ""}},
        {"programs": {"tool": "tool-v2-abc"}},
        {"base": None},
    ],
    ids=str,
)
def test_each_other_part_counts(made: Recipe, change: dict[str, object]) -> None:
    assert dataclasses.replace(made, **change).key != made.key


def test_a_changed_base_counts(made: Recipe) -> None:
    assert made.base is not None
    other = dataclasses.replace(made.base, args={"SUITE": "forky"})
    assert dataclasses.replace(made, base=other).key != made.key


@pytest.mark.parametrize("name", BUILT)
def test_every_built_image_has_its_dockerfile_and_a_reference_with_version_and_key(name: str) -> None:
    for way in recipe.recipes(name):
        assert (way.folder / "Dockerfile").is_file()
        assert re.fullmatch(rf"novax/{name}:{re.escape(IMAGES[name].version)}-[0-9a-f]{{12}}", way.reference)
        assert way.args["UID"] == str(IMAGES[name].uid)


def test_no_two_ways_to_build_share_a_reference() -> None:
    """PostgreSQL has two, and so has what stands on it."""
    references = [way.reference for name in BUILT for way in recipe.recipes(name)]
    assert len(set(references)) == len(references) == len(BUILT) + 2


def test_postgresqls_own_repository_comes_before_debian() -> None:
    first, last = recipe.recipes("postgres")
    assert (first.args["PGDG"], last.args["PGDG"]) == ("yes", "no")
    assert first.needs
    assert last.needs is None
    assert "HNSW" in last.notes[0]


@pytest.mark.parametrize("name", BUILT)
def test_every_dockerfile_ends_as_the_fixed_user_with_no_program_of_its_own(name: str) -> None:
    text = (recipe.recipes(name)[0].folder / "Dockerfile").read_text()
    assert text.rstrip().splitlines()[-1] == "USER ${UID}:${UID}"
    assert "\nWORKDIR /\n" in text
    assert not re.search(r"^(ENTRYPOINT|CMD|VOLUME|EXPOSE)", text, re.MULTILINE)


def test_only_whether_a_file_may_be_run_is_its_own(made: Recipe) -> None:
    script = made.folder / "nested" / "script"
    modes: dict[int, int] = {}
    for mode in (0o600, 0o644, 0o666, 0o700, 0o755):
        script.chmod(mode)
        modes[mode] = recipe.mode_of(script)
    assert modes == {0o600: 0o644, 0o644: 0o644, 0o666: 0o644, 0o700: 0o755, 0o755: 0o755}
