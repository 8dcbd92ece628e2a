"""The lock is read as it was written, or refused with a sentence."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from infra.errors import UserError
from infra.images import lock
from infra.images.lock import Entry, Lock

HERE = Entry(ref="novax/etcd:3.5-0123456789ab", id="sha256:1", source="build", size=7, notes=("a note",))
MISSING = Entry(ref=None, id=None, source="none", size=0, tried=("registry: it refuses",))
WHOLE = Lock(images={"etcd": HERE, "grafana": MISSING})


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / ".novax" / "images.json"
    lock.save(WHOLE, path)
    assert lock.load(path) == WHOLE
    assert [file.name for file in path.parent.iterdir()] == ["images.json"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_failed_write_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "images.json"
    lock.save(WHOLE, path)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        lock.save(Lock(images={}), path)
    monkeypatch.undo()
    assert lock.load(path) == WHOLE
    assert [file.name for file in tmp_path.iterdir()] == ["images.json"]


def test_a_missing_file_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"images\.json does not exist; run `novax images`"):
        lock.load(tmp_path / "images.json")


def test_an_unreadable_file_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"cannot be read .* run `novax images`"):
        lock.load(tmp_path)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("{", "the whole file"),
        ("[]", "the whole file"),
        (json.dumps({"version": 2, "images": {}}), "version"),
        (json.dumps({"version": 1}), "images"),
        (json.dumps({"version": 1, "images": {}, "extra": 1}), "extra"),
        (json.dumps({"version": 1, "images": {"etcd": {"ref": "x"}}}), r"images\.etcd\.id"),
        (json.dumps({"version": 1, "images": {"etcd": {**HERE.model_dump(), "size": -1}}}), r"images\.etcd\.size"),
        (json.dumps({"version": 1, "images": {"etcd": {**HERE.model_dump(), "more": ""}}}), r"images\.etcd\.more"),
        (
            json.dumps({"version": 1, "images": {"etcd": {**HERE.model_dump(), "source": "luck"}}}),
            r"images\.etcd\.source",
        ),
    ],
)
def test_a_damaged_file_says_where(tmp_path: Path, content: str, where: str) -> None:
    path = tmp_path / "images.json"
    path.write_text(content)
    with pytest.raises(UserError, match=f"is damaged at {where}: .* run `novax images`"):
        lock.load(path)


def test_an_image_that_is_there_has_a_reference() -> None:
    assert WHOLE.reference("etcd") == HERE.ref


def test_an_unknown_image_is_refused_with_those_known() -> None:
    with pytest.raises(UserError, match="has no image 'nats'; it has: etcd, grafana; run `novax images --only nats`"):
        WHOLE.entry("nats")


def test_an_image_without_a_source_is_refused_with_what_was_tried() -> None:
    assert WHOLE.entry("grafana") is MISSING
    with pytest.raises(
        UserError, match=r"'grafana' has no source on this machine \(registry: it refuses\); give it one"
    ):
        WHOLE.reference("grafana")


def test_a_lock_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        HERE.size = 8
